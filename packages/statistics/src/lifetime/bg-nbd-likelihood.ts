/** The likelihood that BG/NBD and MBG/NBD share, and its slopes, over distinct triples. */
import { digamma, gammaln } from '../distributions.ts';
import { exp, ln, log1p } from '../numbers.ts';
import type { Evaluate } from './fit-purchases.ts';
import type { GroupedHistories } from './purchase-history.ts';

/**
 * How often a customer with x repeat purchases has not dropped out so far: BG/NBD gives a chance to do so after each repeat purchase,
 * MBG/NBD after the first purchase too.
 */
export type DropOuts = 'after_repeats' | 'after_all';

export const survivalsBeside = (dropOuts: DropOuts): number => (dropOuts === 'after_all' ? 1 : 0);

/** What depends on the frequency alone, for each distinct one. */
interface FrequencyTable {
  /** r + x. */
  readonly shape: Float64Array;
  /** ln of the odds a / (b + m − 1) of having dropped out just after purchase x; −∞ where nobody could have. */
  readonly logOdds: Float64Array;
}

/**
 * −ln L(ln r, ln α, ln a, ln b) and its slopes. With m survivals of x repeat purchases,
 *
 *   ln L = ln Γ(r+x)/Γ(r) + r ln α + ln B(a, b+m)/B(a, b) − (r+x) ln(α+T) + ln(1 + eᶻ),
 *   z = ln a/(b+m−1) + (r+x) ln (α+T)/(α+tₓ),
 *
 * which neither overflows nor loses digits however many purchases there are.
 */
export function negativeLogLikelihood(grouped: GroupedHistories, dropOuts: DropOuts): Evaluate {
  const beside = survivalsBeside(dropOuts);
  const customersOf = new Float64Array(grouped.frequency.distinct.length);
  grouped.customers.forEach((count, i) => {
    customersOf[grouped.frequency.of[i]!]! += count;
  });
  return (logs) => {
    const [r = 0, alpha = 0, a = 0, b = 0] = logs.map((value) => exp(value));
    const { distinct } = grouped.frequency;
    const table: FrequencyTable = {
      shape: distinct.map((x) => r + x),
      logOdds: distinct.map((x) =>
        x + beside > 0 ? ln(a) - ln(b + x + beside - 1) : Number.NEGATIVE_INFINITY,
      ),
    };
    const timed = timedPart(grouped, { alpha, table });
    let value =
      timed.value + grouped.totalCustomers * (r * ln(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b));
    let byR = timed.byR + grouped.totalCustomers * (ln(alpha) - digamma(r));
    const byAlpha = timed.byAlpha + (grouped.totalCustomers * r) / alpha;
    let byA = grouped.totalCustomers * digamma(a + b);
    let byB = byA - grouped.totalCustomers * digamma(b);
    for (let i = 0; i < distinct.length; i++) {
      const count = customersOf[i]!;
      const survived = distinct[i]! + beside;
      const dropped = timed.dropped[i]!;
      value += count * (gammaln(r + distinct[i]!) + gammaln(b + survived) - gammaln(a + b + survived));
      byR += count * digamma(r + distinct[i]!);
      const both = count * digamma(a + b + survived);
      byA += dropped / a - both;
      byB += count * digamma(b + survived) - both - (dropped > 0 ? dropped / (b + survived - 1) : 0);
    }
    return { value: -value, slopes: Float64Array.of(-byR * r, -byAlpha * alpha, -byA * a, -byB * b) };
  };
}

interface TimedPart {
  value: number;
  byR: number;
  byAlpha: number;
  /** Expected number of those who dropped out, by distinct frequency. */
  dropped: Float64Array;
}

/** Σ over triples of −(r+x) ln(α+T) + ln(1 + eᶻ): the one loop whose length is the number of distinct triples. */
function timedPart(
  { frequency, recency, age, customers }: GroupedHistories,
  { alpha, table }: { alpha: number; table: FrequencyTable },
): TimedPart {
  const logLast = recency.distinct.map((time) => ln(alpha + time));
  const logEnd = age.distinct.map((time) => ln(alpha + time));
  const dropped = new Float64Array(frequency.distinct.length);
  let value = 0;
  let lost = 0;
  let byR = 0;
  let byAlpha = 0;
  for (let i = 0; i < customers.length; i++) {
    const at = frequency.of[i]!;
    const count = customers[i]!;
    const shape = table.shape[at]!;
    const end = logEnd[age.of[i]!]!;
    const gap = end - logLast[recency.of[i]!]!;
    const z = table.logOdds[at]! + shape * gap;
    const small = exp(-Math.abs(z));
    const chance = (z > 0 ? 1 : small) / (1 + small);
    const added = count * (Math.max(z, 0) + log1p(small) - shape * end);
    // Terms are many and of one sign: what each sum rounds away is kept.
    const next = value + added;
    lost += Math.abs(value) >= Math.abs(added) ? value - next + added : added - next + value;
    value = next;
    byR += count * (chance * gap - end);
    const inverseEnd = 1 / (alpha + age.distinct[age.of[i]!]!);
    const inverseLast = 1 / (alpha + recency.distinct[recency.of[i]!]!);
    byAlpha += count * shape * (chance * (inverseEnd - inverseLast) - inverseEnd);
    dropped[at]! += count * chance;
  }
  return { value: value + lost, byR, byAlpha, dropped };
}
