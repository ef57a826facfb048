/** A faithful WeCom corp for demos and tests: speaks the same HTTP and the same encrypted callbacks. */

export { createSimulator } from './create-simulator.ts';
export type { OrderedFault } from './faults.ts';
export type { Life, LifeKind } from './life.ts';
export type {
  ApiFault,
  ApiFaultKind,
  Behaviours,
  Corp,
  Faults,
  MassQuota,
  Quotas,
  Range,
  SimulatorOptions,
  StaffInput,
} from './options.ts';
export type { Actions, ScanOutcome, Who } from './parts.ts';
export type { PersonInput, Received } from './people.ts';
export {
  type AdjustableClock,
  createAdjustableClock,
  createVirtualClock,
  type VirtualClock,
} from './scheduler.ts';
export type { Simulator, Traveller } from './simulator.ts';
export type { Snapshot } from './snapshot.ts';
export type { TrueRelation, TrueWelcome, Truth } from './truth.ts';
