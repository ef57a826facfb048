/** Every number a marketer will bet on: pure functions, deterministic by seed. Works without the rest of Jetbridge. */

export * from './decomposition/index.ts';
export { StatisticsError, type StatisticsErrorCode } from './errors.ts';
export type { Estimate, Interval } from './interval.ts';
export * from './lifetime/index.ts';
export * from './reading/index.ts';
export * from './regression/index.ts';
