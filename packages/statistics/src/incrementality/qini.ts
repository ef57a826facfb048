/** Is a score worth more than choosing at random: Qini and the area under the uplift curve, with intervals by bootstrap. */
import { checkCount, checkProbability, checkSameLength, checkSeed, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { variance } from '../numbers.ts';
import { createRandom } from '../random.ts';
import { checkArms, rowsByScore } from './arms.ts';
import { type CurvePoint, qiniCoefficient, type Ranking, upliftArea, walkQini } from './gain-curves.ts';
import { countDraws, percentileInterval } from './resample.ts';

export interface RankingInput {
  /** The higher, the sooner a customer would be chosen. */
  readonly scores: ArrayLike<number>;
  /** 1 for the treated, 0 for the controls; drawn at random. */
  readonly treated: ArrayLike<number>;
  /** 0 and 1, or an amount. */
  readonly outcome: ArrayLike<number>;
  /** Of the bootstrap. */
  readonly seed: number;
  /** Resamples of the bootstrap; 1,000 without word, 100 … 1,000,000. */
  readonly repetitions?: number;
  /** Of the interval; 0.95 without word. */
  readonly level?: number;
}

export interface Qini {
  /** Area between the curve and the line of random choice; outcome per treated customer. Random scores have 0. */
  readonly coefficient: Estimate;
  /** From (0, 0) to (1, effect of treating all); one point per different score. */
  readonly curve: readonly CurvePoint[];
}

export interface UpliftArea {
  /** Area between the uplift curve and the line of random choice; outcome per customer. Random scores have 0. */
  readonly aboveRandom: Estimate;
  /** The whole area under the uplift curve: `aboveRandom` plus half the effect of treating all. */
  readonly area: number;
  /** The most that any ranking of these customers could have above random. */
  readonly perfectAboveRandom: number;
}

const LEAST_REPETITIONS = 100;
/** More add nothing to a percentile, and would not be waited for. */
const MOST_REPETITIONS = 1_000_000;

/**
 * Radcliffe's Qini: what a score gains over choosing customers at random.
 *
 * After the best scored k customers of both arms, n_t and n_c of them treated and control with outcomes Y_t and Y_c, the gain is
 * g = (Y_t − Y_c · n_t / n_c) / N_t, per treated customer; nothing is subtracted while n_c = 0, so that a constant added to all
 * outcomes moves the first steps. The curve joins (k/N, g), rows of equal score being one step; the coefficient is its area less that
 * under the straight line to (1, effect on all): on average 0 for a random score whatever the effect (but for those first steps, an
 * error of the order of the mean outcome / N²), negative for one that is worse. It is not divided by that of a perfect model, which for this curve is no
 * maximum. The interval is the percentile bootstrap over customers, resampled within each arm; of 30 in each
 * arm one of 0.95 covers 0.94. Assumes that treatment was drawn at
 * random and that the score was made on other customers. O(n log n + repetitions · n).
 *
 * @throws {StatisticsError} one_class when an arm is empty; zero_variance when all outcomes or all scores are the same; out_of_range when there are too few repetitions for the level; length_mismatch, not_finite
 * @see Radcliffe (2007), Direct Marketing Analytics Journal 1:14–21
 * @example
 * const qini = measureQini({ scores: [8, 7, 6, 5, 4, 3, 2, 1], treated: [1, 0, 1, 0, 1, 0, 1, 0], outcome: [1, 0, 1, 0, 0, 1, 1, 1], seed: 1 });
 * qini.coefficient.value // → 0.223958
 * qini.curve.at(-1) // → {"share":1,"gain":0.25}
 */
export function measureQini(input: RankingInput): Qini {
  const ranking = rankingOf(input);
  const curve: CurvePoint[] = [{ share: 0, gain: 0 }];
  walkQini(ranking, once(ranking), (share, gain) => curve.push({ share, gain }));
  return { coefficient: bootstrapped(input, ranking, qiniCoefficient), curve };
}

/**
 * The area under the uplift curve (AUUC), above that of random choice.
 *
 * The curve of Rzepakowski and Jaroszewicz: U(φ) = L_t(φ) − L_c(φ), where L(φ) sums the outcomes of the best scored share φ of an arm,
 * over the size of the arm; U(1) is the effect of treating all. Each arm is cut at its own share; rows of equal score are one step.
 * Given is ∫U − U(1)/2, which is 0 for a random score and largest, `perfectAboveRandom`, when the treated are ranked by falling and
 * the controls by rising outcome, which no score can know. Other definitions of AUUC multiply by N or cut both arms at one score
 * (see measureQini); figures of different definitions must not be compared. Interval and assumptions as for measureQini.
 *
 * @throws {StatisticsError} one_class when an arm is empty; zero_variance when all outcomes or all scores are the same; out_of_range when there are too few repetitions for the level; length_mismatch, not_finite
 * @see Rzepakowski and Jaroszewicz (2012), Knowledge and Information Systems 32:303–327, section 4.1
 * @example
 * const auuc = measureUpliftArea({ scores: [8, 7, 6, 5, 4, 3, 2, 1], treated: [1, 0, 1, 0, 1, 0, 1, 0], outcome: [1, 0, 1, 0, 0, 1, 1, 1], seed: 1 });
 * auuc.aboveRandom.value // → 0.15625
 * auuc.area // → 0.28125
 * auuc.perfectAboveRandom // → 0.21875
 */
export function measureUpliftArea(input: RankingInput): UpliftArea {
  const ranking = rankingOf(input);
  const aboveRandom = bootstrapped(input, ranking, upliftArea);
  const perfect = Float64Array.from(input.outcome, (y, i) => (input.treated[i] === 1 ? y : -y));
  let treatedCount = 0;
  let treatedTotal = 0;
  let total = 0;
  for (let i = 0; i < perfect.length; i++) {
    treatedCount += input.treated[i]!;
    treatedTotal += input.treated[i]! * input.outcome[i]!;
    total += input.outcome[i]!;
  }
  const effect = treatedTotal / treatedCount - (total - treatedTotal) / (perfect.length - treatedCount);
  return {
    aboveRandom,
    area: aboveRandom.value + effect / 2,
    perfectAboveRandom: upliftArea(ranked(input, perfect), once(ranking)),
  };
}

function rankingOf(input: RankingInput): Ranking {
  const { scores, treated, outcome } = input;
  checkArms(treated, outcome);
  checkSameLength(['treated', treated], ['scores', scores]);
  checkValues('scores', scores);
  checkVaries('outcome', outcome);
  checkVaries('scores', scores);
  return ranked(input, scores);
}

function ranked({ treated, outcome }: RankingInput, scores: ArrayLike<number>): Ranking {
  const rows = rowsByScore(scores);
  const ends: number[] = [];
  for (let i = 1; i <= rows.length; i++)
    if (i === rows.length || scores[rows[i]!] !== scores[rows[i - 1]!]) ends.push(i);
  return {
    treated: Uint8Array.from(rows, (row) => treated[row]!),
    outcome: Float64Array.from(rows, (row) => outcome[row]!),
    ends: Uint32Array.from(ends),
  };
}

function checkVaries(argument: string, values: ArrayLike<number>): void {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return;
  throw new StatisticsError('zero_variance', { argument, says: 'must not all be the same' });
}

/** The measure of the customers as they are, with the interval of the same measure of customers drawn anew within each arm. */
function bootstrapped(
  { seed, repetitions = 1000, level = 0.95 }: RankingInput,
  ranking: Ranking,
  measure: (ranking: Ranking, counts: Int32Array) => number,
): Estimate {
  checkSeed('seed', seed);
  checkCount('repetitions', repetitions, { min: LEAST_REPETITIONS, max: MOST_REPETITIONS });
  checkProbability('level', level);
  const random = createRandom(seed);
  const arms = [armRows(ranking, 0), armRows(ranking, 1)];
  const counts = new Int32Array(ranking.outcome.length);
  const drawn = new Float64Array(repetitions);
  for (let repetition = 0; repetition < repetitions; repetition++) {
    counts.fill(0);
    for (const rows of arms) countDraws(rows, counts, random);
    drawn[repetition] = measure(ranking, counts);
  }
  const standardError = Math.sqrt(variance(drawn));
  drawn.sort((a, b) => a - b);
  return {
    value: measure(ranking, once(ranking)),
    standardError,
    interval: percentileInterval(drawn, level),
    level,
  };
}

function once({ outcome }: Ranking): Int32Array {
  return new Int32Array(outcome.length).fill(1);
}

function armRows({ treated }: Ranking, arm: 0 | 1): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < treated.length; row++) if (treated[row] === arm) rows.push(row);
  return Uint32Array.from(rows);
}
