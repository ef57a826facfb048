/** p-values of several questions, adjusted for their being several. */
import { checkValues } from '../checks.ts';

/**
 * Adjusted p-values that keep the chance of even one false finding below the level one compares them with.
 *
 * Holm: the i-th smallest of m is multiplied by m − i + 1, none may be below a smaller one's, none above 1. Holds however
 * the questions depend on each other. For a handful of goals that must each be right. Equal p-values stay equal; the
 * result is in the order given. O(m log m).
 *
 * @throws {StatisticsError} empty when there are none; out_of_range when one is not between 0 and 1; not_finite
 * @see Holm (1979), Scandinavian Journal of Statistics 6:65–70
 * @example
 * adjustByHolm([0.01, 0.04, 0.03]) // → [0.03,0.06,0.06]
 */
export function adjustByHolm(pValues: ArrayLike<number>): Float64Array {
  const order = ascending(pValues);
  const m = order.length;
  const adjusted = new Float64Array(m);
  let largest = 0;
  order.forEach((at, i) => {
    largest = Math.max(largest, Math.min(1, pValues[at]! * (m - i)));
    adjusted[at] = largest;
  });
  return adjusted;
}

/**
 * Adjusted p-values that keep the share of false ones among the findings below the level one compares them with.
 *
 * Benjamini and Hochberg: the i-th smallest of m is multiplied by m/i, none may be above a larger one's. Holds when the
 * questions are independent or depend positively. For many segments or goals of which some may be wrong. Equal p-values
 * stay equal; the result is in the order given. O(m log m).
 *
 * @throws {StatisticsError} empty when there are none; out_of_range when one is not between 0 and 1; not_finite
 * @see Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:289–300
 * @example
 * adjustByBenjaminiHochberg([0.01, 0.04, 0.03]) // → [0.03,0.04,0.04]
 */
export function adjustByBenjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const order = ascending(pValues);
  const m = order.length;
  const adjusted = new Float64Array(m);
  let smallest = 1;
  for (let i = m - 1; i >= 0; i--) {
    const at = order[i]!;
    smallest = Math.min(smallest, pValues[at]! * (m / (i + 1)));
    adjusted[at] = smallest;
  }
  return adjusted;
}

function ascending(pValues: ArrayLike<number>): Uint32Array {
  checkValues('pValues', pValues, { min: 0, max: 1 });
  return Uint32Array.from({ length: pValues.length }, (_, i) => i).sort(
    (a, b) => pValues[a]! - pValues[b]! || a - b,
  );
}
