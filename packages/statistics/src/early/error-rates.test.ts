import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../random.ts';
import { summaryOf } from '../reading/testing.test-support.ts';
import { binomialOf, covers, RUNS, remembered, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import { compareMeansAnytime, compareProportionsAnytime } from './anytime-comparison.ts';
import { readEstimateAnytime, readMeanAnytime } from './anytime-reading.ts';
import { compareSuccessesAnytime } from './anytime-successes.ts';
import { computeClassicBounds } from './classic-bounds.ts';
import { computeConditionalPower } from './conditional-power.ts';
import { chooseMixtureVariance } from './mixture.ts';
import { readSequentialTest } from './sequential-reading.ts';
import type { Spending } from './spending.ts';
import { adaptSpendingBounds, computeSpendingBounds } from './spending-bounds.ts';
import { stops } from './trials.test-support.ts';

const pocock = { kind: 'pocock' } as const;

describe('A/A tests by bounds', () => {
  it('find an effect in alpha of 2,000 when looks come as they do: fewer, more, early or late', () => {
    const schedules = 50;
    const random = createRandom(101);
    let found = 0;
    for (let schedule = 0; schedule < schedules; schedule++) {
      const information = [0];
      const looks = 1 + random.below(6);
      while (information.length < looks)
        information.push(information.at(-1)! + (0.98 - information.at(-1)!) * random.uniform() * 0.6 + 0.001);
      // The last one is before, at or after the end that was planned.
      information.push(information.at(-1)! + 0.02 + random.uniform() * 0.5);
      const bounds = adaptSpendingBounds({
        spending: schedule % 2 === 0 ? pocock : { kind: 'obrien_fleming' },
        information: information.slice(1),
        plannedInformation: 1,
        final: true,
      });
      for (let run = 0; run < RUNS / schedules; run++) if (isFound(bounds, random)) found += 1;
    }
    expect(Math.abs(found / RUNS - 0.05)).toBeLessThan(slackOf(0.05));
  });

  it.each<[string, Spending, number]>([
    ['a power', { kind: 'power', exponent: 1.5 }, 107],
    ['an exponential', { kind: 'exponential', gamma: -4 }, 108],
  ])('find an effect in alpha of 2,000 when it is spent by %s, at uneven looks', (_, spending, seed) => {
    const bounds = computeSpendingBounds({ spending, looks: [0.1, 0.15, 0.6, 0.9, 1], alpha: 0.1 });
    const found = shareOfRuns(seed, (random) => isFound(bounds, random));
    expect(Math.abs(found - 0.1)).toBeLessThan(slackOf(0.1));
  });

  it('find one in alpha of 2,000 with the bounds of Wang and Tsiatis', () => {
    const bounds = computeClassicBounds({
      shape: { kind: 'wang_tsiatis', exponent: 0.25 },
      looks: 5,
      alpha: 0.1,
    });
    const found = shareOfRuns(103, (random) => isFound(bounds, random));
    expect(Math.abs(found - 0.1)).toBeLessThan(slackOf(0.1));
  });

  it('have an adjusted p value of at most u in u of 2,000, whatever u is', () => {
    const designs = [
      computeClassicBounds({ shape: pocock, looks: 4 }),
      computeSpendingBounds({
        spending: pocock,
        looks: [0.3, 0.7, 1],
        sides: 1,
        futility: { spending: pocock, binding: true },
      }),
    ];
    for (const [index, bounds] of designs.entries()) {
      const pValueOf = remembered((look = 1, hundredths = 0) => {
        const read = { bounds, look, estimate: hundredths / 25, standardError: 1 };
        return readSequentialTest(read).adjusted?.pValue ?? 0;
      });
      const pValues = Array.from(stops(bounds, { drift: 0, seed: 104 + index }), ({ look, z }) =>
        pValueOf(look, Math.round(25 * z)),
      );
      for (const u of [0.01, 0.05, 0.2, 0.5, 0.8]) {
        const share = pValues.filter((p) => p <= u).length / RUNS;
        expect(Math.abs(share - u), `${index}: ${u}`).toBeLessThan(slackOf(u));
      }
    }
  });
});

/** Whether a walk without drift ever leaves two-sided bounds. */
function isFound(
  { informationTimes, effect }: { informationTimes: readonly number[]; effect: readonly number[] },
  random: Random,
): boolean {
  let [position, before] = [0, 0];
  return informationTimes.some((time, look) => {
    position += Math.sqrt(time - before) * random.normal();
    before = time;
    return Math.abs(position) >= effect[look]! * Math.sqrt(time);
  });
}

it('conditional power is how often tests that stand there find an effect', () => {
  const bounds = computeClassicBounds({ shape: pocock, looks: 5 });
  const [look, z, drift] = [2, 1.1, 2.6];
  const start = bounds.informationTimes[look - 1]!;
  const found = shareOfRuns(106, (random) => {
    let [position, before] = [z * Math.sqrt(start), start];
    for (let next = look; next < 5; next++) {
      const time = bounds.informationTimes[next]!;
      position += drift * (time - before) + Math.sqrt(time - before) * random.normal();
      before = time;
      const bound = bounds.effect[next]! * Math.sqrt(time);
      if (Math.abs(position) >= bound) return position > 0;
    }
    return false;
  });
  const { power } = computeConditionalPower({ bounds, look, z, drift });
  expect(Math.abs(found - power)).toBeLessThan(slackOf(power));
});

/** Sums of normal values, and of successes, that grow from look to look: drawn as sums. */
function growing(random: Random, mean: number) {
  let [n, sum, within] = [0, 0, 0];
  return (more: number) => {
    const next = summaryOf(random, { n: more, mean, deviation: 2 });
    const before = n > 0 ? sum / n : 0;
    within += (more - 1) * next.variance + ((n * more) / (n + more)) * (next.mean - before) ** 2;
    n += more;
    sum += more * next.mean;
    return { n, mean: sum / n, variance: within / (n - 1) };
  };
}

describe.each([1, 5, 20])('always-valid readings at %i looks', (looks) => {
  const step = 1_200 / looks;
  const target = { targetN: 1_200 };
  const mixtureVariance = chooseMixtureVariance({ targetVariance: 4 / 1_200 });
  /** Least share of misses that an interval at its best has: one look is alone, many use nearly all of alpha. */
  const least = { 1: 0.0005, 5: 0.003, 20: 0.006 }[looks] ?? 0;

  it.each([0, 0.3])(
    'of means miss an effect of %f at any of them in no more than alpha of 2,000',
    (effect) => {
      const missed = { two: 0, one: 0, known: 0 };
      const random = createRandom(110 + looks);
      for (let run = 0; run < RUNS; run++) {
        const [control, treatment] = [growing(random, 7), growing(random, 7 + effect)];
        const miss = { two: false, one: false, known: false };
        for (let look = 0; look < looks; look++) {
          const arms = { control: control(step), treatment: treatment(step / 2) };
          if (
            arms.treatment.n >= 50 &&
            !covers(compareMeansAnytime({ ...arms, ...target }).estimate.interval, effect)
          )
            miss.two = true;
          const alone = readMeanAnytime({ ...arms.control, ...target, nullMean: 7 });
          if (!covers(alone.estimate.interval, 7)) miss.one = true;
          const standardError = 2 / Math.sqrt(arms.control.n);
          const known = readEstimateAnytime({ estimate: arms.control.mean, standardError, mixtureVariance });
          if (!covers(known.estimate.interval, 7)) miss.known = true;
        }
        for (const key of ['two', 'one', 'known'] as const) if (miss[key]) missed[key] += 1 / RUNS;
      }
      for (const share of Object.values(missed)) {
        expect(share).toBeLessThan(0.05);
        expect(share).toBeGreaterThan(least);
      }
    },
  );

  it('of proportions find an effect that is not there in no more than alpha, and cover one that is', () => {
    const shareOf = (p: number) =>
      shareOfRuns(120 + looks, (random) => {
        const [control, treatment] = [
          { n: 0, successes: 0 },
          { n: 0, successes: 0 },
        ];
        let isMissed = false;
        for (let look = 0; look < looks; look++) {
          control.n += step / 4;
          control.successes += binomialOf(random, { n: step / 4, p: 0.4 });
          treatment.n += step / 4;
          treatment.successes += binomialOf(random, { n: step / 4, p });
          if ([control, treatment].some((arm) => arm.successes < 10 || arm.n - arm.successes < 10)) continue;
          const read = compareProportionsAnytime({ control, treatment, targetN: 600 });
          if (!covers(read.estimate.interval, p - 0.4)) isMissed = true;
        }
        return isMissed;
      });
    for (const p of [0.4, 0.55]) {
      const share = shareOf(p);
      expect(share).toBeLessThan(0.05);
      expect(share).toBeGreaterThan(least);
    }
  });
});

it('the always-valid ratio of success rates is covered at all of 150 successes at once', () => {
  const [ratio, treatmentShare] = [1.6, 0.3];
  /** Of so many successes, the fewest and the most in the treatment whose interval holds the ratio. */
  const covered = Array.from({ length: 151 }, (_, total) => {
    const inside: number[] = [];
    for (let one = 0; one <= total && total > 0; one++) {
      const counts = { controlSuccesses: total - one, treatmentSuccesses: one };
      const read = compareSuccessesAnytime({ ...counts, treatmentShare, targetSuccesses: 60 }).ratio;
      if (read !== null && covers(read.interval, ratio)) inside.push(one);
    }
    return { fewest: inside[0] ?? 0, most: inside.at(-1) ?? total };
  });
  const chance = (treatmentShare * ratio) / (treatmentShare * ratio + 1 - treatmentShare);
  const missed = shareOfRuns(130, (random) => {
    let inTreatment = 0;
    for (let total = 1; total <= 150; total++) {
      if (random.uniform() < chance) inTreatment += 1;
      // Without a success of the control there is no ratio yet.
      const { fewest, most } = covered[total]!;
      if (inTreatment < total && (inTreatment < fewest || inTreatment > most)) return true;
    }
    return false;
  });
  expect(missed).toBeLessThan(0.05);
  expect(missed).toBeGreaterThan(0.008);
});
