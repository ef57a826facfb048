/** What both the baseline and the forecast ask of a series, and of what they learnt when it comes back from a store. */
import { checkCount, checkList, checkNumber, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { ln } from '../numbers.ts';

export type Kind = 'additive' | 'multiplicative';

const MOST_PERIOD = 400;

interface SeriesInput {
  readonly values: ArrayLike<number>;
  readonly period: number;
  readonly kind: Kind;
  readonly fewest: number;
  /** What `fewest` comes from. */
  readonly rule: string;
}

/** The values, or their logarithms where multiplicative. */
export function seriesOf({ values, period, kind, fewest, rule }: SeriesInput): Float64Array {
  checkPeriod('period', period);
  checkKind('kind', kind);
  checkValues(
    'values',
    values,
    kind === 'multiplicative' ? { min: 0, max: Number.POSITIVE_INFINITY, open: true } : {},
  );
  if (values.length < fewest)
    throw new StatisticsError('too_few', {
      argument: 'values',
      says: `must be at least ${fewest} for a period of ${period}, not ${values.length}`,
      details: { rule, length: values.length, fewest },
    });
  return Float64Array.from(values, (one) => (kind === 'multiplicative' ? ln(one) : one));
}

export function checkPeriod(argument: string, period: number): void {
  checkCount(argument, period, { min: 1, max: MOST_PERIOD });
}

function checkKind(argument: string, kind: Kind): void {
  if (kind !== 'additive' && kind !== 'multiplicative')
    throw new StatisticsError('unknown_name', {
      argument,
      says: `must be additive or multiplicative, not ${kind}`,
    });
}

interface Pattern {
  readonly kind: Kind;
  readonly period: number;
  readonly level: number;
  readonly trend: number;
  readonly seasons: readonly number[];
}

/** What was learnt may have been stored, and come back as anything. */
export function checkPattern(argument: string, pattern: Pattern, { seasons }: { seasons: number }): void {
  checkKind(`${argument}.kind`, pattern.kind);
  checkNumber(`${argument}.level`, pattern.level);
  checkNumber(`${argument}.trend`, pattern.trend);
  checkColumn(`${argument}.seasons`, pattern.seasons, seasons);
}

/** So many numbers. */
export function checkColumn(argument: string, values: ArrayLike<number>, length: number): void {
  checkList(argument, values);
  if (values.length !== length)
    throw new StatisticsError('length_mismatch', {
      argument,
      says: `must have ${length} numbers, not ${values.length}`,
      details: { expected: length, length: values.length },
    });
  checkValues(argument, values, { atLeast: 0 });
}
