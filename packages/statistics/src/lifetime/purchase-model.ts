/** The three models of when customers buy and when they silently leave, and what each formula of theirs is given. */
import type { Estimate } from '../interval.ts';
import type { Random } from '../random.ts';
import { checkModel } from './log-parameters.ts';

/** While alive a customer buys at a rate λ ~ gamma(r, α), and drops out after a purchase with chance p ~ beta(a, b). */
export interface BetaGeometricParameters {
  readonly r: number;
  /** In the unit of time. */
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** While alive a customer buys at a rate λ ~ gamma(r, α), and leaves at a rate μ ~ gamma(s, β). */
export interface ParetoParameters {
  readonly r: number;
  /** In the unit of time. */
  readonly alpha: number;
  readonly s: number;
  /** In the unit of time. */
  readonly beta: number;
}

interface Model<Kind extends string, Parameters> {
  readonly kind: Kind;
  readonly parameters: Parameters;
  /** Of the logarithms of the four parameters, row-major 4 × 4; zeros for parameters that are taken as known. */
  readonly covariance: Float64Array;
}

export type BgNbdModel = Model<'bg_nbd', BetaGeometricParameters>;
export type MbgNbdModel = Model<'mbg_nbd', BetaGeometricParameters>;
export type ParetoNbdModel = Model<'pareto_nbd', ParetoParameters>;
export type PurchaseModel = BgNbdModel | MbgNbdModel | ParetoNbdModel;

/** What a fit tells beside the model itself. */
export interface PurchaseFit<Parameters> {
  readonly estimates: Readonly<Record<keyof Parameters, Estimate>>;
  /** Of the times in the caller's unit: it changes by the number of purchases × ln of a change of unit. */
  readonly logLikelihood: number;
  readonly customers: number;
  /** Different triples of frequency, recency and age: the fit costs as much as there are of them. */
  readonly distinctHistories: number;
}

export type BgNbdFit = BgNbdModel & PurchaseFit<BetaGeometricParameters>;
export type MbgNbdFit = MbgNbdModel & PurchaseFit<BetaGeometricParameters>;
export type ParetoNbdFit = ParetoNbdModel & PurchaseFit<ParetoParameters>;

/** One customer's history. */
export interface Seen {
  readonly frequency: number;
  readonly recency: number;
  readonly age: number;
}

/** What can be asked of a model whose four parameters are known, in the order of their names. */
export interface Formulas {
  readonly names: readonly string[];
  /** P(alive at the end of observation). */
  alive(values: Float64Array, seen: Seen): number;
  /** Repeat purchases of a new customer within the horizon. */
  fromStart(values: Float64Array, horizon: number): number;
  /** Purchases, within the horizon, of a customer with this history who is alive: the time of the last purchase says no more then. */
  whileAlive(
    values: Float64Array,
    { frequency, age, horizon }: Pick<Seen, 'frequency' | 'age'> & { readonly horizon: number },
  ): number;
  /** P(a new customer buys again 0, 1, … times within the horizon), as many as there are places. */
  counts(
    values: Float64Array,
    { upTo, horizon }: { readonly upTo: number; readonly horizon: number },
  ): Float64Array;
  /** One draw of what `whileAlive` is the mean of. */
  drawLater(values: Float64Array, { seen, horizon, random }: DrawLater): number;
}

export interface DrawLater {
  readonly seen: Seen;
  readonly horizon: number;
  readonly random: Random;
}

/** The model's parameters in order; throws when one is not above zero, or the covariance is not 4 × 4. */
export function valuesOf(model: PurchaseModel, { names }: Formulas): Float64Array {
  return checkModel(names, model);
}
