/**
 * Why a function refuses to answer.
 * - `not_finite`: NaN, infinite or no number at all (text, null, a date) where a number is needed.
 * - `out_of_range`: a number outside what the formula is defined for, or not whole where a count is needed.
 * - `empty`: nothing to compute from: no values, no list, no name.
 * - `length_mismatch`: two inputs that belong together differ in length.
 * - `zero_variance`: all values are equal, so nothing can be said of their spread.
 * - `one_class`: all outcomes are the same, so nothing can be learnt that tells them apart.
 * - `shares_do_not_sum`: shares that must sum to one do not.
 * - `too_few`: the approximation does not hold for so few; `details.rule` says which rule, `details.instead` the exact function.
 * - `not_identified`: the data cannot decide between solutions (collinear columns, a singular matrix, an empty cell).
 * - `did_not_converge`: no number that did not converge is ever returned.
 * - `unknown_name`: a name that is none of those given.
 */
export type StatisticsErrorCode =
  | 'not_finite'
  | 'out_of_range'
  | 'empty'
  | 'length_mismatch'
  | 'zero_variance'
  | 'one_class'
  | 'shares_do_not_sum'
  | 'too_few'
  | 'not_identified'
  | 'did_not_converge'
  | 'unknown_name';

export type StatisticsErrorDetails = Readonly<Record<string, string | number>>;

/** The one error of this package: `argument` names what was wrong, as the caller wrote it (`treatment.successes`, `values[17]`). */
export class StatisticsError extends Error {
  override readonly name = 'StatisticsError';
  readonly code: StatisticsErrorCode;
  readonly argument: string;
  readonly details: StatisticsErrorDetails;

  constructor(
    code: StatisticsErrorCode,
    input: { argument: string; says: string; details?: StatisticsErrorDetails },
  ) {
    super(`${input.argument} ${input.says}`);
    this.code = code;
    this.argument = input.argument;
    this.details = input.details ?? {};
  }
}
