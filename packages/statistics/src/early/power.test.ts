import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SequentialBounds } from './bounds.ts';
import { computeClassicBounds } from './classic-bounds.ts';
import { computeConditionalPower } from './conditional-power.ts';
import { computeSequentialPower, planSequentialTest } from './power.ts';
import { adaptSpendingBounds, computeSpendingBounds } from './spending-bounds.ts';
import { experiments, refusal, stops, tolerance } from './trials.test-support.ts';

const seeded = { seed: 4, numRuns: 20 };
const obrienFleming = { kind: 'obrien_fleming' } as const;
const pocock = { kind: 'pocock' } as const;

describe('A/A tests', () => {
  for (const looks of [1, 5, 20])
    it(`find an effect in alpha of 2,000 with ${looks} looks, by any bounds`, () => {
      const all: [string, SequentialBounds][] = [
        ['OBF', computeClassicBounds({ shape: obrienFleming, looks })],
        ['Pocock', computeClassicBounds({ shape: pocock, looks })],
        ['spent', computeSpendingBounds({ spending: obrienFleming, looks })],
        ['one-sided', computeSpendingBounds({ spending: pocock, looks, sides: 1 })],
        [
          'binding',
          computeSpendingBounds({
            spending: pocock,
            looks,
            sides: 1,
            futility: { spending: pocock, binding: true },
          }),
        ],
      ];
      for (const [index, [name, bounds]] of all.entries()) {
        let found = 0;
        for (const { effect } of stops(bounds, { drift: 0, seed: 100 * looks + index }))
          found += effect ? 1 : 0;
        expect(Math.abs(found / experiments - 0.05), name).toBeLessThan(tolerance(0.05));
      }
    });

  it('would find one in a quarter of them, looking 20 times with the bound of a single look', () => {
    const bounds = computeClassicBounds({ shape: pocock, looks: 20 });
    const naive = { ...bounds, effect: bounds.effect.map(() => 1.96) };
    let found = 0;
    for (const { effect } of stops(naive, { drift: 0, seed: 9 })) found += effect ? 1 : 0;
    expect(found / experiments).toBeGreaterThan(0.2);
  });
});

describe('power', () => {
  it('is what simulated tests have, look by look, with futility and without', () => {
    const designs = [
      computeClassicBounds({ shape: pocock, looks: 4 }),
      computeSpendingBounds({
        spending: obrienFleming,
        looks: [0.3, 0.7, 1],
        futility: { spending: pocock },
      }),
    ];
    for (const [index, bounds] of designs.entries()) {
      const read = computeSequentialPower({ bounds, drift: 2.5 });
      const seen = read.looks.map(() => 0);
      let information = 0;
      for (const { look, time } of stops(bounds, { drift: 2.5, seed: 20 + index })) {
        seen[look - 1] = (seen[look - 1] ?? 0) + 1 / experiments;
        information += time / experiments;
      }
      for (const [i, { better, worse, none }] of read.looks.entries())
        expect(Math.abs((seen[i] ?? 0) - better - worse - none)).toBeLessThan(
          tolerance(better + worse + none),
        );
      expect(Math.abs(information - read.expectedInformation)).toBeLessThan(
        4 * (0.3 / Math.sqrt(experiments)),
      );
    }
  });

  it('is mirrored when the drift is, and all chances sum to one', () => {
    const bounds = computeSpendingBounds({
      spending: pocock,
      looks: 5,
      futility: { spending: obrienFleming },
    });
    fc.assert(
      fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (drift) => {
        const read = computeSequentialPower({ bounds, drift });
        const mirrored = computeSequentialPower({ bounds, drift: -drift });
        expect(Math.abs(read.power - mirrored.worse)).toBeLessThan(1e-12);
        const all = read.looks.reduce((sum, { better, worse, none }) => sum + better + worse + none, 0);
        expect(Math.abs(all - 1)).toBeLessThan(1e-11);
      }),
      seeded,
    );
  });

  it('grows with the drift from alpha to one', () => {
    const bounds = computeClassicBounds({ shape: obrienFleming, looks: 3, alpha: 0.025, sides: 1 });
    const powers = [-40, -3, 0, 1, 2, 3, 4, 40].map(
      (drift) => computeSequentialPower({ bounds, drift }).power,
    );
    for (const [i, power] of powers.entries()) expect(power).toBeGreaterThanOrEqual(powers[i - 1] ?? 0);
    expect(powers[2]).toBeCloseTo(0.025, 12);
    expect(powers.at(-1)).toBeCloseTo(1, 12);
  });

  it('costs nothing to plan with one look, and more the more evenly alpha is spent', () => {
    const factor = (bounds: SequentialBounds) => planSequentialTest({ bounds, power: 0.9 }).inflationFactor;
    expect(factor(computeClassicBounds({ shape: pocock, looks: 1 }))).toBeCloseTo(1, 7);
    const late = factor(computeClassicBounds({ shape: obrienFleming, looks: 5 }));
    const evenly = factor(computeClassicBounds({ shape: pocock, looks: 5 }));
    expect(late).toBeGreaterThan(1);
    expect(evenly).toBeGreaterThan(late);
  });

  it('planned is power had, also with the drift that futility bounds were made for', () => {
    const bounds = computeSpendingBounds({
      spending: pocock,
      looks: 4,
      futility: { spending: pocock, power: 0.85 },
    });
    const plan = planSequentialTest({ bounds, power: 0.85 });
    expect(plan.drift).toBeCloseTo(bounds.drift ?? 0, 9);
    expect(computeSequentialPower({ bounds, drift: plan.drift }).power).toBeCloseTo(0.85, 11);
  });

  it('is refused for a test that is not complete, or bounds that were tampered with', () => {
    const open = adaptSpendingBounds({ spending: pocock, information: [1], plannedInformation: 2 });
    expect(refusal(() => planSequentialTest({ bounds: open }))).toEqual({
      code: 'out_of_range',
      argument: 'bounds.complete',
    });
    const bounds = computeClassicBounds({ shape: pocock, looks: 2 });
    const power = (more: object, drift = 1) =>
      refusal(() => computeSequentialPower({ bounds: { ...bounds, ...more }, drift }));
    expect(power({}, Number.NaN)).toEqual({ code: 'not_finite', argument: 'drift' });
    expect(power({ effect: [2] })).toEqual({ code: 'length_mismatch', argument: 'bounds.effect' });
    expect(power({ effect: [2, Number.NaN] })).toEqual({ code: 'not_finite', argument: 'bounds.effect[1]' });
    expect(power({ futility: [3, 2] })).toEqual({ code: 'out_of_range', argument: 'bounds.futility[0]' });
    expect(power({ informationTimes: [1, 0.5] })).toEqual({
      code: 'out_of_range',
      argument: 'bounds.informationTimes[1]',
    });
    expect(refusal(() => planSequentialTest({ bounds, power: 0.01 }))).toEqual({
      code: 'out_of_range',
      argument: 'power',
    });
  });
});

describe('conditional power', () => {
  const bounds = computeClassicBounds({ shape: obrienFleming, looks: 4 });

  it('averages to the power, over where a test may stand after its first look', () => {
    const drift = 2.8;
    const mean = drift * Math.sqrt(0.25);
    const { better: first } = computeSequentialPower({ bounds, drift }).looks[0] ?? { better: 0 };
    // Midpoints of the stretch that goes on, which the tails of z hardly leave.
    const bound = bounds.effect[0] ?? 0;
    const cells = 400;
    const width = (2 * bound) / cells;
    let later = 0;
    for (let i = 0; i < cells; i++) {
      const z = -bound + (i + 0.5) * width;
      const density = Math.exp(-0.5 * (z - mean) ** 2) / Math.sqrt(2 * Math.PI);
      later += width * density * computeConditionalPower({ bounds, look: 1, z, drift }).power;
    }
    expect(Math.abs(first + later - computeSequentialPower({ bounds, drift }).power)).toBeLessThan(1e-5);
  });

  it('grows with z and with the drift, and supposes the trend unless told', () => {
    const at = (z: number, drift?: number) =>
      computeConditionalPower({ bounds, look: 2, z, ...(drift !== undefined && { drift }) }).power;
    expect(at(1.5, 2)).toBeGreaterThan(at(1, 2));
    expect(at(1, 3)).toBeGreaterThan(at(1, 2));
    expect(at(1.4)).toBeCloseTo(at(1.4, 1.4 / Math.sqrt(0.5)), 14);
  });

  it('is refused when no look is left', () => {
    expect(refusal(() => computeConditionalPower({ bounds, look: 4, z: 1 }))).toEqual({
      code: 'out_of_range',
      argument: 'look',
    });
    expect(refusal(() => computeConditionalPower({ bounds, look: 1, z: Number.NaN }))?.argument).toBe('z');
  });
});
