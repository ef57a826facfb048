/** Controls for a pilot that was not drawn at random: customers who were as likely to be in it. */
import { checkCount, checkNumber } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { variance } from '../numbers.ts';
import { columnNames, widthOf } from '../regression/design.ts';
import { type Covariates, fitLogisticRegression } from '../regression/index.ts';
import { predictLogits } from '../regression/logistic-regression.ts';
import { checkIndicator } from './arms.ts';
import { type BalanceRow, balanceOf } from './balance.ts';
import { matchNearest } from './nearest.ts';
import { checkRowsOf } from './rows.ts';

export interface MatchingInput {
  /** 1 for who was in the pilot. */
  readonly treated: ArrayLike<number>;
  /** All that made a customer likelier to be in it and that bears on the outcome, known before. */
  readonly covariates: Covariates;
  readonly names?: readonly string[];
  /** Controls per treated row; 1 without word, not more than there are. */
  readonly neighbours?: number;
  /** A control may serve several treated rows; false without word. */
  readonly replace?: boolean;
  /** The farthest a match may be, in standard deviations of the log odds over all rows; 0.2 without word, Infinity for none. */
  readonly caliper?: number;
  /** Penalty of the logistic regression; 0 without word. */
  readonly ridge?: number;
}

export interface Matching {
  /** Log odds of being treated, per row. */
  readonly logits: Float64Array;
  /** Rows of the treated, in order. */
  readonly treatedRows: Int32Array;
  /** Row-major, treated rows × neighbours: rows of their controls, nearest first; −1 where none was near enough. */
  readonly controlRows: Int32Array;
  readonly neighbours: number;
  readonly replace: boolean;
  /** Per row: 1 for a matched treated row; for controls in proportion to how much they stand in, together as many as there are matched controls; 0 if unmatched. */
  readonly weights: Float64Array;
  readonly matchedTreated: number;
  /** Different controls that are used. */
  readonly matchedControls: number;
  /** The log odds first, then each covariate. */
  readonly balance: readonly BalanceRow[];
}

/** Rosenbaum and Rubin (1985), as Austin (2011), Pharmaceutical Statistics 10:150–161, found best. */
const USUAL_CALIPER = 0.2;

/**
 * Controls matched to the treated by their propensity, with a table of how alike they are.
 *
 * The propensity is a logistic regression of `treated` on the covariates; the distance is that of its log odds. Treated rows choose
 * by falling log odds (equal ones by row), each the nearest control (of equally near ones the first row) within the caliper; with
 * several neighbours everyone gets a first before anyone a second. With `replace` and few different covariates the same first rows
 * serve all who are as likely. The standard deviation of the caliper is over all rows. Standardised
 * differences are over the standard deviation of all treated, (√p(1 − p) for 0 and 1). What is not among the covariates is not matched.
 * O(n k² + n log n).
 *
 * @throws {StatisticsError} too_few when no treated row finds a control; not_identified when covariates tell treated from controls without fail (give a ridge) or one is made of the others; one_class, length_mismatch, not_finite, out_of_range
 * @see Rosenbaum and Rubin (1985), The American Statistician 39:33–38; Stuart (2010), Statistical Science 25:1–21
 * @example
 * const matching = matchControls({ treated: [1, 0, 1, 0, 0, 1, 0, 0], covariates: [[3, 3.1, 2, 1, 2.2, 1.5, 0.5, 4]], caliper: 1 });
 * matching.controlRows // → [1,4,3]
 * matching.balance[1].standardisedDifferenceAfter // → 0.0872872
 */
export function matchControls(input: MatchingInput): Matching {
  const { treated, covariates, neighbours = 1, replace = false, caliper = USUAL_CALIPER, ridge = 0 } = input;
  checkIndicator('treated', treated);
  checkRowsOf(covariates, treated.length);
  checkNeighbours(treated, neighbours);
  if (caliper !== Number.POSITIVE_INFINITY) checkNumber('caliper', caliper, { min: 0 });
  const names = columnNames(covariates, { names: input.names, intercept: false });
  const { model } = fitLogisticRegression({ outcome: treated, covariates, names, ridge });
  const logits = predictLogits(model, covariates);
  const arm = (value: number) =>
    Int32Array.from(Array.from(treated).flatMap((one, i) => (one === value ? [i] : [])));
  const treatedRows = arm(1);
  const controlRows = matchNearest(
    logits,
    { treated: treatedRows, controls: arm(0) },
    { neighbours, replace, farthest: caliper * Math.sqrt(variance(logits)) },
  );
  const weighed = weigh({ treatedRows, controlRows, neighbours, rows: treated.length });
  const width = widthOf(covariates);
  const column = (j: number): ArrayLike<number> =>
    'width' in covariates
      ? Float64Array.from(treated, (_, i) => covariates.values[i * width + j]!)
      : covariates[j]!;
  const arms = { treated, weights: weighed.weights };
  return {
    logits,
    treatedRows,
    controlRows,
    neighbours,
    replace,
    ...weighed,
    balance: [
      balanceOf('log odds', logits, arms),
      ...names.map((name, j) => balanceOf(name, column(j), arms)),
    ],
  };
}

/** Places in the table of matches: beyond it no memory would do. */
const MOST_MATCHES = 100_000_000;

function checkNeighbours(treated: ArrayLike<number>, neighbours: number): void {
  let ones = 0;
  for (let i = 0; i < treated.length; i++) ones += treated[i]!;
  const most = Math.min(treated.length - ones, Math.floor(MOST_MATCHES / ones));
  checkCount('neighbours', neighbours, { min: 1, max: most });
}

function weigh({
  treatedRows,
  controlRows,
  neighbours,
  rows,
}: Pick<Matching, 'treatedRows' | 'controlRows' | 'neighbours'> & { readonly rows: number }): Pick<
  Matching,
  'weights' | 'matchedTreated' | 'matchedControls'
> {
  const weights = new Float64Array(rows);
  let matchedTreated = 0;
  const used = new Set<number>();
  for (let t = 0; t < treatedRows.length; t++) {
    const own = controlRows.subarray(t * neighbours, (t + 1) * neighbours).filter((row) => row >= 0);
    if (own.length === 0) continue;
    matchedTreated += 1;
    weights[treatedRows[t]!] = 1;
    for (const row of own) {
      weights[row] = weights[row]! + 1 / own.length;
      used.add(row);
    }
  }
  if (matchedTreated === 0)
    throw new StatisticsError('too_few', {
      argument: 'caliper',
      says: 'must be wider: no treated row has a control within it (Infinity lets every control through)',
      details: { rule: 'a control within the caliper', instead: 'matchControls' },
    });
  const scale = used.size / matchedTreated;
  for (const row of used) weights[row] = weights[row]! * scale;
  return { weights, matchedTreated, matchedControls: used.size };
}
