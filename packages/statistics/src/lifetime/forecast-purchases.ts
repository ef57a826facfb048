/** How many purchases all customers together will make, with all that is uncertain in it. */
import { checkCount, checkNumber, checkProbability, checkSeed } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { exp, ln, mean, sum, variance } from '../numbers.ts';
import { createRandom, type Random } from '../random.ts';
import { computable } from './computable.ts';
import { expectationOf, type PurchaseHorizon, seenOf } from './predict-purchases.ts';
import { formulasOf } from './purchase-formulas.ts';
import { checkPurchaseHistories, type PurchaseHistories } from './purchase-history.ts';
import { type PurchaseModel, valuesOf } from './purchase-model.ts';

export interface ForecastOptions extends PurchaseHorizon {
  readonly seed: number;
  /** How often the future is drawn; at least 100. */
  readonly draws?: number;
}

const FEWEST_DRAWS = 100;
const MOST_DRAWS = 100_000;
/** A standard error of 10 of a logarithm, a factor of 20,000 either way: of parameters so uncertain nothing can be foretold. */
const LARGEST_VARIANCE = 100;

/**
 * The number of purchases that all these customers together will make within a horizon, with an interval for that number.
 *
 * `value` is the sum of what predictPurchases expects. The interval is predictive: each draw takes parameters from the normal distribution
 * of their logarithms, then draws for each customer whether he is alive, his rates, and his purchases; its ends are quantiles of the totals, and
 * `standardError` is their standard deviation. It holds for the number to come if the model does: it does not know of seasons, prices or
 * campaigns. O(customers × draws).
 *
 * @throws {StatisticsError} out_of_range when a history cannot be, a parameter is not above 0, the variance of a logarithm is not from 0 to 100, the horizon is negative, draws are fewer than 100 or more than 100,000, or one customer would be drawn more than 1,000,000 purchases; unknown_name when the kind of model is none of the three; did_not_converge when, for Pareto/NBD, α and β are so far apart that 200,000 terms of a continued fraction do not suffice, or a sum of 1,000,000 terms does not for the horizon; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Lee (2005), Marketing Science 24:275–284, for the model
 * @example
 * const parameters = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
 * const model = { kind: 'bg_nbd', parameters, covariance: new Float64Array(16) };
 * const seen = { frequency: [2, 0], recency: [30.43, 0], age: [38.86, 38.86] };
 * const total = forecastTotalPurchases(model, seen, { horizon: 39, seed: 1 });
 * total.value // → 1.42113
 * [total.interval.lower, total.interval.upper] // → [0, 6]
 */
export function forecastTotalPurchases(
  model: PurchaseModel,
  customers: PurchaseHistories,
  { horizon, level = 0.95, seed, draws = 500 }: ForecastOptions,
): Estimate {
  const formulas = formulasOf(model);
  const values = valuesOf(model, formulas);
  checkSpread(model.covariance, values.length);
  checkPurchaseHistories('customers.', customers);
  checkNumber('horizon', horizon, { min: 0 });
  checkProbability('level', level);
  checkSeed('seed', seed);
  checkCount('draws', draws, { min: FEWEST_DRAWS, max: MOST_DRAWS });
  const random = createRandom(seed);
  const root = rootOf(model.covariance, values.length);
  const totals = Float64Array.from({ length: draws }, () => {
    const drawn = drawParameters(values, root, random);
    let total = 0;
    for (let i = 0; i < customers.frequency.length; i++) {
      const seen = seenOf(customers, i);
      if (random.uniform() < formulas.alive(drawn, seen))
        total += formulas.drawLater(drawn, { seen, horizon, random });
    }
    return total;
  }).sort();
  return computable('model', {
    value: sum(expectationOf(formulas, { customers, horizon })(values)),
    standardError: mean(totals) === 0 ? 0 : Math.sqrt(variance(totals)),
    interval: { lower: quantile(totals, (1 - level) / 2), upper: quantile(totals, (1 + level) / 2) },
    level,
  });
}

function checkSpread(covariance: Float64Array, width: number): void {
  for (let i = 0; i < width; i++) {
    const at = i * width + i;
    const variance = covariance[at]!;
    if (variance < 0 || variance > LARGEST_VARIANCE)
      throw new StatisticsError('out_of_range', {
        argument: `model.covariance[${at}]`,
        says: `must be from 0 to ${LARGEST_VARIANCE}, being the variance of a logarithm, not ${variance}`,
        details: { value: variance },
      });
  }
}

/** The inverse of the empirical distribution function: a number that was drawn, and whole. */
function quantile(rising: Float64Array, p: number): number {
  return rising[Math.min(Math.max(Math.ceil(p * rising.length) - 1, 0), rising.length - 1)]!;
}

/** Lower triangular L with L Lᵀ = covariance; a column is zero where nothing is left to vary. */
function rootOf(covariance: Float64Array, width: number): Float64Array {
  const root = new Float64Array(width * width);
  for (let j = 0; j < width; j++)
    for (let i = j; i < width; i++) {
      let left = covariance[i * width + j]!;
      for (let k = 0; k < j; k++) left -= root[i * width + k]! * root[j * width + k]!;
      const pivot = root[j * width + j]!;
      if (i === j) root[i * width + j] = Math.sqrt(Math.max(left, 0));
      else root[i * width + j] = pivot > 0 ? left / pivot : 0;
    }
  return root;
}

function drawParameters(values: Float64Array, root: Float64Array, random: Random): Float64Array {
  const width = values.length;
  const normals = values.map(() => random.normal());
  return values.map((value, i) => {
    let moved = ln(value);
    for (let k = 0; k <= i; k++) moved += root[i * width + k]! * normals[k]!;
    return exp(moved);
  });
}
