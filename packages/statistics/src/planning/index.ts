/** Planning: how many units a test needs, what it will find, and how long it takes. */
export { type Clustering, type ClusterPlan, designEffect, planClusters } from './clusters.ts';
export type {
  EffectDesign,
  PowerDesign,
  SampleSize,
  SizeDesign,
  SmallestEffect,
  TestDesign,
} from './design.ts';
export { type Duration, durationFromTraffic, type Traffic } from './duration.ts';
export { type FisherDesign, powerOfFisherTest } from './fisher.ts';
export {
  type MeanEffect,
  type MeanSpread,
  powerForMeans,
  sampleSizeForMeans,
  smallestEffectForMeans,
} from './means.ts';
export {
  type ProportionDirection,
  type ProportionEffect,
  powerForProportions,
  sampleSizeForProportions,
  smallestEffectForProportions,
} from './proportions.ts';
export {
  powerForRatios,
  type RatioEffect,
  type RatioSpread,
  sampleSizeForRatios,
  smallestEffectForRatios,
} from './ratios.ts';
