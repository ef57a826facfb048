/** What changed: a total, an average or a gap to the plan, split into parts that sum to it without a residual. */
export { decomposeByLmdi } from './lmdi.ts';
export { decomposeMix, type MixChange, type MixEffects, type MixPeriod } from './mix.ts';
export { comparePlan, type PlanAgainstActual, type PlanVariance, type Sales } from './plan.ts';
export {
  decomposeByShapley,
  decomposeFormula,
  type FormulaChange,
  type FormulaEffect,
  type FormulaFactor,
} from './shapley.ts';
export type { Decomposition, FactorChange, FactorEffect, TotalChange } from './total-change.ts';
