/** What holds for every attribution. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attribution } from './credits.ts';
import { attributeByMarkov } from './markov.ts';
import type { Paths } from './paths.ts';
import { type Journey, pathsFrom } from './paths-from.ts';
import { attributeByRule } from './rules.ts';
import { attributeByShapley } from './shapley.ts';

const CHANNELS = ['a', 'b', 'c', 'd', 'never'];

const journey = fc
  .record({
    touches: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 7 }),
    conversions: fc.integer({ min: 0, max: 30 }),
    nulls: fc.integer({ min: 0, max: 90 }),
    price: fc.double({ min: 0, max: 1000, noNaN: true }),
  })
  .filter(({ conversions, nulls }) => conversions + nulls > 0)
  .map(
    ({ price, ...rest }): Journey => ({
      ...rest,
      value: rest.conversions * price,
      ages: rest.touches.map((_, at) => (rest.touches.length - at) * 1.5),
    }),
  );

const journeysOf = fc
  .array(journey, { minLength: 1, maxLength: 25 })
  .filter((journeys) => journeys.some(({ conversions }) => conversions > 0));

const runs = { seed: 20_260, numRuns: 60 };

const models: [string, (paths: Paths) => Attribution][] = [
  ['first', (paths) => attributeByRule({ paths, rule: { kind: 'first' } })],
  ['last', (paths) => attributeByRule({ paths, rule: { kind: 'last' } })],
  ['last but', (paths) => attributeByRule({ paths, rule: { kind: 'last_but', ignored: 'a' } })],
  ['linear', (paths) => attributeByRule({ paths, rule: { kind: 'linear' } })],
  ['position', (paths) => attributeByRule({ paths, rule: { kind: 'position' } })],
  ['time decay', (paths) => attributeByRule({ paths, rule: { kind: 'time_decay', halfLifeDays: 2 } })],
  [
    'position decay',
    (paths) => attributeByRule({ paths, rule: { kind: 'position_decay', halfLifeTouches: 2 } }),
  ],
  ['Markov 1', (paths) => attributeByMarkov({ paths })],
  ['Markov 2', (paths) => attributeByMarkov({ paths, order: 2 })],
  ['Markov 3', (paths) => attributeByMarkov({ paths, order: 3 })],
  ['Shapley', (paths) => attributeByShapley({ paths })],
  ['Shapley by rate', (paths) => attributeByShapley({ paths, worth: 'rate' })],
];

const read = (attribute: (paths: Paths) => Attribution, journeys: readonly Journey[], channels = CHANNELS) =>
  new Map(attribute(pathsFrom({ journeys, channels })).credits.map((credit) => [credit.channel, credit]));

function expectSame(
  ours: ReturnType<typeof read>,
  theirs: ReturnType<typeof read>,
  of = { scale: 1, total: 1 },
): void {
  for (const [channel, credit] of ours) {
    const other = theirs.get(channel)!;
    const within = 1e-12 * of.total;
    expect(Math.abs(credit.conversions * of.scale - other.conversions)).toBeLessThanOrEqual(within);
    expect(Math.abs(credit.value! * of.scale - other.value!)).toBeLessThanOrEqual(within * 1000);
  }
}

const totalOf = (journeys: readonly Journey[]) =>
  journeys.reduce((sum, { conversions, nulls = 0 }) => sum + conversions + nulls, 1);

describe.each(models)('attribution by %s', (name, attribute) => {
  it('credits all conversions and all value, and nothing to whom nobody met', () => {
    fc.assert(
      fc.property(journeysOf, (journeys) => {
        const { credits, conversions, value } = attribute(pathsFrom({ journeys, channels: CHANNELS }));
        const sum = (of: (credit: (typeof credits)[number]) => number) =>
          credits.reduce((total, credit) => total + of(credit), 0);
        const near = (ours: number, theirs: number) =>
          expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-11 * totalOf(journeys) * 1000);
        expect(conversions).toBe(journeys.reduce((total, journey) => total + journey.conversions, 0));
        near(
          sum((credit) => credit.conversions),
          conversions,
        );
        near(
          sum((credit) => credit.share),
          1,
        );
        near(
          sum((credit) => credit.value ?? Number.NaN),
          value!,
        );
        expect(credits[4]).toMatchObject({ channel: 'never', conversions: 0, share: 0, value: 0 });
        if (name !== 'Shapley by rate')
          for (const credit of credits) expect(credit.conversions).toBeGreaterThanOrEqual(0);
      }),
      runs,
    );
  });

  it('does not see the order of the paths', () => {
    fc.assert(
      fc.property(journeysOf, (journeys) => {
        expectSame(read(attribute, journeys), read(attribute, [...journeys].reverse()), {
          scale: 1,
          total: totalOf(journeys),
        });
      }),
      runs,
    );
  });

  it('does not see whether the same path stands in one row or in many', () => {
    fc.assert(
      fc.property(journeysOf, (journeys) => {
        const split = journeys.flatMap((one): Journey[] => {
          const each = one.value! / Math.max(1, one.conversions);
          const converted = Array.from({ length: one.conversions }, () => ({
            ...one,
            conversions: 1,
            nulls: 0,
            value: each,
          }));
          return one.nulls ? [...converted, { ...one, conversions: 0, value: 0 }] : converted;
        });
        expectSame(read(attribute, journeys), read(attribute, split), { scale: 1, total: totalOf(journeys) });
      }),
      { ...runs, numRuns: 20 },
    );
  });

  it('credits seven times as much when everything happened seven times', () => {
    fc.assert(
      fc.property(journeysOf, (journeys) => {
        const times = journeys.map((one) => ({
          ...one,
          conversions: one.conversions * 7,
          nulls: one.nulls! * 7,
          value: one.value! * 7,
        }));
        expectSame(read(attribute, journeys), read(attribute, times), {
          scale: 7,
          total: totalOf(journeys) * 7,
        });
      }),
      runs,
    );
  });

  it('does not see the names, nor the order in which channels are listed', () => {
    fc.assert(
      fc.property(journeysOf, (journeys) => {
        const channels = ['d', 'never', 'b', 'a', 'c'];
        expectSame(read(attribute, journeys), read(attribute, journeys, channels), {
          scale: 1,
          total: totalOf(journeys),
        });
      }),
      runs,
    );
  });
});
