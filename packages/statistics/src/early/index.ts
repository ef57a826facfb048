/**
 * Reading a test before its planned end without finding what is not there. Group sequential bounds are for a few looks that are planned
 * ahead and give the smallest samples; always-valid sequences are for looking at any time, at the price of wider intervals.
 */

export type { AdjustedInference } from './adjusted.ts';
export {
  type AnytimeMean,
  type AnytimeMeansInput,
  type AnytimeProportionsInput,
  type AnytimeShare,
  compareMeansAnytime,
  compareProportionsAnytime,
} from './anytime-comparison.ts';
export {
  type AnytimeEstimateInput,
  type AnytimeMeanInput,
  readEstimateAnytime,
  readMeanAnytime,
} from './anytime-reading.ts';
export {
  type AnytimeSuccesses,
  type AnytimeSuccessesInput,
  compareSuccessesAnytime,
} from './anytime-successes.ts';
export type { SequentialBounds } from './bounds.ts';
export { type BoundShape, type ClassicBoundsInput, computeClassicBounds } from './classic-bounds.ts';
export {
  type ConditionalPower,
  type ConditionalPowerInput,
  computeConditionalPower,
} from './conditional-power.ts';
export type { ErrorRate, Looks, Sides } from './looks.ts';
export {
  type AnytimeOptions,
  type AnytimeReading,
  chooseMixtureVariance,
  type MixtureVarianceInput,
} from './mixture.ts';
export {
  computeSequentialPower,
  type LookChances,
  planSequentialTest,
  type SequentialPlan,
  type SequentialPlanInput,
  type SequentialPower,
  type SequentialPowerInput,
} from './power.ts';
export {
  readSequentialTest,
  type SequentialDecision,
  type SequentialReading,
  type SequentialReadingInput,
} from './sequential-reading.ts';
export { type SpendInput, type Spending, spendError } from './spending.ts';
export {
  type AdaptedBoundsInput,
  adaptSpendingBounds,
  computeSpendingBounds,
  type FutilityRule,
  type SpendingBoundsInput,
} from './spending-bounds.ts';
