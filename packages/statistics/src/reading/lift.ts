/** How much more, as a fraction of the control: the ratio of two means less one. */
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { checkComputed, tCritical } from './critical.ts';
import { checkTwoMeans, satterthwaite, type TwoMeansInput } from './means.ts';

/**
 * The relative lift of a mean over the control's: 0.1 is ten percent more.
 *
 * m₁/m₀ − 1 with Fieller's interval: all ratios θ for which m₁ − θm₀ is within t standard errors √(v₁ + θ²v₀), v = s²/n.
 * Chosen over the delta method because it stays right when the control's mean is not many standard errors from zero, and
 * says so when it is too near. t has Satterthwaite's degrees of freedom at the observed ratio. The standard error is by
 * the delta method. For shares of successes ratioOfProportions less one is the better choice. O(1).
 *
 * @throws {StatisticsError} not_identified when the control's mean does not differ from zero at this level, so that no finite interval exists; zero_variance when neither arm varies, or the treatment is always 0; out_of_range when n < 2 or a variance is negative
 * @see Fieller (1954), Journal of the Royal Statistical Society B 16:175–185; Tamhane and Logan (2004), Journal of Biopharmaceutical Statistics 14:843–856, for the degrees of freedom
 * @example
 * const lift = liftOfMeans({ control: { n: 400, mean: 50, variance: 900 }, treatment: { n: 420, mean: 55, variance: 1000 } });
 * lift.value // → 0.1
 * lift.interval // → {"lower":0.0149044,"upper":0.192751}
 */
export function liftOfMeans(input: TwoMeansInput): Estimate {
  const { control, treatment, level = 0.95 } = input;
  checkTwoMeans(input);
  if (control.mean === 0) throw nearZero(0);
  const ratio = treatment.mean / control.mean;
  // In units of the control's mean: the interval does not depend on the unit.
  const v1 = treatment.variance / treatment.n / control.mean / control.mean;
  const v0 = control.variance / control.n / control.mean / control.mean;
  const variance = v1 + ratio * ratio * v0;
  checkComputed('treatment.mean', ratio);
  checkComputed('control.mean', variance);
  if (variance === 0)
    throw new StatisticsError('zero_variance', {
      argument: 'treatment.variance',
      says: 'must be above 0, unless the control varies and the ratio of the means is not 0',
    });
  const t = tCritical(level, satterthwaite(input, { control: ratio * ratio * v0, treatment: v1 }));
  const g = t * t * v0;
  if (!(g < 1)) throw nearZero(1 / Math.sqrt(v0));
  const reach = t * Math.sqrt(variance - g * v1);
  const value = ratio - 1;
  const interval = { lower: (ratio - reach) / (1 - g) - 1, upper: (ratio + reach) / (1 - g) - 1 };
  checkComputed('treatment.mean', Math.abs(interval.lower) + Math.abs(interval.upper));
  return { value, standardError: Math.sqrt(variance), interval, level };
}

function nearZero(standardErrors: number): StatisticsError {
  return new StatisticsError('not_identified', {
    argument: 'control.mean',
    says: `must differ from zero for a lift to have an interval, and is only ${standardErrors} standard errors away`,
    details: { standardErrors },
  });
}
