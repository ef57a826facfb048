/** Lifetime value: who is still a customer, how often and for how much they will buy, and what that is worth. */

export {
  type BgBbData,
  type BgBbFit,
  type BgBbModel,
  type BgBbParameters,
  fitBgBb,
  type OpportunityHistories,
} from './bg-bb.ts';
export {
  type BgBbHorizon,
  type BgBbPrediction,
  expectedPurchasesOfNewCustomer,
  type OpportunityPrediction,
  predictBgBb,
} from './bg-bb-expected.ts';
export { fitBgNbd } from './bg-nbd.ts';
export {
  type CustomerValue,
  type CustomerValueInput,
  estimateCustomerValue,
  type Predicted,
} from './customer-value.ts';
export { type DiscountOptions, predictDiscountedPurchases } from './discounted-purchases.ts';
export { type ForecastOptions, forecastTotalPurchases } from './forecast-purchases.ts';
export {
  type FrequencyValueCorrelation,
  fitGammaGamma,
  type GammaGammaData,
  type GammaGammaFit,
  type GammaGammaModel,
  type GammaGammaParameters,
} from './gamma-gamma.ts';
export { type CustomerSpend, type ExpectedAverageValue, expectedAverageValue } from './gamma-gamma-value.ts';
export { checkHoldout, type HoldoutBin, type HoldoutCheck, type HoldoutCustomers } from './holdout.ts';
export {
  type FrequencyBin,
  type FrequencyCounts,
  type FrequencyFit,
  testFrequencyFit,
} from './holdout-frequencies.ts';
export { fitMbgNbd } from './mbg-nbd.ts';
export { fitParetoNbd } from './pareto-nbd.ts';
export {
  type PurchaseHorizon,
  type PurchasePrediction,
  predictAlive,
  predictNewCustomerPurchases,
  predictPurchaseCounts,
  predictPurchases,
} from './predict-purchases.ts';
export type { PurchaseData, PurchaseHistories } from './purchase-history.ts';
export type {
  BetaGeometricParameters,
  BgNbdFit,
  BgNbdModel,
  MbgNbdFit,
  MbgNbdModel,
  ParetoNbdFit,
  ParetoNbdModel,
  ParetoParameters,
  PurchaseFit,
  PurchaseModel,
} from './purchase-model.ts';
export {
  type CohortSurvivors,
  fitShiftedBetaGeometric,
  type ShiftedBetaFit,
  type ShiftedBetaModel,
  type ShiftedBetaParameters,
} from './shifted-beta.ts';
export {
  discountedResidualLifetime,
  type ProjectedShares,
  projectRetention,
  type ResidualLifetimeOptions,
  type RetentionProjection,
} from './shifted-beta-projection.ts';
export { compareSurvival, type SurvivalComparison } from './survival-comparison.ts';
export { estimateSurvival, type MedianSurvival, type SurvivalCurve, survivalAt } from './survival-curve.ts';
export type { Durations } from './survival-input.ts';
export {
  type CauseHazard,
  hazardByStage,
  type StageHazard,
  type StageNames,
  type StageStays,
} from './survival-stages.ts';
export { type LifeTableOptions, type LifeTableRow, lifeTable } from './survival-table.ts';
