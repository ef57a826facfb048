/** Which of several variants is best, and what choosing each may cost: integrals over one line. */
import { checkProbability } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { expm1, log1p } from '../numbers.ts';
import { integratePanels } from '../quadrature.ts';
import { differenceOf } from './difference.ts';
import { type Posterior, panelsFor, type Scale } from './posterior.ts';

export interface BayesVariant {
  /** Mean and standard deviation of what is believed; the interval has as much below it as above. */
  readonly posterior: Estimate;
  /** That its true value is the highest of all variants; all variants' sum to one. */
  readonly chanceToBeBest: number;
  /** That its true value is above the control's; null for the control itself. */
  readonly chanceToBeatControl: number | null;
  /** What is lost on average, in the unit of the metric, when it is chosen and another is better. */
  readonly expectedLoss: number;
  /** From the control; null for the control itself. */
  readonly difference: Estimate | null;
}

export interface BayesComparison {
  /** In the order given; the first is the control. */
  readonly variants: readonly BayesVariant[];
}

/** Chances below these are not told apart from nothing. */
const NO_CHANCE = 1e-30;
const NO_LOSS = 1e-25;

export function checkVariants(variants: readonly unknown[]): void {
  if (variants.length < 2)
    throw new StatisticsError('empty', { argument: 'variants', says: 'must name a control and a treatment' });
}

export function estimateOf(posterior: Posterior, level: number): Estimate {
  checkProbability('level', level);
  const { mean: value, deviation: standardError } = posterior;
  return { value, standardError, interval: posterior.interval(level), level };
}

export function comparePosteriors(
  posteriors: readonly Posterior[],
  scale: Scale,
  level: number,
): BayesComparison {
  const estimates = posteriors.map((posterior) => estimateOf(posterior, level));
  const { mass, best, beats, loss } = integrateAll(posteriors, scale);
  const control = { posterior: posteriors[0]!, mass: mass[0]! };
  return {
    variants: posteriors.map((posterior, i) => ({
      posterior: estimates[i]!,
      chanceToBeBest: best[i]!,
      chanceToBeatControl: i === 0 ? null : beats[i]!,
      expectedLoss: loss[i]!,
      difference:
        i === 0 ? null : differenceOf({ treatment: { posterior, mass: mass[i]! }, control, scale }, level),
    })),
  };
}

/**
 * P(i is best) = ∫ f_i·Π F_j, P(i beats the control) = ∫ f_i·F_0, loss of i = E(max of the others − i)⁺ = ∫ F_i·(1 − Π F_j):
 * sums of what is positive, so that small ones keep their digits.
 */
function integrateAll(posteriors: readonly Posterior[], scale: Scale) {
  const k = posteriors.length;
  const spread = Math.max(...posteriors.map(({ deviation }) => deviation));
  const noChance = posteriors.map(({ extent }) => extent.width * NO_CHANCE);
  const panels = panelsFor(posteriors.map(({ extent }) => extent));
  const all = integratePanels('variants', panels, {
    width: 4 * k,
    negligible: [...noChance.map(() => 0), ...noChance, ...noChance, ...noChance.map(() => spread * NO_LOSS)],
    at: (place, out) => {
      const splits = posteriors.map((one) => one.split(place));
      const slope = scale.slope(place);
      for (let i = 0; i < k; i++) {
        const density = posteriors[i]!.density(place);
        let others = 1;
        let lnOthers = 0;
        for (let j = 0; j < k; j++) {
          if (j === i) continue;
          others *= splits[j]![0];
          lnOthers += log1p(-splits[j]![1]);
        }
        out[i] = density;
        out[k + i] = density * others;
        out[2 * k + i] = density * splits[0]![0];
        out[3 * k + i] = slope * splits[i]![0] * -expm1(lnOthers);
      }
    },
  });
  const part = (which: number) => Array.from(all.subarray(which * k, (which + 1) * k));
  const mass = part(0);
  const share = (chances: number[]) => chances.map((chance, i) => Math.min(1, chance / mass[i]!));
  return { mass, best: share(part(1)), beats: share(part(2)), loss: part(3) };
}
