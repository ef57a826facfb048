export {
  type BootstrapMeansInput,
  type BootstrapRatiosInput,
  bootstrapMeans,
  bootstrapRatios,
} from './bootstrap.ts';
export {
  type BootstrapQuantileInput,
  type BootstrapQuantilesInput,
  bootstrapQuantile,
  bootstrapQuantiles,
} from './bootstrap-quantile.ts';
export { type CovariateSummary, type CovariateValues, summarizeCovariates } from './covariates.ts';
export { type CupedComparison, type CupedInput, compareByCuped } from './cuped.ts';
export { testProportionsExactly } from './fisher.ts';
export type { ExactTest } from './hypergeometric.ts';
export { liftOfMeans } from './lift.ts';
export {
  type ProportionStratum,
  type StratifiedProportions,
  type StratifiedProportionsInput,
  testStratifiedProportions,
  testStratifiedProportionsExactly,
} from './mantel-haenszel.ts';
export {
  compareMeans,
  type MeanComparison,
  type MeanSummary,
  summarizeValues,
  type TwoMeansInput,
} from './means.ts';
export { adjustByBenjaminiHochberg, adjustByHolm } from './multiple-testing.ts';
export {
  type BinomialCounts,
  estimateProportion,
  estimateProportionExactly,
  type ProportionInput,
} from './proportion.ts';
export {
  compareProportions,
  differenceOfProportions,
  type ProportionComparison,
  type TwoProportionsInput,
} from './proportion-difference.ts';
export { ratioOfProportions } from './proportion-ratio.ts';
export { type ExactQuantile, estimateQuantileExactly, type QuantileInput } from './quantile-exact.ts';
export {
  compareRatios,
  type RatioComparison,
  type RatioSummary,
  type RatioValues,
  summarizeRatio,
  type TwoRatiosInput,
} from './ratio-metric.ts';
export type { BootstrapOptions } from './resample.ts';
export {
  type ChiSquareSampleRatio,
  type SampleRatio,
  type SampleRatioInput,
  testSampleRatio,
} from './sample-ratio.ts';
export { testSampleRatioExactly } from './sample-ratio-exact.ts';
export {
  compareStratified,
  type MeanStratum,
  type StratifiedComparison,
  type StratifiedMeansInput,
} from './stratified.ts';
