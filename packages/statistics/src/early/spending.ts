/** How much of an error rate may be spent by an information time. */
import { checkNumber, checkObject, checkPositive, checkProbability } from '../checks.ts';
import { normalCdf, normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { expm1, log1p, pow } from '../numbers.ts';
import { checkSides, type Sides } from './looks.ts';

/**
 * Which share of an error is spent by when.
 * - `obrien_fleming`: next to nothing early, so the last bound is nearly that of a test without looks (Lan and DeMets 1983).
 * - `pocock`: about evenly, so early stopping is likely and the last bound is high (Lan and DeMets 1983).
 * - `power`: total · t^exponent; 1 spends evenly, 3 is near to O'Brien-Fleming (Kim and DeMets 1987).
 * - `exponential`: total · (1 − e^(−γt))/(1 − e^(−γ)); γ = −4 is near to O'Brien-Fleming, 1 to Pocock (Hwang, Shih and DeCani 1990).
 */
export type Spending =
  | { readonly kind: 'obrien_fleming' }
  | { readonly kind: 'pocock' }
  | { readonly kind: 'power' /** Above 0. */; readonly exponent: number }
  | { readonly kind: 'exponential' /** Any but 0, within ±40. */; readonly gamma: number };

export interface SpendInput {
  readonly spending: Spending;
  /** The whole error rate: alpha, or one minus the power. */
  readonly total: number;
  /** Of the test: of a two-sided one each side spends half of the total by itself. 1 unless told. */
  readonly sides?: Sides;
  /** Share of the planned information, from 0 to 1. */
  readonly informationTime: number;
}

/**
 * How much of an error rate may have been spent when a share of the information is there.
 *
 * With T the total per side: O'Brien-Fleming type 2 − 2Φ(Φ⁻¹(1 − T/2)/√t); Pocock type T ln(1 + (e − 1)t); power family T t^ρ;
 * exponential family T (1 − e^(−γt))/(1 − e^(−γ)). Nothing at 0, all at 1, increasing between. It must be chosen before the data are
 * seen; the times of the looks need not be, as long as they do not depend on what was seen. O(1).
 *
 * @throws {StatisticsError} out_of_range when total is not inside (0, 1), sides neither 1 nor 2, informationTime not in [0, 1], exponent not above 0 or gamma is 0 or beyond ±40; unknown_name when spending.kind is none of these
 * @see Lan and DeMets (1983), Biometrika 70:659–663
 * @see Kim and DeMets (1987), Biometrika 74:149–154
 * @see Hwang, Shih and DeCani (1990), Statistics in Medicine 9:1439–1445
 * @example
 * spendError({ spending: { kind: 'obrien_fleming' }, total: 0.025, informationTime: 0.5 }) // → 0.00152532
 * spendError({ spending: { kind: 'pocock' }, total: 0.025, informationTime: 0.5 }) // → 0.0155029
 */
export function spendError({ spending, total, sides = 1, informationTime }: SpendInput): number {
  checkProbability('total', total);
  checkNumber('informationTime', informationTime, { min: 0, max: 1 });
  checkSides(sides);
  checkSpending('spending', spending);
  return spentBy({ spending, total, sides }, informationTime);
}

export interface Budget {
  readonly spending: Spending;
  readonly total: number;
  readonly sides: Sides;
}

/** As spendError, without checks, and all that there is from time 1 on. */
export function spentBy({ spending, total, sides }: Budget, time: number): number {
  if (time >= 1) return total;
  if (time <= 0) return 0;
  const side = total / sides;
  switch (spending.kind) {
    case 'obrien_fleming':
      return sides * 2 * normalCdf(normalQuantile(side / 2) / Math.sqrt(time));
    case 'pocock':
      return total * log1p(expm1(1) * time);
    case 'power':
      return total * pow(time, spending.exponent);
    case 'exponential':
      return (total * expm1(-spending.gamma * time)) / expm1(-spending.gamma);
  }
}

export function checkSpending(argument: string, spending: Spending): void {
  checkObject(argument, spending, "{ kind: 'obrien_fleming' }");
  switch (spending.kind) {
    case 'obrien_fleming':
    case 'pocock':
      return;
    case 'power':
      checkPositive(`${argument}.exponent`, spending.exponent);
      return;
    case 'exponential':
      checkNumber(`${argument}.gamma`, spending.gamma, { min: -40, max: 40 });
      if (spending.gamma === 0)
        throw new StatisticsError('out_of_range', {
          argument: `${argument}.gamma`,
          says: 'must not be 0; even spending is the power family with exponent 1',
        });
      return;
    default:
      throw new StatisticsError('unknown_name', {
        argument: `${argument}.kind`,
        says: `must be obrien_fleming, pocock, power or exponential, not ${String((spending satisfies never as { kind: unknown }).kind)}`,
      });
  }
}
