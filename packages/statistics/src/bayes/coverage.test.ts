import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import { summaryOf } from '../reading/testing.test-support.ts';
import { binomialOf, covers, RUNS, remembered, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import type { BayesComparison } from './compare.ts';
import { compareMeansByBayes, estimateMeanByBayes } from './means.ts';
import { compareNormalMeansByBayes, estimateNormalMeanByBayes } from './normal-means.ts';
import { compareProportionsByBayes } from './proportions.ts';

const level = 0.9;
const arms = [
  { n: 6, mean: 10, deviation: 3 },
  { n: 9, mean: 11, deviation: 4 },
] as const;

interface Truth {
  /** Of control and treatment, drawn from the prior. */
  readonly values: readonly [number, number];
  readonly read: BayesComparison;
}

/** Whether what was said comes true as often as it was said, of truths that were drawn from the prior. */
function expectCalibrated(seed: number, draw: (random: Random) => Truth): void {
  const random = createRandom(seed);
  let covered = 0;
  /** What was said less what came, and its squares. */
  const off = { chance: [0, 0], sure: [0, 0], loss: [0, 0] };
  const add = (sums: number[], difference: number) => {
    sums[0]! += difference;
    sums[1]! += difference * difference;
  };
  for (let run = 0; run < RUNS; run++) {
    const { values, read } = draw(random);
    const difference = values[1] - values[0];
    const { difference: estimate, chanceToBeatControl, expectedLoss } = read.variants[1]!;
    if (covers(estimate!.interval, difference)) covered += 1;
    add(off.chance, chanceToBeatControl! - (difference > 0 ? 1 : 0));
    // Who is sure either way is right as often as he says.
    const surer = Math.max(chanceToBeatControl!, 1 - chanceToBeatControl!);
    if (surer > 0.8) add(off.sure, surer - (difference > 0 === chanceToBeatControl! > 0.5 ? 1 : 0));
    add(off.loss, expectedLoss - Math.max(0, -difference));
  }
  expect(Math.abs(covered / RUNS - level)).toBeLessThan(slackOf(level));
  for (const [total = 0, squares = 0] of Object.values(off))
    expect(Math.abs(total)).toBeLessThan(4 * Math.sqrt(squares));
}

describe('what is said of two variants comes true as often as it is said', () => {
  it('of rates', () => {
    const prior = { successes: 3, failures: 9 };
    const read = remembered((x = 0, y = 0) =>
      compareProportionsByBayes({
        variants: [
          { n: 8, successes: x },
          { n: 12, successes: y },
        ],
        prior,
        level,
      }),
    );
    expectCalibrated(81, (random) => {
      const values = [random.beta(3, 9), random.beta(3, 9)] as const;
      const [x, y] = [
        binomialOf(random, { n: 8, p: values[0] }),
        binomialOf(random, { n: 12, p: values[1] }),
      ];
      return { values, read: read(x, y) };
    });
  });

  it('of means whose spread is known', () => {
    const prior = { mean: 20, deviation: 2 };
    // Of arms of one size what is believed of the difference hangs on the difference alone; a grid of it lets readings be used again.
    const read = remembered((fifths = 0) =>
      compareNormalMeansByBayes({
        variants: [20, 20 + fifths / 5].map((mean) => ({ n: 4, mean, variance: 36 })),
        prior,
        level,
      }),
    );
    expectCalibrated(82, (random) => {
      const values = [20 + 2 * random.normal(), 20 + 2 * random.normal()] as const;
      const [x, y] = [values[0] + 3 * random.normal(), values[1] + 3 * random.normal()];
      return { values, read: read(Math.round(5 * (y - x))) };
    });
  });

  it('of means whose spread is learnt', () => {
    // Twenty samples, and for each a hundred truths as Student’s t has them.
    let made = 0;
    const samples = createRandom(88);
    let current = { variants: [summaryOf(samples, arms[0]), summaryOf(samples, arms[1])] };
    let read = compareMeansByBayes({ ...current, level });
    expectCalibrated(83, (random) => {
      if (made > 0 && made % 100 === 0) {
        current = { variants: [summaryOf(samples, arms[0]), summaryOf(samples, arms[1])] };
        read = compareMeansByBayes({ ...current, level });
      }
      made += 1;
      const [a = 0, b = 0] = current.variants.map(({ n, mean, variance }) => {
        const t = random.normal() / Math.sqrt((2 * random.gamma((n - 1) / 2)) / (n - 1));
        return mean + t * Math.sqrt(variance / n);
      });
      return { values: [a, b], read };
    });
  });
});

it('a belief in a mean covers it as often as it says, when it was drawn from the prior', () => {
  const random = createRandom(84);
  const covered = { known: 0, withoutPrior: 0, learnt: 0 };
  for (let run = 0; run < RUNS; run++) {
    const known = 3 + 0.5 * random.normal();
    const seen = { n: 9, mean: known + (2 * random.normal()) / 3, variance: 4, level };
    if (covers(estimateNormalMeanByBayes(seen).interval, known)) covered.withoutPrior += 1 / RUNS;
    const { interval } = estimateNormalMeanByBayes({ ...seen, prior: { mean: 3, deviation: 0.5 } });
    if (covers(interval, known)) covered.known += 1 / RUNS;
    const prior = { mean: 20, units: 2, deviation: 3, degrees: 6 };
    const deviation = 3 * Math.sqrt(6 / (2 * random.gamma(3)));
    const learnt = 20 + (deviation * random.normal()) / Math.sqrt(2);
    const read = estimateMeanByBayes({
      ...summaryOf(random, { n: 4, mean: learnt, deviation }),
      prior,
      level,
    });
    if (covers(read.interval, learnt)) covered.learnt += 1 / RUNS;
  }
  for (const share of Object.values(covered)) expect(Math.abs(share - level)).toBeLessThan(slackOf(level));
});

it('the best of three rates is the one that was said to be as often as was said', () => {
  const random = createRandom(85);
  const read = remembered((...successes) =>
    compareProportionsByBayes({ variants: successes.map((one) => ({ n: 3, successes: one })) }),
  );
  let [total, squares] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const rates = [random.uniform(), random.uniform(), random.uniform()];
    const [x = 0, y = 0, z = 0] = rates.map((p) => binomialOf(random, { n: 3, p }));
    const chances = read(x, y, z).variants.map(({ chanceToBeBest }) => chanceToBeBest);
    const likeliest = chances.indexOf(Math.max(...chances));
    const off = chances[likeliest]! - (rates[likeliest] === Math.max(...rates) ? 1 : 0);
    total += off;
    squares += off * off;
  }
  expect(Math.abs(total)).toBeLessThan(4 * Math.sqrt(squares));
});

describe('A/A tests have a chance of 0.95 or more to beat the control in no more than one in twenty', () => {
  it('by rates', () => {
    const isSure = remembered((x = 0, y = 0) => {
      const variants = [x, y].map((successes) => ({ n: 25, successes }));
      return (compareProportionsByBayes({ variants }).variants[1]!.chanceToBeatControl ?? 0) >= 0.95;
    });
    const found = shareOfRuns(86, (random) =>
      isSure(binomialOf(random, { n: 25, p: 0.2 }), binomialOf(random, { n: 25, p: 0.2 })),
    );
    expect(found).toBeLessThan(0.05 + slackOf(0.05));
    expect(found).toBeGreaterThan(0.025);
  });

  it('by means', () => {
    const n = 12;
    const chanceAt = (t: number, share: number) => {
      const variants = [
        { n, mean: 0, variance: 1 - share },
        { n, mean: t / Math.sqrt(n), variance: share },
      ];
      return compareMeansByBayes({ variants }).variants[1]!.chanceToBeatControl ?? 0;
    };
    // The chance grows with t; how far t must be hangs on the share of the variances alone.
    const surest = remembered((eighths = 0) => {
      let [low, high] = [1.5, 2.2];
      for (let halving = 0; halving < 7; halving++) {
        const middle = (low + high) / 2;
        if (chanceAt(middle, eighths / 8) >= 0.95) high = middle;
        else low = middle;
      }
      return high;
    });
    const found = shareOfRuns(87, (random) => {
      const [one, other] = [1, 1].map(() => summaryOf(random, { n, mean: 8, deviation: 3 }));
      const variance = one!.variance + other!.variance;
      const uneven = Math.abs(other!.variance / variance - 0.5);
      return (other!.mean - one!.mean) / Math.sqrt(variance / n) >= surest(4 + Math.round(8 * uneven));
    });
    // Behrens and Fisher's is known to be on the safe side.
    expect(found).toBeLessThan(0.05 + slackOf(0.05));
    expect(found).toBeGreaterThan(0.025);
  });
});
