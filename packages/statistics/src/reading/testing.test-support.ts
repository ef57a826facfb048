/** For the tests of this folder. */
import type { Random } from '../random.ts';
import type { MeanSummary } from './means.ts';

/** Whether a share of so many is the level but for chance: 3.5 standard errors. */
export function within(share: number, level: number, times: number): boolean {
  return Math.abs(share - level) < 3.5 * Math.sqrt((level * (1 - level)) / times);
}

/** Mean and variance of n normal values, drawn as such: they are independent, and the variance is a chi-square's. */
export const summaryOf = (
  random: Random,
  { n, mean, deviation }: { n: number; mean: number; deviation: number },
): MeanSummary => ({
  n,
  mean: mean + (deviation * random.normal()) / Math.sqrt(n),
  variance: (deviation * deviation * 2 * random.gamma((n - 1) / 2)) / (n - 1),
});
