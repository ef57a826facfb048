/** The maximum of a logistic likelihood, by Newton's method on standardised columns. */
import { StatisticsError } from '../errors.ts';
import { invertPositiveDefinite, solvePositiveDefinite } from '../linear.ts';
import { exp, log1p } from '../numbers.ts';
import type { Design } from './design.ts';

const MOST_STEPS = 100;
/**
 * A step that moves no row's log odds by more than this gains for certain: along it the curvature grows by e^move at most, so it gains
 * (1 − (e^m − 1 − m)/m²) of its squared decrement or more, 0.28 at m = 1 (Bach 2010, Electronic Journal of Statistics 4:384–414). The
 * likelihood must not be asked there: near the maximum its rounding is larger than what is left to gain.
 */
const SURE_MOVE = 1;
/** Converged: the step that was just taken moved no row's log odds by more than this, and the next would move them by its square. */
const SMALLEST_MOVE = 1e-6;
/** A column that strays nowhere more than this from its mean, as a share of it, is constant: of a slope on it predictions would keep too few digits. */
const SMALLEST_SPREAD = 1e-10;
/** Where a maximum exists, a step that hardly gains also hardly moves. Where outcomes are separated, the gain (per smallest weight) goes to nothing while each step still moves by about one. */
const SEPARATED_GAIN = 1e-9;
const SEPARATED_MOVE = 0.5;

export interface LogisticProblem {
  readonly design: Design;
  readonly outcome: ArrayLike<number>;
  readonly weights: ArrayLike<number> | undefined;
  readonly ridge: number;
  readonly names: readonly string[];
}

export interface LogisticMaximum {
  readonly coefficients: Float64Array;
  /** Row-major. */
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  readonly iterations: number;
}

/** Each column less its centre, over its spread; a constant column stays. */
interface Standardised {
  readonly values: Float64Array;
  readonly centre: Float64Array;
  readonly spread: Float64Array;
}

export function fitByNewton(problem: LogisticProblem): LogisticMaximum {
  const { design, names } = problem;
  if (problem.ridge === 0 && design.rows < design.width)
    throw new StatisticsError('not_identified', {
      argument: 'outcome',
      says: `must have at least as many values as there are coefficients (${design.width}), not ${design.rows}; take fewer covariates or give a ridge`,
      details: { rows: design.rows, coefficients: design.width },
    });
  const standardised = standardise(problem);
  const within: LogisticProblem = { ...problem, design: { ...design, values: standardised.values } };
  const separatedGain = SEPARATED_GAIN * smallestOf(problem.weights);
  let beta: Float64Array = new Float64Array(design.width);
  for (let iterations = 1; iterations <= MOST_STEPS; iterations++) {
    const { gradient, information } = slopeOf(within, beta);
    const step = stepOf(
      { matrix: information, rhs: gradient },
      { ridge: problem.ridge, names: iterations === 1 ? names : undefined },
    );
    const move = largestMove(within.design, step);
    if (move <= SMALLEST_MOVE)
      return maximumOf(within, { beta: added(beta, step, 1), standardised, iterations });
    const gain = gradient.reduce((total, value, j) => total + value * step[j]!, 0) / 2;
    if (problem.ridge === 0 && move > SEPARATED_MOVE && gain < separatedGain) throw separated(0);
    beta = climb(within, beta, { step, move });
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'outcome',
    says: `could not be fitted in ${MOST_STEPS} steps; ${wayOut(problem.ridge)}`,
    details: { iterations: MOST_STEPS },
  });
}

function smallestOf(weights: ArrayLike<number> | undefined): number {
  let smallest = weights?.[0] ?? 1;
  for (let i = 1; i < (weights?.length ?? 0); i++) smallest = Math.min(smallest, weights![i]!);
  return smallest;
}

const wayOut = (ridge: number) => (ridge === 0 ? 'give a ridge' : 'give a larger ridge');

function separated(ridge: number): StatisticsError {
  return new StatisticsError('not_identified', {
    argument: 'covariates',
    says: `separate the outcomes, or so nearly that no digit of a coefficient could be told; ${wayOut(ridge)}`,
  });
}

function standardise({ design, weights }: LogisticProblem): Standardised {
  const { rows, width, intercept } = design;
  const values = Float64Array.from(design.values);
  const centre = new Float64Array(width);
  const spread = new Float64Array(width).fill(1);
  let total = 0;
  for (let i = 0; i < rows; i++) total += weights?.[i] ?? 1;
  for (let j = intercept ? 1 : 0; j < width; j++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += (weights?.[i] ?? 1) * values[i * width + j]!;
    const average = sum / total;
    let squares = 0;
    let farthest = 0;
    for (let i = 0; i < rows; i++) {
      const deviation = values[i * width + j]! - average;
      squares += (weights?.[i] ?? 1) * deviation * deviation;
      farthest = Math.max(farthest, Math.abs(deviation));
    }
    const deviation = Math.sqrt(squares / total);
    const isConstant = !(farthest > SMALLEST_SPREAD * Math.abs(average));
    // Without an intercept a shift would change the model: columns keep their place and are only scaled.
    centre[j] = intercept ? average : 0;
    // Squares may vanish where deviations do not.
    spread[j] = isConstant || deviation === 0 ? Math.abs(average) || 1 : deviation;
    for (let i = 0; i < rows; i++) {
      const place = i * width + j;
      values[place] = isConstant && intercept ? 0 : (values[place]! - centre[j]!) / spread[j]!;
    }
  }
  return { values, centre, spread };
}

/**
 * Where all chances are still a half, a singular information means columns that no outcome could tell apart; later, that the fitted
 * probabilities went to 0 and 1.
 */
function stepOf(
  system: { matrix: Float64Array; rhs: Float64Array },
  { ridge, names }: { readonly ridge: number; readonly names: readonly string[] | undefined },
): Float64Array {
  try {
    return solvePositiveDefinite('covariates', system);
  } catch (error) {
    if (!(error instanceof StatisticsError) || error.code !== 'not_identified') throw error;
    if (names === undefined) throw separated(ridge);
    const column = Number(error.details.column);
    throw new StatisticsError('not_identified', {
      argument: names[column] ?? 'covariates',
      says: `is determined by the columns before it (a sum of them, or constant beside an intercept); leave it out or ${wayOut(ridge)}`,
      details: { column },
    });
  }
}

function logitOf({ values, width }: Design, row: number, beta: Float64Array): number {
  let logit = 0;
  for (let j = 0; j < width; j++) logit += values[row * width + j]! * beta[j]!;
  return logit;
}

/** Σ w ln P(y) less the penalty. */
function likelihoodOf(problem: LogisticProblem, beta: Float64Array): number {
  return logLikelihoodOf(problem, beta) - (problem.ridge / 2) * penalised(problem.design, beta);
}

function logLikelihoodOf({ design, outcome, weights }: LogisticProblem, beta: Float64Array): number {
  let total = 0;
  for (let i = 0; i < design.rows; i++) {
    const logit = logitOf(design, i, beta);
    const towards = outcome[i] === 1 ? logit : -logit;
    const surprise = towards >= 0 ? log1p(exp(-towards)) : log1p(exp(towards)) - towards;
    total -= (weights?.[i] ?? 1) * surprise;
  }
  return total;
}

function penalised({ width, intercept }: Design, beta: Float64Array): number {
  let squares = 0;
  for (let j = intercept ? 1 : 0; j < width; j++) squares += beta[j]! * beta[j]!;
  return squares;
}

function slopeOf({ design, outcome, weights, ridge }: LogisticProblem, beta: Float64Array) {
  const { values, rows, width, intercept } = design;
  const gradient = new Float64Array(width);
  const information = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    const logit = logitOf(design, i, beta);
    const small = exp(-Math.abs(logit));
    const less = small / (1 + small);
    const weight = weights?.[i] ?? 1;
    // `less` is the smaller of the two chances; as 1 − (1 − less) it would be lost where it is nearly nothing.
    const missed = (outcome[i] === 1) === logit >= 0 ? less : 1 - less;
    const score = outcome[i] === 1 ? weight * missed : -weight * missed;
    const curvature = weight * less * (1 - less);
    for (let j = 0; j < width; j++) {
      const x = values[i * width + j]!;
      gradient[j] = gradient[j]! + score * x;
      const scaled = curvature * x;
      for (let l = 0; l <= j; l++)
        information[j * width + l] = information[j * width + l]! + scaled * values[i * width + l]!;
    }
  }
  for (let j = 0; j < width; j++)
    for (let l = 0; l < j; l++) information[l * width + j] = information[j * width + l]!;
  for (let j = intercept ? 1 : 0; j < width; j++) {
    gradient[j] = gradient[j]! - ridge * beta[j]!;
    information[j * width + j] = information[j * width + j]! + ridge;
  }
  return { gradient, information };
}

function largestMove(design: Design, step: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < design.rows; i++) largest = Math.max(largest, Math.abs(logitOf(design, i, step)));
  return largest;
}

function added(beta: Float64Array, step: Float64Array, share: number): Float64Array {
  return beta.map((value, j) => value + share * step[j]!);
}

/** The whole step, or the first halving of it that does not lose likelihood or is sure to gain. */
function climb(
  problem: LogisticProblem,
  from: Float64Array,
  { step, move }: { readonly step: Float64Array; readonly move: number },
): Float64Array {
  let share = 1;
  let beta = added(from, step, share);
  if (move <= SURE_MOVE) return beta;
  const likelihood = likelihoodOf(problem, from);
  while (share * move > SURE_MOVE && !(likelihoodOf(problem, beta) >= likelihood)) {
    share /= 2;
    beta = added(from, step, share);
  }
  return beta;
}

/** Back from standardised columns: b_j = β_j / s_j, and the intercept takes what the centres held. */
function maximumOf(
  problem: LogisticProblem,
  found: { readonly beta: Float64Array; readonly standardised: Standardised; readonly iterations: number },
): LogisticMaximum {
  const { width, intercept } = problem.design;
  const { centre, spread } = found.standardised;
  const { information } = slopeOf(problem, found.beta);
  const inverse = invertPositiveDefinite('covariates', information);
  const back = new Float64Array(width * width);
  for (let j = 0; j < width; j++) back[j * width + j] = 1 / spread[j]!;
  if (intercept) for (let j = 1; j < width; j++) back[j] = -centre[j]! / spread[j]!;
  const coefficients = new Float64Array(width);
  for (let j = 0; j < width; j++)
    for (let l = 0; l < width; l++)
      coefficients[j] = coefficients[j]! + back[j * width + l]! * found.beta[l]!;
  const covariance = new Float64Array(width * width);
  for (let a = 0; a < width; a++)
    for (let b = 0; b <= a; b++) {
      let value = 0;
      for (let j = 0; j < width; j++)
        for (let l = 0; l < width; l++)
          value += back[a * width + j]! * inverse[j * width + l]! * back[b * width + l]!;
      covariance[a * width + b] = value;
      covariance[b * width + a] = value;
    }
  return {
    coefficients,
    covariance,
    logLikelihood: logLikelihoodOf(problem, found.beta),
    iterations: found.iterations,
  };
}
