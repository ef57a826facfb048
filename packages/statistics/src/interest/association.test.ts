import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { listsOf } from '../reference-case.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { RUNS, remembered, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import { readAssociation, testAssociationExactly } from './association.ts';
import { findAssociations } from './find-associations.ts';

const held = { seed: 11, numRuns: 400 };

/** All four counts of a pair that can be. */
const pairs = fc
  .record({ baskets: fc.integer({ min: 1, max: 60 }), a: fc.nat(), b: fc.nat(), c: fc.nat() })
  .map(({ baskets, a, b, c }) => {
    const first = 1 + (a % baskets);
    const second = 1 + (b % baskets);
    const least = Math.max(0, first + second - baskets);
    return { baskets, first, second, both: least + (c % (Math.min(first, second) - least + 1)) };
  });

describe('an association', () => {
  it('is the same whichever of the two is named first', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const mirrored = testAssociationExactly({ ...pair, first: pair.second, second: pair.first });
        const read = testAssociationExactly(pair);
        expect(mirrored.lift).toBeCloseTo(read.lift, 12);
        expect(mirrored.pValue).toBeCloseTo(read.pValue, 11);
      }),
      held,
    );
  });

  it('is the less likely by chance the more often they come together', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        if (pair.both === Math.min(pair.first, pair.second)) return;
        const more = testAssociationExactly({ ...pair, both: pair.both + 1 });
        expect(more.pValue).toBeLessThanOrEqual(testAssociationExactly(pair).pValue + 1e-14);
      }),
      held,
    );
  });

  it('has chances that sum to one over all that could have been', () => {
    fc.assert(
      fc.property(pairs, ({ baskets, first, second }) => {
        let total = 0;
        for (let both = Math.max(0, first + second - baskets); both <= Math.min(first, second); both++) {
          const upper = testAssociationExactly({ baskets, first, second, both }).pValue;
          const beyond =
            both < Math.min(first, second)
              ? testAssociationExactly({ baskets, first, second, both: both + 1 }).pValue
              : 0;
          expect(upper - beyond).toBeGreaterThanOrEqual(-1e-14);
          total += upper - beyond;
        }
        expect(total).toBeCloseTo(1, 12);
      }),
      held,
    );
  });

  it('covers the true lift at its level', () => {
    const random = createRandom(5);
    const chances = [0.08, 0.12, 0.22];
    const truth = 0.08 / (0.2 * 0.3);
    let covered = 0;
    for (let run = 0; run < 2_000; run++) {
      const cells = [0, 0, 0, 0];
      for (let i = 0; i < 600; i++) {
        const draw = random.uniform();
        const cell = draw < chances[0]! ? 0 : draw < 0.2 ? 1 : draw < 0.42 ? 2 : 3;
        cells[cell] = cells[cell]! + 1;
      }
      const { interval } = readAssociation({
        baskets: 600,
        both: cells[0]!,
        first: cells[0]! + cells[1]!,
        second: cells[0]! + cells[2]!,
      }).lift;
      if (interval.lower <= truth && truth <= interval.upper) covered += 1;
    }
    // Four standard errors of a share of 2,000.
    expect(Math.abs(covered / 2_000 - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / 2_000));
  });

  it('exactly is found in no more than 0.05 of baskets in which there is none', () => {
    const pValueOf = remembered((first = 0, second = 0, both = 0) =>
      first === 0 || second === 0 ? 1 : testAssociationExactly({ baskets: 300, first, second, both }).pValue,
    );
    const found = shareOfRuns(6, (random) => {
      let [first, second, both] = [0, 0, 0];
      for (let basket = 0; basket < 300; basket++) {
        const [one, other] = [random.uniform() < 0.4, random.uniform() < 0.3];
        first += one ? 1 : 0;
        second += other ? 1 : 0;
        both += one && other ? 1 : 0;
      }
      return pValueOf(first, second, both) <= 0.05;
    });
    // An exact test is on the safe side.
    expect(found).toBeLessThan(0.05 + slackOf(0.05));
    expect(found).toBeGreaterThan(0.02);
  });

  it('has the support, confidence and leverage that the counts say', () => {
    const read = readAssociation({ baskets: 100, first: 20, second: 50, both: 15 });
    expect(read.support).toBeCloseTo(0.15, 12);
    expect(read.confidence).toBeCloseTo(0.75, 12);
    expect(read.reverseConfidence).toBeCloseTo(0.3, 12);
    expect(read.leverage).toBeCloseTo(0.15 - 0.2 * 0.5, 12);
  });

  it('is as exact among a million million baskets, and says nothing of more', () => {
    // R: phyper(1.00003e10-1, 1e11, 9e11, 1e11, lower.tail=FALSE) has five digits of it left: 4.2909e-04
    const many = { baskets: 1e12, first: 1e11, second: 1e11, both: 1.000_03e10 };
    expect(testAssociationExactly(many).pValue).toBeCloseTo(4.2909e-4, 8);
    expect(testAssociationExactly({ ...many, both: 9e10 }).pValue).toBe(0);
    expect(refusalOf(() => testAssociationExactly({ ...many, baskets: 2e12 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'baskets',
    });
  });

  it('has an interval at every level below 1', () => {
    const { interval } = readAssociation({
      baskets: 50,
      first: 50,
      second: 50,
      both: 50,
      level: 1 - 2 ** -53,
    }).lift;
    expect(interval).toEqual({ lower: 1, upper: 1 });
  });

  it('of what always comes together is certain, without an error', () => {
    const { lift } = readAssociation({ baskets: 50, first: 50, second: 50, both: 50 });
    expect(lift).toMatchObject({ value: 1, standardError: 0, interval: { lower: 1, upper: 1 } });
  });

  it('is refused where the counts cannot be, and says what to use where they are few', () => {
    const fine = { baskets: 100, first: 20, second: 30, both: 10 };
    const refused = (change: object) => refusalOf(() => readAssociation({ ...fine, ...change }));
    expect(refused({ baskets: 0 })).toMatchObject({ code: 'out_of_range', argument: 'baskets' });
    expect(refused({ first: 101 })).toMatchObject({ code: 'out_of_range', argument: 'first' });
    expect(refused({ both: 21 })).toMatchObject({ code: 'out_of_range', argument: 'both' });
    expect(refused({ first: 90, second: 90, both: 70 })).toMatchObject({
      code: 'out_of_range',
      argument: 'both',
    });
    expect(refused({ second: 1.5 })).toMatchObject({ code: 'out_of_range', argument: 'second' });
    expect(refused({ second: Number.NaN })).toMatchObject({ code: 'not_finite', argument: 'second' });
    expect(refused({ first: 0, both: 0 })).toMatchObject({ code: 'empty', argument: 'first' });
    expect(refused({ both: 4 })).toMatchObject({
      code: 'too_few',
      argument: 'both',
      details: { instead: 'testAssociationExactly' },
    });
    expect(refused({ level: 1 })).toMatchObject({ code: 'out_of_range', argument: 'level' });
  });
});

/** Baskets in which nothing has to do with anything. */
function chanceBaskets(seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: 80 }, () =>
    Array.from({ length: 8 }, (_, item) => item).filter((item) => random.uniform() < 0.3 + 0.04 * item),
  );
}

describe('associations found', () => {
  it.each(['holm', 'benjamini-hochberg'] as const)('are hardly ever there by chance, by %s', (correction) => {
    let falsely = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { found, tested } = findAssociations({ baskets: listsOf(chanceBaskets(seed)), correction });
      expect(tested).toBe(28);
      if (found.length > 0) falsely += 1;
    }
    expect(falsely / RUNS).toBeLessThan(0.05 + slackOf(0.05));
    expect(falsely / RUNS).toBeGreaterThan(0.01);
  });

  it('do not depend on the order of baskets or in them, nor on repetitions', () => {
    const plain = chanceBaskets(3).map((basket) =>
      basket.includes(2) ? [...new Set([...basket, 7])] : basket,
    );
    const shaken = plain.toReversed().map((basket) => [...basket.toReversed(), ...basket.slice(0, 1)]);
    const read = findAssociations({ baskets: listsOf(plain) });
    expect(read.found[0]).toMatchObject({ first: 2, second: 7 });
    expect(findAssociations({ baskets: listsOf(shaken) })).toEqual(read);
  });

  it('leave out what is too rare to say anything', () => {
    const baskets = listsOf([
      ...Array.from({ length: 4 }, () => [0, 1]),
      ...Array.from({ length: 40 }, () => [2]),
    ]);
    expect(findAssociations({ baskets })).toEqual({ found: [], tested: 0 });
    expect(findAssociations({ baskets, minimumCount: 4 }).found).toMatchObject([
      { first: 0, second: 1, both: 4 },
    ]);
  });

  it('name what cannot be read', () => {
    const refused = (offsets: number[], items: number[]) =>
      refusalOf(() => findAssociations({ baskets: { offsets, items } }));
    expect(refused([0], [])).toMatchObject({ code: 'empty', argument: 'baskets' });
    expect(refused([1, 2], [0, 1])).toMatchObject({ code: 'out_of_range', argument: 'baskets.offsets[0]' });
    expect(refused([0, 2, 1, 3], [0, 1, 2])).toMatchObject({
      code: 'out_of_range',
      argument: 'baskets.offsets[2]',
    });
    expect(refused([0, 2], [0, 1, 2])).toMatchObject({
      code: 'out_of_range',
      argument: 'baskets.offsets[1]',
    });
    expect(refused([0, 2], [0, -1])).toMatchObject({ code: 'out_of_range', argument: 'baskets.items[1]' });
    expect(refused([0, 2], [0, 4_096])).toMatchObject({ code: 'out_of_range', argument: 'baskets.items[1]' });
    expect(refused([0, 2], [0, Number.NaN])).toMatchObject({
      code: 'not_finite',
      argument: 'baskets.items[1]',
    });
    const correction = 'none' as 'holm';
    expect(
      refusalOf(() => findAssociations({ baskets: { offsets: [0, 1], items: [0] }, correction })),
    ).toMatchObject({
      code: 'unknown_name',
      argument: 'correction',
    });
  });
});
