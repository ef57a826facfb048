/** Purchases at any time, and a chance to drop out after each repeat purchase: the BG/NBD model, fitted. */
import type { Estimate } from '../interval.ts';
import { type DropOuts, negativeLogLikelihood } from './bg-nbd-likelihood.ts';
import { fitPurchases } from './fit-purchases.ts';
import type { GroupedHistories, PurchaseData } from './purchase-history.ts';
import type { BetaGeometricParameters, BgNbdFit, PurchaseFit } from './purchase-model.ts';

/** r, α in units of the mean age, a, b: rare and frequent purchases, low and high chances to drop out. */
const STARTS = [
  [0.5, 0.5, 1, 3],
  [0.2, 0.1, 1, 3],
  [1, 1, 0.5, 5],
  [2, 0.2, 1, 10],
];

/**
 * Fits the BG/NBD model of purchases at any time and silent loss, by maximum likelihood.
 *
 * While alive a customer buys at a rate λ ~ gamma(r, α), and after each repeat purchase drops out with chance p ~ beta(a, b), unseen. With x
 * repeat purchases, the last at tₓ, and age T: L = (Γ(r+x)αʳ/Γ(r)) [B(a, b+x)/B(a, b) (α+T)^−(r+x) + (x > 0) B(a+1, b+x−1)/B(a, b)
 * (α+tₓ)^−(r+x)]. Assumes that λ and p are independent and do not change; who never bought again counts as alive for certain: where that
 * is wrong use fitMbgNbd. Customers with equal triples are counted together. Standard errors from the information matrix;
 * intervals are symmetric in the logarithm. O(n log n), and O(distinct triples) per step, some 30 steps.
 *
 * @throws {StatisticsError} out_of_range when a frequency is negative or not whole, a recency beyond the age, or not 0 at frequency 0; one_class when nobody bought again; not_identified when the data fit a simpler model as well: a parameter (times in units of the mean age) runs beyond 10⁶ or below 10⁻⁶, or the standard error of its logarithm reaches 5; did_not_converge; length_mismatch; empty; not_finite
 * @see Fader, Hardie and Lee (2005), Marketing Science 24:275–284
 * @example
 * const fit = fitBgNbd({
 *   frequency: [0, 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8],
 *   recency: [0, 2, 10, 30, 3, 12, 34, 4, 15, 36, 6, 37],
 *   age: new Array(12).fill(38),
 *   customers: [600, 90, 60, 70, 45, 30, 40, 25, 15, 40, 12, 40],
 * });
 * fit.parameters.r // → 0.18958
 * fit.logLikelihood // → -4592.1
 */
export function fitBgNbd(data: PurchaseData, { level = 0.95 }: { readonly level?: number } = {}): BgNbdFit {
  return { kind: 'bg_nbd', ...fitBetaGeometric(data, { dropOuts: 'after_repeats', level }) };
}

type BetaGeometricFit = PurchaseFit<BetaGeometricParameters> & Pick<BgNbdFit, 'parameters' | 'covariance'>;

/** BG/NBD and MBG/NBD differ in one number of their likelihood. */
export function fitBetaGeometric(
  data: PurchaseData,
  { dropOuts, level }: { readonly dropOuts: DropOuts; readonly level: number },
): BetaGeometricFit {
  const names = ['r', 'alpha', 'a', 'b'];
  const likelihood = (grouped: GroupedHistories) => negativeLogLikelihood(grouped, dropOuts);
  const fit = fitPurchases(data, { likelihood, names, times: [1], starts: STARTS, level });
  const [r, alpha, a, b] = fit.estimates as [Estimate, Estimate, Estimate, Estimate];
  return {
    ...fit,
    parameters: { r: r.value, alpha: alpha.value, a: a.value, b: b.value },
    estimates: { r, alpha, a, b },
  };
}
