interface Margins {
  readonly baskets: number;
  readonly first: number;
  readonly second: number;
}

/** What is smaller than this part of a sum no longer changes it. */
const LOST = 1e-17;
/** Below it numbers lose their digits; the smallest of all no longer shrinks. */
const NOTHING = 1e-300;

/**
 * P(X ≥ both) when `second` of `baskets` are drawn into the `first`: Fisher's exact test, one-sided. All chances come from the one at the mode by the ratio of neighbours,
 * which keeps their digits where logarithms of factorials would lose them (of 10¹⁵ baskets the first already). Some dozen standard deviations are summed.
 */
export function hypergeometricUpper(both: number, margins: Margins): number {
  const { baskets, first, second } = margins;
  const least = Math.max(0, first + second - baskets);
  const most = Math.min(first, second);
  if (both <= least) return 1;
  if (both > most) return 0;
  const mode = Math.min(most, Math.max(least, Math.floor(((first + 1) / (baskets + 2)) * (second + 1))));
  const sums = { below: 0, atLeast: 0 };
  let term = 1;
  for (let k = mode; k <= most && term > NOTHING; k++) {
    add(sums, { term, isBelow: k < both });
    if (term <= sums.atLeast * LOST) break;
    term *= ((first - k) / (k + 1)) * ((second - k) / (baskets - first - second + k + 1));
  }
  term = 1;
  for (let k = mode; k > least && term > NOTHING; k--) {
    term *= (k / (first - k + 1)) * ((baskets - first - second + k) / (second - k + 1));
    add(sums, { term, isBelow: k - 1 < both });
    if (term <= (sums.below + sums.atLeast) * LOST) break;
  }
  return sums.atLeast / (sums.below + sums.atLeast);
}

function add(
  sums: { below: number; atLeast: number },
  { term, isBelow }: { term: number; isBelow: boolean },
): void {
  if (isBelow) sums.below += term;
  else sums.atLeast += term;
}
