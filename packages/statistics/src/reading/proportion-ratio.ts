/** Two proportions by their ratio: the score interval of Koopman. */
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { normalCritical } from './critical.ts';
import { checkEnoughTrials } from './proportion.ts';
import { checkTwoProportions, type TwoProportionsInput } from './proportion-difference.ts';

/**
 * How many times the control's share of successes the treatment's is: the relative risk, one more than the relative lift.
 *
 * Koopman's interval holds every ratio θ whose score statistic (p₁ − θp₀) / √(p̃₁q̃₁/n₁ + θ²p̃₀q̃₀/n₀) is within z, where p̃ are
 * the most likely shares that have the ratio θ. Chosen over Katz's logarithmic interval because it exists without
 * successes in the treatment and covers better when they are rare. It is found by halving, to the last digit. The
 * standard error is by the delta method. The rule is 5 units in each arm. O(1), some 60 steps.
 *
 * @throws {StatisticsError} not_identified when the control has no successes; too_few when an arm has fewer than 5 units (use testProportionsExactly); out_of_range when counts are not whole or successes exceed n
 * @see Koopman (1984), Biometrics 40:513–517; Miettinen and Nurminen (1985), Statistics in Medicine 4:213–226
 * @example
 * const ratio = ratioOfProportions({ control: { n: 80, successes: 48 }, treatment: { n: 70, successes: 56 } });
 * ratio.value // → 1.33333
 * ratio.interval // → {"lower":1.07982,"upper":1.67081}
 */
export function ratioOfProportions(input: TwoProportionsInput): Estimate {
  const { control, treatment, level = 0.95 } = input;
  const z = normalCritical(level);
  checkTwoProportions(input);
  checkEnoughTrials('control.n', control, 'testProportionsExactly');
  checkEnoughTrials('treatment.n', treatment, 'testProportionsExactly');
  if (control.successes === 0)
    throw new StatisticsError('not_identified', {
      argument: 'control.successes',
      says: 'must be above 0: nothing is a multiple of no success',
    });
  const [p1, p0] = [treatment.successes / treatment.n, control.successes / control.n];
  const value = p1 / p0;
  const score = scoreOf(input);
  const variance = (p1 * (1 - p1)) / treatment.n + value * value * ((p0 * (1 - p0)) / control.n);
  return {
    value,
    standardError: Math.sqrt(variance) / p0,
    interval: {
      lower: treatment.successes === 0 ? 0 : crossing(score, { from: value, factor: 0.5, at: z }),
      upper: crossing(score, { from: value === 0 ? 1 / treatment.n : value, factor: 2, at: -z }),
    },
    level,
  };
}

/**
 * The score statistic as a function of the ratio: it falls from +∞ to −∞ and is 0 at the observed one.
 *
 * p̃₁ is the smaller root of N·p² − b·p + θ·(x₀ + x₁) = 0, and 1 − p̃₁ the larger one of N·q² − c·q + (1 − θ)·f₁ = 0, where f are
 * the failures; both have the discriminant (θ(n₁ + x₀) − x₁ − n₀)² + 4θ·f₁·f₀, in which nothing cancels. What is small is
 * computed as such, or shares near one would leave no digits of 1 − p̃.
 */
function scoreOf({ control, treatment }: TwoProportionsInput): (ratio: number) => number {
  const [n1, n0] = [treatment.n, control.n];
  const [x1, x0] = [treatment.successes, control.successes];
  const [f1, f0] = [n1 - x1, n0 - x0];
  return (ratio) => {
    const apart = (ratio - 1) * (n1 + x0) + (f1 - f0);
    const root = Math.sqrt(apart * apart + 4 * ratio * f1 * f0);
    const p1 = (2 * ratio * (x0 + x1)) / (ratio * (n1 + x0) + x1 + n0 + root);
    const p0 = p1 / ratio;
    const ofTreatment = {
      linear: f0 + f1 + (1 - ratio) * (n1 + x0),
      last: (1 - ratio) * f1,
      root,
    };
    const ofControl = {
      linear: f0 + f1 + ((ratio - 1) / ratio) * (n0 + x1),
      last: ((ratio - 1) / ratio) * f0,
      root: root / ratio,
    };
    const all = n0 + n1;
    const q1 = largerRoot(all, ofTreatment);
    const q0 = largerRoot(all, ofControl);
    const variance = (p1 * q1) / n1 + ratio * ratio * ((p0 * q0) / n0);
    const ahead =
      2 * x1 > n1 && 2 * x0 > n0 ? 1 - ratio - f1 / n1 + ratio * (f0 / n0) : x1 / n1 - ratio * (x0 / n0);
    return ahead / Math.sqrt(variance);
  };
}

/** Of all·q² − linear·q + last = 0, whose discriminant's root is given. */
function largerRoot(
  all: number,
  { linear, last, root }: { linear: number; last: number; root: number },
): number {
  return linear >= 0 ? (linear + root) / (2 * all) : (2 * last) / (linear - root);
}

interface Search {
  readonly from: number;
  /** Above 1 searches upwards, below 1 downwards. */
  readonly factor: number;
  readonly at: number;
}

/** Where the falling score is `at`: first by steps of `factor` past it, then by halving until two neighbours remain. */
function crossing(score: (ratio: number) => number, { from, factor, at }: Search): number {
  const isPast = (ratio: number) => (factor > 1 ? score(ratio) < at : score(ratio) > at);
  let near = from;
  let far = from * factor;
  while (!isPast(far)) {
    near = far;
    far *= factor;
  }
  for (;;) {
    const middle = near + (far - near) / 2;
    if (middle === near || middle === far) return middle;
    if (isPast(middle)) far = middle;
    else near = middle;
  }
}
