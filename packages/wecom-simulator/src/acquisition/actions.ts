/** What people do with acquisition links and their quota. */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type AcquisitionActions = Record<never, never>;

export function createAcquisitionActions(_parts: Parts, _reactions: Reactions): AcquisitionActions {
  return {};
}

/** `POST /__sim/acquisition/NAME`. */
export const acquisitionCommands: Readonly<Record<string, Command>> = {};
