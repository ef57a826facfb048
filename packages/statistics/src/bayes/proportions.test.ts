import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import {
  compareProportionsByBayes,
  estimateProportionByBayes,
  type ProportionCounts,
} from './proportions.ts';

const runs = { seed: 3, numRuns: 6 };
const refused = (code: string, argument: string) => expect.objectContaining({ code, argument });
const counts: fc.Arbitrary<ProportionCounts> = fc
  .record({
    n: fc.constantFrom(0, 1, 7, 200, 5_000, 1_000_000),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ n, part }) => ({ n, successes: Math.round(n * part) }));
/** Near enough to each other that neither is surely the better. */
const rivals = fc
  .record({
    rate: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    z: fc.double({ min: -2, max: 2, noNaN: true }),
  })
  .map(({ rate, z }) => {
    const second = Math.round(4_000 * rate + z * Math.sqrt(4_000 * rate * (1 - rate)));
    return [
      { n: 4_000, successes: Math.round(4_000 * rate) },
      { n: 4_000, successes: Math.min(4_000, Math.max(0, second)) },
    ];
  });
const read = (...variants: ProportionCounts[]) => compareProportionsByBayes({ variants }).variants;

describe('a belief in a rate', () => {
  it('covers the true rate as often as it says, when rates are drawn from the prior', () => {
    const random = createRandom(17);
    let covered = 0;
    const prior = { successes: 2, failures: 5 };
    const intervals = Array.from(
      { length: 41 },
      (_, successes) => estimateProportionByBayes({ n: 40, successes, prior, level: 0.9 }).interval,
    );
    for (let run = 0; run < 2_000; run++) {
      const rate = random.beta(2, 5);
      let successes = 0;
      for (let i = 0; i < 40; i++) if (random.uniform() < rate) successes += 1;
      const { lower, upper } = intervals[successes] ?? { lower: Number.NaN, upper: Number.NaN };
      if (lower < rate && rate < upper) covered += 1;
    }
    expect(Math.abs(covered / 2_000 - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / 2_000));
  });

  it('is mirrored when successes and failures are exchanged', () => {
    fc.assert(
      fc.property(counts, ({ n, successes }) => {
        const one = estimateProportionByBayes({ n, successes });
        const other = estimateProportionByBayes({ n, successes: n - successes });
        expect(other.value).toBeCloseTo(1 - one.value, 12);
        expect(other.interval.lower).toBeCloseTo(1 - one.interval.upper, 12);
      }),
      runs,
    );
  });

  it('adds prior and counts: a hundred trials as a prior are a hundred trials', () => {
    const seen = estimateProportionByBayes({ n: 150, successes: 30 });
    const before = { successes: 21, failures: 81 };
    expect(estimateProportionByBayes({ n: 50, successes: 10, prior: before })).toEqual(seen);
  });

  it.each<[string, object, string, string]>([
    ['more successes than trials', { successes: 11 }, 'out_of_range', 'successes'],
    ['negative successes', { successes: -1 }, 'out_of_range', 'successes'],
    ['half a trial', { n: 10.5 }, 'out_of_range', 'n'],
    ['no number', { n: Number.NaN }, 'not_finite', 'n'],
    ['a prior of nothing', { prior: { successes: 0, failures: 1 } }, 'out_of_range', 'prior.successes'],
    ['a level of one', { level: 1 }, 'out_of_range', 'level'],
    [
      'a prior beyond counting',
      { prior: { successes: 1, failures: 1e300 } },
      'out_of_range',
      'prior.failures',
    ],
  ])('is refused for %s', (_, bad, code, argument) => {
    expect(() => estimateProportionByBayes({ n: 10, successes: 3, ...bad })).toThrow(refused(code, argument));
  });
});

describe('a comparison of rates', () => {
  it('is the same for whoever is named first, mirrored', () => {
    fc.assert(
      fc.property(rivals, ([a, b]) => {
        fc.pre(a !== undefined && b !== undefined);
        const [one, two] = read(a, b);
        const [second, first] = read(b, a);
        expect(first?.chanceToBeBest).toBeCloseTo(one?.chanceToBeBest ?? Number.NaN, 10);
        expect(second?.expectedLoss).toBeCloseTo(two?.expectedLoss ?? Number.NaN, 12);
        expect(first?.difference?.interval.upper).toBeCloseTo(
          -(two?.difference?.interval.lower ?? Number.NaN),
          10,
        );
      }),
      runs,
    );
  });

  it('is mirrored when successes and failures are exchanged', () => {
    fc.assert(
      fc.property(rivals, ([a, b]) => {
        fc.pre(a !== undefined && b !== undefined);
        const failures = ({ n, successes }: ProportionCounts) => ({ n, successes: n - successes });
        const [one, two] = read(a, b);
        const [other, another] = read(failures(a), failures(b));
        expect(another?.chanceToBeatControl).toBeCloseTo(1 - (two?.chanceToBeatControl ?? Number.NaN), 9);
        expect(other?.expectedLoss).toBeCloseTo(two?.expectedLoss ?? Number.NaN, 12);
        expect(one?.expectedLoss).toBeCloseTo(another?.expectedLoss ?? Number.NaN, 12);
      }),
      runs,
    );
  });

  it('has chances that sum to one and losses that differ by the means, however extreme the counts', () => {
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        const variants = read(a, b, c);
        expect(variants.reduce((sum, { chanceToBeBest }) => sum + chanceToBeBest, 0)).toBeCloseTo(1, 9);
        const highest = variants.map(({ posterior, expectedLoss }) => posterior.value + expectedLoss);
        for (const mean of highest) expect(mean).toBeCloseTo(highest[0] ?? Number.NaN, 9);
        for (const { expectedLoss } of variants) expect(expectedLoss).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it('is even between equals', () => {
    const [one, two, three] = read(
      { n: 900, successes: 90 },
      { n: 900, successes: 90 },
      { n: 900, successes: 90 },
    );
    for (const variant of [one, two, three]) expect(variant?.chanceToBeBest).toBeCloseTo(1 / 3, 10);
    expect(two?.chanceToBeatControl).toBeCloseTo(0.5, 10);
    expect(two?.expectedLoss).toBeCloseTo(one?.expectedLoss ?? Number.NaN, 12);
  });

  it('favours a variant the more, the more it succeeds', () => {
    const chances = [100, 110, 120, 160, 300].map(
      (successes) => read({ n: 1_000, successes: 100 }, { n: 1_000, successes })[1],
    );
    for (let i = 1; i < chances.length; i++) {
      expect(chances[i]?.chanceToBeatControl).toBeGreaterThan(
        chances[i - 1]?.chanceToBeatControl ?? Number.NaN,
      );
      expect(chances[i]?.expectedLoss).toBeLessThan(chances[i - 1]?.expectedLoss ?? Number.NaN);
    }
  });

  it('gives what drawing gives', () => {
    const random = createRandom(29);
    const draws = 60_000;
    let [wins, lost] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const [a, b] = [random.beta(4, 28), random.beta(7, 25)];
      if (b > a) wins += 1;
      else lost += a - b;
    }
    const [, second] = read({ n: 30, successes: 3 }, { n: 30, successes: 6 });
    expect(Math.abs(wins / draws - (second?.chanceToBeatControl ?? 0))).toBeLessThan(
      4 * Math.sqrt(0.25 / draws),
    );
    expect(Math.abs(lost / draws - (second?.expectedLoss ?? 0))).toBeLessThan(4 * Math.sqrt(0.002 / draws));
  });

  it('keeps a difference inside −1 … 1 when nothing or everything succeeds in ten million', () => {
    const many = 10_000_000;
    const [, one] = read({ n: many, successes: 0 }, { n: many, successes: many });
    expect(one?.chanceToBeatControl).toBe(1);
    expect(one?.difference?.interval.upper).toBeLessThan(1);
    expect(1 - (one?.difference?.interval.lower ?? 0)).toBeLessThan(1e-6);
    const [, other] = read({ n: many, successes: many }, { n: many, successes: many - 2 });
    // Γ(1) against Γ(3) failures: the second has fewer with chance 1/8.
    expect(other?.chanceToBeatControl).toBeCloseTo(1 / 8, 6);
  });

  it('has intervals of the difference that grow with the level, without a step where tails become small', () => {
    const variants = [
      { n: 40, successes: 0 },
      { n: 900, successes: 400 },
    ];
    const reach = (level: number) => {
      const { upper = 0, lower = 0 } =
        compareProportionsByBayes({ variants, level }).variants[1]?.difference?.interval ?? {};
      return [upper, -lower];
    };
    const levels = [0.5, 0.9, 0.999_97, 0.999_98 - 1e-12, 0.999_98 + 1e-12, 0.999_99];
    const reaches = levels.map(reach);
    for (const side of [0, 1]) {
      for (let i = 1; i < levels.length; i++)
        expect(reaches[i]?.[side]).toBeGreaterThan(reaches[i - 1]?.[side] ?? Number.NaN);
      // The slope of the reach makes 10⁻⁹ of it.
      expect((reaches[4]?.[side] ?? 0) - (reaches[3]?.[side] ?? 0)).toBeLessThan(1e-8);
    }
  });

  it('keeps the digits of a chance next to nothing', () => {
    const [one, two] = read({ n: 10_000, successes: 1_000 }, { n: 10_000, successes: 1_400 });
    expect(one?.chanceToBeBest).toBeGreaterThan(0);
    expect(one?.chanceToBeBest).toBeLessThan(1e-15);
    expect(two?.expectedLoss).toBeLessThan(1e-18);
  });

  it('is refused for a single variant, and names the one that is wrong', () => {
    expect(() => read({ n: 10, successes: 3 })).toThrow(refused('empty', 'variants'));
    expect(() => read({ n: 10, successes: 3 }, { n: 10, successes: 30 })).toThrow(
      refused('out_of_range', 'variants[1].successes'),
    );
    const variants = [
      { n: 10, successes: 3 },
      { n: 10, successes: 4 },
    ];
    expect(() => compareProportionsByBayes({ variants, prior: { successes: 1, failures: 0.2 } })).toThrow(
      refused('out_of_range', 'prior.failures'),
    );
    expect(() => compareProportionsByBayes({ variants, level: 0 })).toThrow(refused('out_of_range', 'level'));
  });
});
