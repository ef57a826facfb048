/** Plans for two proportions: conversion rates, click rates, open rates. */
import { checkProbability } from '../checks.ts';
import { normalCdf, normalQuantile } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import {
  checkDifference,
  type EffectDesign,
  effectFor,
  type Pair,
  type PowerDesign,
  type PowerOf,
  pairOf,
  powerOf,
  type SampleSize,
  type SizeDesign,
  type SmallestEffect,
  sizeFor,
} from './design.ts';

export interface ProportionEffect {
  /** Rate of the control, in (0, 1). */
  readonly baseline: number;
  /** Rate that a treatment is to be found at, in (0, 1). */
  readonly target: number;
}

export interface ProportionDirection {
  readonly baseline: number;
  /** Default `increase`. */
  readonly direction?: 'increase' | 'decrease';
}

/** Expected successes and failures per arm; Cochran (1954), Biometrics 10:417–451. */
const LEAST_EXPECTED = 5;

/**
 * How many units a test of two proportions needs.
 *
 * The test pools both arms, so z·√(p̄q̄(1/n₀ + 1/n₁)) must be passed while the difference varies by √(p₀q₀/n₀ + p₁q₁/n₁):
 * n per arm = (z₁₋α⸝₂·√(2p̄q̄) + z_power·√(p₀q₀ + p₁q₁))²/(p₁ − p₀)² for equal arms, p̄ = (p₀ + p₁)/2, without continuity
 * correction; unequal arms weight p̄ by their shares. The chance of a finding in the wrong direction is counted too, as the test counts
 * it. With several treatments the total is such that the one with the smallest share has the power. Rounded up, per arm.
 * O(log n) evaluations.
 *
 * @throws {StatisticsError} out_of_range when a rate is not inside (0, 1), both are equal, or power is not above alpha;
 * shares_do_not_sum; too_few when an arm would expect fewer than five successes or failures, then powerOfFisherTest is exact
 * @see Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, formula 4.14
 * @see Fleiss, Tytun and Ury (1980), Biometrics 36:343–346, for unequal arms
 * @example
 * sampleSizeForProportions({ baseline: 0.1, target: 0.12 }).arms // → [3841,3841]
 * sampleSizeForProportions({ baseline: 0.05, target: 0.06 }).arms // → [8158,8158]
 */
export function sampleSizeForProportions(input: ProportionEffect & SizeDesign): SampleSize {
  const power = proportionPower(checkRates(input));
  const size = sizeFor(power, input, 1);
  checkExpected(pairOf({ ...input, arms: size.arms }), input);
  return size;
}

/**
 * The chance that a test of two proportions finds a difference of this size.
 *
 * Φ((|p₁ − p₀| − z·σ₀)/σ₁), and for two sides the chance of the wrong direction as well: σ₀² = p̄q̄(1/n₀ + 1/n₁) under no
 * difference, σ₁² = p₀q₀/n₀ + p₁q₁/n₁ under this one. With several treatments, of the smallest. O(1).
 *
 * @throws {StatisticsError} out_of_range when a rate is not inside (0, 1), both are equal, or an arm is not a whole number of units;
 * too_few when an arm expects fewer than five successes or failures, then powerOfFisherTest is exact
 * @see Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, section 4.4
 * @example
 * powerForProportions({ baseline: 0.1, target: 0.12, arms: [3841, 3841] }) // → 0.800017
 */
export function powerForProportions(input: ProportionEffect & PowerDesign): number {
  const power = proportionPower(checkRates(input));
  checkExpected(pairOf(input), input);
  return powerOf(power, input);
}

/**
 * The smallest difference from the baseline that a test with these arms finds with the power.
 *
 * The target at which powerForProportions equals `power`, sought by bracketing. O(log) evaluations.
 *
 * @throws {StatisticsError} out_of_range when the baseline is not inside (0, 1) or the arms are too small for any effect;
 * unknown_name for another direction;
 * too_few when an arm expects fewer than five successes or failures, then powerOfFisherTest is exact
 * @see Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 3rd edition, section 4.4
 * @example
 * smallestEffectForProportions({ baseline: 0.1, arms: [3841, 3841] }).absolute // → 0.0199996
 */
export function smallestEffectForProportions(input: ProportionDirection & EffectDesign): SmallestEffect {
  const { baseline, direction = 'increase' } = input;
  checkProbability('baseline', baseline);
  if (direction !== 'increase' && direction !== 'decrease')
    throw new StatisticsError('unknown_name', {
      argument: 'direction',
      says: 'must be increase or decrease',
      details: { direction },
    });
  const sign = direction === 'increase' ? 1 : -1;
  const room = sign > 0 ? 1 - baseline : baseline;
  const at = (effect: number) => ({ baseline, target: baseline + sign * effect });
  const near = Math.min(baseline, 1 - baseline) / 100;
  const effect = effectFor((one) => proportionPower(at(one)), input, { near, most: room * (1 - 1e-12) });
  checkExpected(pairOf(input), at(effect));
  return { absolute: sign * effect, relative: (sign * effect) / baseline };
}

export function checkRates(effect: ProportionEffect): ProportionEffect {
  checkProbability('baseline', effect.baseline);
  checkProbability('target', effect.target);
  checkDifference('target', effect.target, { from: effect.baseline });
  return effect;
}

function proportionPower({ baseline, target }: ProportionEffect): PowerOf {
  return ({ control, treatment }, { alpha, sides }) => {
    const pooled = (control * baseline + treatment * target) / (control + treatment);
    const underNone = Math.sqrt(pooled * (1 - pooled) * (1 / control + 1 / treatment));
    const underThis = Math.sqrt((baseline * (1 - baseline)) / control + (target * (1 - target)) / treatment);
    const limit = -normalQuantile(alpha / sides) * underNone;
    const difference = Math.abs(target - baseline);
    const right = normalCdf((difference - limit) / underThis);
    return sides === 1 ? right : right + normalCdf((-difference - limit) / underThis);
  };
}

function checkExpected({ control, treatment }: Pair, { baseline, target }: ProportionEffect): void {
  const expected = Math.min(
    control * Math.min(baseline, 1 - baseline),
    treatment * Math.min(target, 1 - target),
  );
  if (expected < LEAST_EXPECTED)
    throw new StatisticsError('too_few', {
      argument: 'arms',
      says: `expect ${expected} successes or failures in one of them, which is too few for the normal approximation`,
      details: {
        rule: `at least ${LEAST_EXPECTED} expected successes and failures in each arm`,
        instead: 'powerOfFisherTest',
      },
    });
}
