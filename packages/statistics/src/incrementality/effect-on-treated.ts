/** What a pilot did to those in it, against their matched controls. */
import { checkCount, checkList, checkNumber, checkProbability, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { type Coefficient, coefficientOf } from '../regression/coefficient.ts';
import { type Covariance, covarianceOf } from '../regression/covariance.ts';
import { designOf } from '../regression/design.ts';
import { type LeastSquares, solveLeastSquares } from '../regression/solve.ts';
import { LARGEST } from './arms.ts';
import type { Matching } from './matching.ts';

export interface EffectOnTreatedInput {
  /** One number per row that was matched over; only those of matched rows are used. */
  readonly outcome: ArrayLike<number>;
  /** Of matchControls. */
  readonly matching: Matching;
  /** Of the interval; 0.95 without word. */
  readonly level?: number;
}

export interface EffectOnTreated {
  /** Mean outcome of the matched treated less that of their controls, named `effect`. */
  readonly effect: Coefficient;
  readonly treatedMean: number;
  /** Of the controls, by how much each stands in. */
  readonly controlMean: number;
  /** Of Student's t: matched treated rows − 1; where controls serve several, not more than different controls − 1. */
  readonly degreesOfFreedom: number;
}

/** One row per treated row and one per control that stands in for it, with the weight it stands in by. */
interface Pairs {
  readonly outcome: number[];
  readonly treated: number[];
  readonly weights: number[];
  /** Which treated row it belongs to. */
  readonly set: number[];
  /** The row itself, which recurs when a control serves several. */
  readonly row: number[];
}

const NAMES = ['intercept', 'effect'];
const TOLD = [1];
/** A difference of variances below this share of them is rounding. */
const ROUNDING = 1e-12;

/**
 * The effect of a pilot on those who were in it, with an error that knows of the matching.
 *
 * τ = mean of the matched treated − weighted mean of their controls, by weighted least squares; errors are clustered by matched set
 * (CR1), and when a control served several, by set and by control both: V = V_set + V_control − V_row (Cameron, Gelbach and Miller).
 * It holds for the treated that found a control, if the covariates matched on are all that made the pilot differ. The propensity is
 * taken as known, which makes the error too large rather than too small. With a handful of sets or controls it is too small. O(n).
 *
 * @throws {StatisticsError} length_mismatch when `outcome` is not as long as the matching; not_identified when fewer than two treated or two different controls are matched, or the error vanishes; zero_variance, out_of_range, not_finite
 * @see Abadie and Spiess (2022), Journal of the American Statistical Association 117:983–995; Cameron, Gelbach and Miller (2011), Journal of Business & Economic Statistics 29:238–249
 * @example
 * const matching = matchControls({ treated: [1, 0, 1, 0, 0, 1, 0, 0], covariates: [[3, 3.1, 2, 1, 2.2, 1.5, 0.5, 4]], caliper: 1 });
 * const read = estimateEffectOnTreated({ outcome: [9, 7, 8, 5, 6, 8, 4, 8], matching });
 * read.effect.value // → 2.33333
 * read.effect.standardError // → 0.372678
 */
export function estimateEffectOnTreated(input: EffectOnTreatedInput): EffectOnTreated {
  const { outcome, matching, level = 0.95 } = input;
  checkProbability('level', level);
  checkList('matching.weights', matching.weights);
  if (outcome.length !== matching.weights.length)
    throw new StatisticsError('length_mismatch', {
      argument: 'outcome',
      says: `must be as long as the matching (${matching.weights.length}), not ${outcome.length}`,
      details: { expected: matching.weights.length, length: outcome.length },
    });
  checkMatching(matching);
  checkMatched(outcome, matching);
  const pairs = pairsOf(outcome, matching);
  const rows = pairs.outcome.length;
  const design = designOf('treated', [pairs.treated], { rows, intercept: true });
  const fit = solveLeastSquares({ design, outcome: pairs.outcome, weights: pairs.weights, names: NAMES });
  const { matrix, degreesOfFreedom } = matching.replace
    ? twoWay(fit, pairs)
    : covarianceOf(fit, { errors: 'cluster', clusters: pairs.set, names: NAMES, told: TOLD });
  const [intercept, value] = [fit.coefficients[0]!, fit.coefficients[1]!];
  return {
    effect: coefficientOf('effect', { value, variance: matrix[3]! }, { level, degreesOfFreedom }),
    treatedMean: intercept + value,
    controlMean: intercept,
    degreesOfFreedom,
  };
}

/** What was kept as JSON and read again, or put together by hand, may be anything. */
function checkMatching({ treatedRows, controlRows, neighbours, weights }: Matching): void {
  checkCount('matching.neighbours', neighbours, { min: 1 });
  const last = weights.length - 1;
  checkValues('matching.treatedRows', treatedRows, { min: 0, max: last });
  const expected = treatedRows.length * neighbours;
  if (controlRows.length !== expected)
    throw new StatisticsError('length_mismatch', {
      argument: 'matching.controlRows',
      says: `must have ${neighbours} for each treated row (${expected}), not ${controlRows.length}`,
      details: { expected, length: controlRows.length },
    });
  checkValues('matching.controlRows', controlRows, { min: -1, max: last });
}

/** Outcomes of all rows that are used; and enough of them on either side to have a spread. */
function checkMatched(outcome: ArrayLike<number>, matching: Matching): void {
  const { treatedRows, controlRows, neighbours } = matching;
  const check = (row: number) =>
    checkNumber(`outcome[${row}]`, outcome[row]!, { min: -LARGEST, max: LARGEST });
  const controls = new Set<number>();
  let sets = 0;
  for (let t = 0; t < treatedRows.length; t++) {
    let own = 0;
    for (let k = t * neighbours; k < (t + 1) * neighbours; k++) {
      const row = controlRows[k]!;
      if (row < 0) continue;
      check(row);
      controls.add(row);
      own += 1;
    }
    if (own === 0) continue;
    check(treatedRows[t]!);
    sets += 1;
  }
  if (sets < 2 || controls.size < 2)
    throw new StatisticsError('not_identified', {
      argument: 'matching',
      says: `must have two matched treated rows and two different controls to tell the error of the effect, not ${sets} and ${controls.size}`,
      details: { treated: sets, controls: controls.size },
    });
}

function pairsOf(outcome: ArrayLike<number>, matching: Matching): Pairs {
  const { treatedRows, controlRows, neighbours } = matching;
  const pairs: Pairs = { outcome: [], treated: [], weights: [], set: [], row: [] };
  const add = (row: number, set: number, { treated, weight }: { treated: number; weight: number }) => {
    pairs.outcome.push(outcome[row]!);
    pairs.treated.push(treated);
    pairs.weights.push(weight);
    pairs.set.push(set);
    pairs.row.push(row);
  };
  for (let t = 0; t < treatedRows.length; t++) {
    const own: number[] = [];
    for (let k = t * neighbours; k < (t + 1) * neighbours; k++)
      if (controlRows[k]! >= 0) own.push(controlRows[k]!);
    if (own.length === 0) continue;
    add(treatedRows[t]!, t, { treated: 1, weight: 1 });
    for (const row of own) add(row, t, { treated: 0, weight: 1 / own.length });
  }
  return pairs;
}

function twoWay(fit: LeastSquares, pairs: Pairs): Covariance {
  const by = (clusters: ArrayLike<number>) =>
    covarianceOf(fit, { errors: 'cluster', clusters, names: NAMES, told: TOLD });
  const [set, row, each] = [by(pairs.set), by(pairs.row), by(Array.from(pairs.row.keys()))];
  const matrix = set.matrix.map((value, i) => value + row.matrix[i]! - each.matrix[i]!);
  if (!(matrix[3]! > ROUNDING * (set.matrix[3]! + row.matrix[3]!)))
    throw new StatisticsError('not_identified', {
      argument: 'matching',
      says: 'has too few sets to tell the error of the effect',
    });
  // A few controls that serve many are what the error is known from.
  const controls = new Set(pairs.row.filter((_, i) => pairs.treated[i] === 0)).size;
  return { matrix, degreesOfFreedom: Math.min(set.degreesOfFreedom, controls - 1) };
}
