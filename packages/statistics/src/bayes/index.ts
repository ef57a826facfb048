/** Reading by Bayes' rule: what to believe of each variant, how likely it is the best, and what choosing it may cost. */
export type { BayesComparison, BayesVariant } from './compare.ts';
export {
  type BayesMeanInput,
  type BayesMeansInput,
  compareMeansByBayes,
  estimateMeanByBayes,
  type StudentPrior,
} from './means.ts';
export {
  type BayesNormalMeanInput,
  type BayesNormalMeansInput,
  compareNormalMeansByBayes,
  estimateNormalMeanByBayes,
  type NormalMeanSummary,
  type NormalPrior,
} from './normal-means.ts';
export {
  type BayesProportionInput,
  type BayesProportionsInput,
  type BetaPrior,
  compareProportionsByBayes,
  estimateProportionByBayes,
  type ProportionCounts,
} from './proportions.ts';
