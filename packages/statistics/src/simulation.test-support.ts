/** Shares of simulated runs, and how far chance alone takes them from what is promised. For tests. */
import type { Interval } from './interval.ts';
import { createRandom, type Random } from './random.ts';

export const RUNS = 2_000;

/** Four standard errors of a share of RUNS. */
export const slackOf = (share: number) => 4 * Math.sqrt((share * (1 - share)) / RUNS);

/** In which share of RUNS something is so. */
export function shareOfRuns(seed: number, isSo: (random: Random, run: number) => boolean): number {
  const random = createRandom(seed);
  let count = 0;
  for (let run = 0; run < RUNS; run++) if (isSo(random, run)) count += 1;
  return count / RUNS;
}

export const covers = ({ lower, upper }: Interval, truth: number) => lower <= truth && truth <= upper;

export function binomialOf(random: Random, { n, p }: { n: number; p: number }): number {
  let successes = 0;
  for (let i = 0; i < n; i++) if (random.uniform() < p) successes += 1;
  return successes;
}

/** Readings of counts, each made once. */
export function remembered<Reading>(
  read: (...counts: number[]) => Reading,
): (...counts: number[]) => Reading {
  const known = new Map<string, Reading>();
  return (...counts) => {
    const key = counts.join();
    let reading = known.get(key);
    if (reading === undefined) {
      reading = read(...counts);
      known.set(key, reading);
    }
    return reading;
  };
}
