import { betaln } from '../distributions.ts';
import { exp, ln } from '../numbers.ts';

/** By ln B: three ln Γ of a million lose five digits to each other. */
const lnChoose = (n: number, k: number) => -ln(n + 1) - betaln(n - k + 1, k + 1);

/**
 * P(X ≥ both) when `second` of `baskets` are drawn into the `first`: Fisher's exact test, one-sided. The first term comes from ln B, the rest by ratio; eleven
 * digits hold up to a million baskets. The shorter tail is summed, so that nothing near 1 is lost.
 */
export function hypergeometricUpper(
  both: number,
  counts: { baskets: number; first: number; second: number },
): number {
  const { baskets, first, second } = counts;
  const least = Math.max(0, first + second - baskets);
  const most = Math.min(first, second);
  if (both <= least) return 1;
  if (both > most) return 0;
  const mean = (first * second) / baskets;
  if (both > mean) return Math.min(1, tail(both, { ...counts, step: 1, end: most }));
  return Math.max(0, 1 - tail(both - 1, { ...counts, step: -1, end: least }));
}

interface Tail {
  readonly baskets: number;
  readonly first: number;
  readonly second: number;
  readonly step: 1 | -1;
  readonly end: number;
}

function tail(from: number, { baskets, first, second, step, end }: Tail): number {
  const rest = baskets - first - second;
  let term = exp(
    lnChoose(first, from) + lnChoose(baskets - first, second - from) - lnChoose(baskets, second),
  );
  let total = 0;
  for (let k = from; ; k += step) {
    total += term;
    if (k === end || term <= total * 1e-17) return total;
    term *=
      step === 1
        ? ((first - k) * (second - k)) / ((k + 1) * (rest + k + 1))
        : (k * (rest + k)) / ((first - k + 1) * (second - k + 1));
  }
}
