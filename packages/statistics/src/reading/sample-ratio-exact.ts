/** The sample ratio of few units: the exact multinomial test, binomial for two arms. */
import { StatisticsError } from '../errors.ts';
import { addAscending, normalized, SAME, type Weights } from './hypergeometric.ts';
import { checkSampleRatio, type SampleRatio, type SampleRatioInput, THRESHOLD } from './sample-ratio.ts';

/** A few tenths of a second. */
const MOST_OUTCOMES = 2_000_000;
/** With a standard deviation of so much two arms alone have as many. */
const WIDEST = 85_000;
/** Of these already have more outcomes than that, of a single unit. */
const MOST_ARMS = 2_000;
/** What is this much less likely than the likeliest is left out; all of it together is below 1e-20. */
const NEGLIGIBLE = 1e-30;

/**
 * Whether the arms' numbers of units fit the shares they were meant to have, without an approximation: for few units.
 *
 * The exact multinomial test (binomial for two arms): p is the chance of every outcome that is no likelier than the one
 * seen; below 1e-20 it may be given as 0. Outcomes are counted through, arm by arm, where they have any chance at all, so
 * the time is about the product of all but the largest arm's spread; up to 2 million outcomes, then merge the smallest
 * arms.
 *
 * @throws {StatisticsError} out_of_range when there are more outcomes than can be counted, or a count is not whole; shares_do_not_sum; empty; length_mismatch
 * @see Freeman and Halton (1951), Biometrika 38:141–149; Read and Cressie (1988), Goodness-of-Fit Statistics for Discrete Multivariate Data, chapter 5
 * @example
 * testSampleRatioExactly({ counts: [9, 1], shares: [0.5, 0.5] }).pValue // → 0.0214844
 */
export function testSampleRatioExactly(input: SampleRatioInput): SampleRatio {
  const { counts, shares, threshold = THRESHOLD } = input;
  const expected = checkSampleRatio(input);
  // The largest arm follows from the others and comes last; ties by place.
  if (counts.length > MOST_ARMS) throw tooMany();
  const order = Array.from({ length: counts.length }, (_, i) => i).sort(
    (a, b) => shares[a]! - shares[b]! || a - b,
  );
  const arms = order.map((at, i) => {
    let rest = 0;
    for (let j = order.length - 1; j >= i; j--) rest += shares[order[j]!]!;
    return { count: counts[at]!, chance: shares[at]! / rest };
  });
  const pValue = countThrough(arms);
  return { pValue, isMismatch: pValue < threshold, expected };
}

interface Arm {
  readonly count: number;
  /** Of a unit that is in none of the arms before. */
  readonly chance: number;
}

function countThrough(arms: readonly Arm[]): number {
  const all = arms.reduce((units, { count }) => units + count, 0);
  const last = arms.length - 2;
  let left = all;
  let seen = 1;
  for (const { count, chance } of arms.slice(0, -1)) {
    const { first, chances } = binomialWeights(left, chance);
    seen *= chances[count - first] ?? 0;
    left -= count;
  }
  const limit = seen * SAME;
  let outcomes = 0;
  const walk = (arm: number, state: { units: number; chance: number }): number => {
    const { first, chances } = binomialWeights(state.units, arms[arm]!.chance);
    outcomes += chances.length;
    if (outcomes > MOST_OUTCOMES) throw tooMany();
    if (arm === last)
      return state.chance * addAscending(chances, { keep: (chance) => chance * state.chance <= limit });
    const sums = chances.map((chance, i) =>
      walk(arm + 1, { units: state.units - first - i, chance: state.chance * chance }),
    );
    return addAscending(sums, { keep: () => true });
  };
  return Math.min(1, walk(0, { units: all, chance: 1 }));
}

/** Chances of 0 … n successes where they are not negligible, by the ratio of neighbours outwards from the mode. */
function binomialWeights(n: number, chance: number): Weights {
  if (n * chance * (1 - chance) > WIDEST * WIDEST) throw tooMany();
  const odds = chance / (1 - chance);
  const mode = Math.min(n, Math.floor((n + 1) * chance));
  const below: number[] = [];
  const above: number[] = [];
  for (let k = mode, weight = 1; k > 0; k--) {
    weight *= k / (n - k + 1) / odds;
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  for (let k = mode, weight = 1; k < n; k++) {
    weight *= ((n - k) / (k + 1)) * odds;
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
  }
  return {
    first: mode - below.length,
    chances: normalized(Float64Array.from([...below.reverse(), 1, ...above])),
  };
}

function tooMany(): StatisticsError {
  return new StatisticsError('out_of_range', {
    argument: 'counts',
    says: `have more than ${MOST_OUTCOMES} outcomes to count through; merge the smallest arms, or use testSampleRatio when all expect enough`,
    details: { most: MOST_OUTCOMES },
  });
}
