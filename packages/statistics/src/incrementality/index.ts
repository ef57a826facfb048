/** What would not have happened without it: ranking by effect, differences in differences, matched controls, synthetic control. */

export type { BalanceRow } from './balance.ts';
export {
  type DifferenceInDifferences,
  type DifferenceInDifferencesInput,
  estimateDifferenceInDifferences,
} from './difference-in-differences.ts';
export {
  type EffectOnTreated,
  type EffectOnTreatedInput,
  estimateEffectOnTreated,
} from './effect-on-treated.ts';
export type { CurvePoint } from './gain-curves.ts';
export {
  type ClassTransformationInput,
  fitClassTransformationUplift,
  fitTwoModelUplift,
  scoreUplift,
  type UpliftLearnerInput,
  type UpliftModel,
} from './learners.ts';
export { type Matching, type MatchingInput, matchControls } from './matching.ts';
export { estimatePanelEffect, type PanelEffect, type PanelEffectInput } from './panel-effect.ts';
export { type ParallelTrends, type ParallelTrendsInput, testParallelTrends } from './parallel-trends.ts';
export { measureQini, measureUpliftArea, type Qini, type RankingInput, type UpliftArea } from './qini.ts';
export {
  estimateSyntheticControl,
  type SyntheticControl,
  type SyntheticControlInput,
} from './synthetic-control.ts';
export { compareUpliftByScore, type UpliftGroup, type UpliftGroupsInput } from './uplift-groups.ts';
