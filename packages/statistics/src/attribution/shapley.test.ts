import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { attributeByShapley, type ShapleyWorth } from './shapley.ts';
import { computeShapleyValues } from './shapley-values.ts';

const runs = { seed: 1_953, numRuns: 100 };
const game = fc
  .integer({ min: 1, max: 6 })
  .chain((players) =>
    fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
      minLength: 2 ** players,
      maxLength: 2 ** players,
    }),
  )
  .map((worths) => worths.with(0, 0));
const near = (ours: number, theirs: number) => expect(Math.abs(ours - theirs)).toBeLessThan(1e-11);

describe('Shapley values', () => {
  it('sum to what all are worth together', () => {
    fc.assert(
      fc.property(game, (worths) => {
        near(
          computeShapleyValues({ worths }).reduce((a, b) => a + b),
          worths.at(-1)!,
        );
      }),
      runs,
    );
  });

  it('give nothing to who adds nothing, and leave the others as they were', () => {
    fc.assert(
      fc.property(game, (worths) => {
        const values = computeShapleyValues({ worths: [...worths, ...worths] });
        near(values.at(-1)!, 0);
        computeShapleyValues({ worths }).forEach((value, player) => {
          near(values[player]!, value);
        });
      }),
      runs,
    );
  });

  it('give the same to two who can be exchanged', () => {
    fc.assert(
      fc.property(game, fc.double({ min: 0, max: 9, noNaN: true }), (worths, together) => {
        // Two new players: either of them adds 5 to everything, both `together`.
        const all = [0, 5, 5, together].flatMap((more) => worths.map((worth) => worth + more));
        const values = computeShapleyValues({ worths: all });
        near(values.at(-1)!, values.at(-2)!);
      }),
      runs,
    );
  });

  it('of a sum of games are the sums of values', () => {
    fc.assert(
      fc.property(game, (worths) => {
        const other = worths.map((_, set) => (set % 7) * (set % 3));
        const both = computeShapleyValues({ worths: worths.map((worth, set) => worth + 2 * other[set]!) });
        const first = computeShapleyValues({ worths });
        const second = computeShapleyValues({ worths: other });
        both.forEach((value, player) => {
          near(value, first[player]! + 2 * second[player]!);
        });
      }),
      runs,
    );
  });

  it('are exact for 20 players: the airport whose n-th runway costs n', () => {
    const worths = Float64Array.from({ length: 2 ** 20 }, (_, set) => 32 - Math.clz32(set));
    let expected = 0;
    computeShapleyValues({ worths }).forEach((value, player) => {
      expected += 1 / (20 - player);
      expect(value).toBeCloseTo(expected, 12);
    });
  });

  it.each<[string, number[] | Float64Array, string, string]>([
    ['3 coalitions', [0, 1, 2], 'length_mismatch', 'worths'],
    ['no player', [0], 'length_mismatch', 'worths'],
    ['no coalition', [], 'length_mismatch', 'worths'],
    ['nobody worth something', [1, 2], 'out_of_range', 'worths[0]'],
    ['a worth that is not a number', [0, Number.NaN], 'not_finite', 'worths[1]'],
    ['21 players', new Float64Array(2 ** 21), 'out_of_range', 'worths'],
  ])('are refused for %s', (_, worths, code, argument) => {
    expect(() => computeShapleyValues({ worths })).toThrow(expect.objectContaining({ code, argument }));
  });
});

describe('attribution by Shapley values', () => {
  it('of conversions is the game of conversions inside each set, though it is not solved as one', () => {
    const paths = formulaPaths(120, 6);
    const inside = new Float64Array(64);
    for (let set = 0; set < 64; set++)
      paths.conversions.forEach((converted, path) => {
        const touches = paths.touches.subarray(paths.offsets[path]!, paths.offsets[path + 1]!);
        if (touches.every((touch) => (set >> touch) & 1)) inside[set]! += converted;
      });
    const values = computeShapleyValues({ worths: inside });
    attributeByShapley({ paths }).credits.forEach(({ conversions }, at) => {
      expect(conversions).toBeCloseTo(values[at]!, 10);
    });
  });

  it('does not see order nor repetition inside a path', () => {
    for (const worth of ['conversions', 'rate'] as const) {
      const journeys = [
        { touches: ['a', 'b', 'b', 'a', 'c'], conversions: 4, nulls: 5 },
        { touches: ['c', 'b'], conversions: 2, nulls: 9 },
      ];
      const plain = [
        { ...journeys[0]!, touches: ['c', 'a', 'b'] },
        { ...journeys[1]!, touches: ['b', 'c'] },
      ];
      const channels = ['a', 'b', 'c'];
      expect(attributeByShapley({ paths: pathsFrom({ journeys: plain, channels }), worth })).toEqual(
        attributeByShapley({ paths: pathsFrom({ journeys, channels }), worth }),
      );
    }
  });

  it('by rate takes from a channel that is met by those who rarely convert', () => {
    const journeys = [
      { touches: ['good'], conversions: 50, nulls: 50 },
      { touches: ['good', 'annoying'], conversions: 1, nulls: 99 },
    ];
    const [good, annoying] = attributeByShapley({ paths: pathsFrom({ journeys }), worth: 'rate' }).credits;
    expect(annoying!.conversions).toBeLessThan(0);
    expect(good!.conversions + annoying!.conversions).toBeCloseTo(51, 10);
  });

  const wide = (channels: number) =>
    pathsFrom({
      journeys: Array.from({ length: channels }, (_, at) => ({
        touches: [`c${at}`],
        conversions: 1,
        nulls: 1,
      })),
    });

  it('by rate bears 20 channels, and says for 21 what bears them', () => {
    const { credits } = attributeByShapley({ paths: wide(20), worth: 'rate' });
    for (const { conversions } of credits) expect(conversions).toBeCloseTo(1, 10);
    expect(() => attributeByShapley({ paths: wide(21), worth: 'rate' })).toThrow(
      expect.objectContaining({
        code: 'out_of_range',
        argument: 'paths.channels',
        details: expect.objectContaining({ instead: 'attributeByShapley with worth "conversions"' }),
      }),
    );
    expect(attributeByShapley({ paths: wide(21) }).credits).toHaveLength(21);
  });

  it('by rate counts only channels that were met', () => {
    const paths = { ...wide(3), channels: Array.from({ length: 400 }, (_, at) => `n${at}`) };
    expect(attributeByShapley({ paths, worth: 'rate' }).credits[399]).toMatchObject({ conversions: 0 });
  });

  it('is refused for a worth it does not know', () => {
    const worth = 'fame' as ShapleyWorth;
    expect(() => attributeByShapley({ paths: wide(2), worth })).toThrow(
      expect.objectContaining({ code: 'unknown_name', argument: 'worth' }),
    );
  });
});
