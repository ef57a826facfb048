/** Every number a marketer will bet on: pure functions, deterministic by seed. Works without the rest of Jetbridge. */

export * from './assignment/index.ts';
export * from './attribution/index.ts';
export * from './bayes/index.ts';
export * from './decomposition/index.ts';
export * from './early/index.ts';
export { StatisticsError, type StatisticsErrorCode } from './errors.ts';
export * from './groups/index.ts';
export * from './incrementality/index.ts';
export * from './interest/index.ts';
export type { Estimate, Interval } from './interval.ts';
export * from './lifetime/index.ts';
export * from './planning/index.ts';
export * from './reading/index.ts';
export * from './regression/index.ts';
export * from './watching/index.ts';
