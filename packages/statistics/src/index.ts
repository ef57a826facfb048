/** Every number a marketer will bet on: pure functions, deterministic by seed. Works without the rest of Jetbridge. */

export * from './decomposition/index.ts';
export { StatisticsError, type StatisticsErrorCode } from './errors.ts';
export type { Estimate, Interval } from './interval.ts';
export * from './regression/index.ts';
