/** Purchases at any time, and silent loss at any time: the Pareto/NBD model, fitted. */
import type { Estimate } from '../interval.ts';
import { fitPurchases } from './fit-purchases.ts';
import { negativeLogLikelihood } from './pareto-nbd-likelihood.ts';
import type { PurchaseData } from './purchase-history.ts';
import type { ParetoNbdFit } from './purchase-model.ts';

/** r, α, s, β, times in units of the mean age: rare and frequent purchases, short and long lives. */
const STARTS = [
  [0.5, 0.3, 0.5, 0.3],
  [0.2, 0.1, 0.5, 0.5],
  [1, 1, 1, 2],
  [2, 0.2, 0.5, 1],
];

/**
 * Fits the Pareto/NBD model of purchases at any time and silent loss at any time, by maximum likelihood.
 *
 * While alive a customer buys at a rate λ ~ gamma(r, α), and leaves at a rate μ ~ gamma(s, β), unseen. With x repeat purchases, the last at tₓ,
 * and age T: L = (Γ(r+x)αʳβˢ/Γ(r)) [(α+T)^−(r+x) (β+T)^−s + s ∫ (α+y)^−(r+x) (β+y)^−(s+1) dy], y from tₓ to T; the integral is
 * a difference of two ₂F₁. Assumes that λ and μ are independent and do not change. Unlike in fitBgNbd customers may leave without having
 * bought again. Standard errors from the information matrix; intervals are symmetric in the logarithm. O(n log n), and O(distinct
 * triples) per step, some 30 steps.
 *
 * @throws {StatisticsError} out_of_range when a frequency is negative or not whole, a recency beyond the age, or not 0 at frequency 0; one_class when nobody bought again; not_identified when the data fit a simpler model as well: a parameter (times in units of the mean age) runs beyond 10⁶ or below 10⁻⁶, α and β differ by more than a factor of e¹², or the standard error of its logarithm reaches 5; did_not_converge; length_mismatch; empty; not_finite
 * @see Schmittlein, Morrison and Colombo (1987), Management Science 33:1–24; Fader and Hardie (2005), A Note on Deriving the Pareto/NBD Model
 * @example
 * const fit = fitParetoNbd({
 *   frequency: [0, 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8],
 *   recency: [0, 2, 10, 30, 3, 12, 34, 4, 15, 36, 6, 37],
 *   age: new Array(12).fill(38),
 *   customers: [600, 90, 60, 70, 45, 30, 40, 25, 15, 40, 12, 40],
 * });
 * fit.parameters.beta // → 4.3481
 * fit.logLikelihood // → -4629.21
 */
export function fitParetoNbd(
  data: PurchaseData,
  { level = 0.95 }: { readonly level?: number } = {},
): ParetoNbdFit {
  const names = ['r', 'alpha', 's', 'beta'];
  const fit = fitPurchases(data, {
    likelihood: negativeLogLikelihood,
    names,
    times: [1, 3],
    starts: STARTS,
    level,
  });
  const [r, alpha, s, beta] = fit.estimates as [Estimate, Estimate, Estimate, Estimate];
  return {
    kind: 'pareto_nbd',
    ...fit,
    parameters: { r: r.value, alpha: alpha.value, s: s.value, beta: beta.value },
    estimates: { r, alpha, s, beta },
  };
}
