import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoundShape, computeClassicBounds } from './classic-bounds.ts';
import type { Looks, Sides } from './looks.ts';
import { type Spending, spendError } from './spending.ts';
import { adaptSpendingBounds, computeSpendingBounds } from './spending-bounds.ts';
import { refusal } from './trials.test-support.ts';

const seeded = { seed: 4, numRuns: 12 };
const obrienFleming = { kind: 'obrien_fleming' } as const;
const pocock = { kind: 'pocock' } as const;

const spendings: fc.Arbitrary<Spending> = fc.oneof(
  fc.constant(obrienFleming),
  fc.constant(pocock),
  fc.double({ min: 0.3, max: 5, noNaN: true }).map((exponent) => ({ kind: 'power', exponent }) as const),
  fc
    .double({ min: 0.5, max: 8, noNaN: true })
    .chain((size) => fc.constantFrom(-size, size))
    .map((gamma) => ({ kind: 'exponential', gamma }) as const),
);
const shapes: fc.Arbitrary<BoundShape> = fc
  .double({ min: -0.2, max: 0.8, noNaN: true })
  .map((exponent) => ({ kind: 'wang_tsiatis', exponent }) as const);
/** Increasing times that end at 1, in steps of a fiftieth or more. */
const times = fc
  .uniqueArray(fc.integer({ min: 1, max: 49 }), { maxLength: 7 })
  .map((fiftieths) => [...fiftieths.sort((a, b) => a - b).map((fiftieth) => fiftieth / 50), 1]);
const rates = fc.record({
  alpha: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
  sides: fc.constantFrom<Sides[]>(1, 2),
});

describe('spending an error rate', () => {
  it('never decreases, starts at nothing and ends at all of it', () => {
    fc.assert(
      fc.property(spendings, times, (spending, informationTimes) => {
        const spent = [0, ...informationTimes].map((informationTime) =>
          spendError({ spending, total: 0.05, informationTime }),
        );
        expect(spent[0]).toBe(0);
        expect(spent.at(-1)).toBe(0.05);
        for (const [i, now] of spent.entries()) expect(now).toBeGreaterThanOrEqual(spent[i - 1] ?? 0);
      }),
      seeded,
    );
  });

  it('refuses what has no spending function, by name', () => {
    const spend = (spending: Spending, informationTime = 0.5, total = 0.05) =>
      refusal(() => spendError({ spending, total, informationTime }));
    expect(spend({ kind: 'power', exponent: 0 })).toEqual({
      code: 'out_of_range',
      argument: 'spending.exponent',
    });
    expect(spend({ kind: 'exponential', gamma: 0 })).toEqual({
      code: 'out_of_range',
      argument: 'spending.gamma',
    });
    expect(spend({ kind: 'exponential', gamma: Number.NaN })?.code).toBe('not_finite');
    // @ts-expect-error a name that is none of them
    expect(spend({ kind: 'haybittle' })).toEqual({ code: 'unknown_name', argument: 'spending.kind' });
    expect(spend(pocock, 1.2)).toEqual({ code: 'out_of_range', argument: 'informationTime' });
    expect(spend(pocock, 0.5, 1)).toEqual({ code: 'out_of_range', argument: 'total' });
    expect(
      // @ts-expect-error a test has one side or two
      refusal(() => spendError({ spending: pocock, total: 0.05, informationTime: 1, sides: 0 })),
    ).toEqual({ code: 'out_of_range', argument: 'sides' });
  });
});

describe('bounds', () => {
  it('spend exactly alpha, whatever the shape, the times and the sides', () => {
    fc.assert(
      fc.property(spendings, shapes, times, rates, (spending, shape, looks, rate) => {
        const { alpha, sides } = rate;
        for (const bounds of [
          computeSpendingBounds({ spending, looks, alpha, sides }),
          computeClassicBounds({ shape, looks, alpha, sides }),
        ])
          expect(Math.abs((bounds.alphaSpent.at(-1) ?? 0) - alpha)).toBeLessThan(1e-11);
      }),
      seeded,
    );
  });

  it('spend at every look what the function says', () => {
    fc.assert(
      fc.property(spendings, times, (spending, looks) => {
        const { alphaSpent } = computeSpendingBounds({ spending, looks });
        for (const [i, informationTime] of looks.entries()) {
          const wanted = spendError({ spending, total: 0.05, sides: 2, informationTime });
          expect(Math.abs((alphaSpent[i] ?? 0) - wanted)).toBeLessThan(1e-11);
        }
      }),
      seeded,
    );
  });

  it('are the fixed test with one look', () => {
    for (const bounds of [
      computeSpendingBounds({ spending: pocock, looks: 1 }),
      computeClassicBounds({ shape: obrienFleming, looks: [1] }),
    ])
      expect(bounds.effect[0]).toBeCloseTo(1.959963984540054, 12);
    const futile = computeSpendingBounds({
      spending: pocock,
      looks: 1,
      alpha: 0.025,
      sides: 1,
      futility: { spending: obrienFleming, power: 0.9 },
    });
    expect(futile.drift).toBeCloseTo(1.959963984540054 + 1.2815515655446004, 11);
    expect(futile.futility).toEqual(futile.effect);
  });

  it('start the higher, the more looks there are', () => {
    for (const shape of [obrienFleming, pocock]) {
      const first = [1, 2, 3, 5, 10, 20].map(
        (looks) => computeClassicBounds({ shape, looks }).effect[0] ?? 0,
      );
      for (const [i, bound] of first.entries()) expect(bound).toBeGreaterThan(first[i - 1] ?? 0);
    }
  });

  it('are, two-sided, hardly above those of one side at half of alpha, and never below the higher number', () => {
    const two = computeSpendingBounds({ spending: pocock, looks: 5 }).effect;
    const one = computeSpendingBounds({ spending: pocock, looks: 5, alpha: 0.025, sides: 1 }).effect;
    for (const [i, bound] of two.entries()) {
      expect(Math.abs(bound - (one[i] ?? 0))).toBeLessThan(1e-4);
      expect(bound).toBeLessThanOrEqual((one[i] ?? 0) + 1e-12);
    }
  });

  it('are lower with futility that binds, and untouched by one that does not', () => {
    const futility = { spending: pocock, power: 0.9 };
    for (const sides of [1, 2] as const) {
      const input = { spending: obrienFleming, looks: 4, sides };
      const plain = computeSpendingBounds(input);
      const free = computeSpendingBounds({ ...input, futility });
      const binding = computeSpendingBounds({ ...input, futility: { ...futility, binding: true } });
      expect(free.effect).toEqual(plain.effect);
      expect(binding.effect.at(-1)).toBeLessThan(plain.effect.at(-1) ?? 0);
      for (const bounds of [free, binding]) {
        expect(bounds.alphaSpent.at(-1)).toBeCloseTo(0.05, 11);
        expect(bounds.futility?.at(-1)).toBe(bounds.effect.at(-1));
      }
    }
  });

  it('stay finite where nothing may be spent yet', () => {
    const { effect } = computeSpendingBounds({ spending: obrienFleming, looks: [0.01, 0.02, 1] });
    expect(effect.slice(0, 2)).toEqual([8.2, 8.2]);
  });

  it('hold for 200 looks', () => {
    const { alphaSpent } = computeSpendingBounds({ spending: pocock, looks: 200 });
    expect(alphaSpent.at(-1)).toBeCloseTo(0.05, 10);
  });

  it('are made of looks that increase to 1, at most 200 of them, and of nothing else', () => {
    const asked: [Looks, string, string][] = [
      [[0.5, 0.4, 1], 'out_of_range', 'looks[1]'],
      [[0.5, 0.5, 1], 'out_of_range', 'looks[1]'],
      [[0.5, 0.50001, 1], 'out_of_range', 'looks[1]'],
      [[0.5, 1.2], 'out_of_range', 'looks[1]'],
      [[0.5, 0.9], 'out_of_range', 'looks[1]'],
      [[0, 1], 'out_of_range', 'looks[0]'],
      [[1e-10, 1], 'out_of_range', 'looks[0]'],
      [[Number.NaN, 1], 'not_finite', 'looks[0]'],
      [[], 'empty', 'looks'],
      [Array.from({ length: 201 }, (_, i) => (i + 1) / 201), 'out_of_range', 'looks'],
      [201, 'out_of_range', 'looks'],
      [0, 'out_of_range', 'looks'],
      [2.5, 'out_of_range', 'looks'],
      [Number.POSITIVE_INFINITY, 'not_finite', 'looks'],
    ];
    for (const [looks, code, argument] of asked) {
      expect(refusal(() => computeClassicBounds({ shape: pocock, looks }))).toEqual({ code, argument });
      expect(refusal(() => computeSpendingBounds({ spending: pocock, looks }))).toEqual({ code, argument });
    }
  });

  it('are refused with an error rate, a shape or a futility that is none, by name', () => {
    const spent = (more: object) =>
      refusal(() => computeSpendingBounds({ spending: pocock, looks: 3, ...more }));
    expect(spent({ alpha: 0 })).toEqual({ code: 'out_of_range', argument: 'alpha' });
    expect(spent({ alpha: 0.6, sides: 1 })).toEqual({ code: 'out_of_range', argument: 'alpha' });
    expect(spent({ sides: 3 })).toEqual({ code: 'out_of_range', argument: 'sides' });
    expect(spent({ futility: { spending: pocock, power: 0.01 } })).toEqual({
      code: 'out_of_range',
      argument: 'futility.power',
    });
    expect(spent({ futility: { spending: { kind: 'power', exponent: -1 } } })).toEqual({
      code: 'out_of_range',
      argument: 'futility.spending.exponent',
    });
    // Bounds that meet before the end: nothing is left to spend on.
    const greedy = { spending: { kind: 'exponential', gamma: 39 }, power: 0.25, binding: true };
    expect(spent({ looks: [0.2, 0.937, 1], futility: greedy })).toEqual({
      code: 'out_of_range',
      argument: 'futility',
    });
    const shaped = (shape: BoundShape) => refusal(() => computeClassicBounds({ shape, looks: 3 }));
    expect(shaped({ kind: 'wang_tsiatis', exponent: 2 })).toEqual({
      code: 'out_of_range',
      argument: 'shape.exponent',
    });
    // @ts-expect-error a name that is none of them
    expect(shaped({ kind: 'triangular' })).toEqual({ code: 'unknown_name', argument: 'shape.kind' });
  });
});

describe('bounds of looks that came as they did', () => {
  const planned = { spending: pocock, plannedInformation: 1000 };

  it('are those of the plan when they came as planned, in any unit', () => {
    const plan = computeSpendingBounds({ spending: pocock, looks: [0.25, 0.5, 1] });
    for (const unit of [1, 1e-6, 1000]) {
      const came = adaptSpendingBounds({
        spending: pocock,
        plannedInformation: unit,
        information: [0.25 * unit, 0.5 * unit, unit],
        final: true,
      });
      for (const [i, bound] of came.effect.entries()) expect(bound).toBeCloseTo(plan.effect[i] ?? 0, 10);
    }
  });

  it('do not change for the looks before, whatever comes after', () => {
    const before = adaptSpendingBounds({ ...planned, information: [200, 310] });
    const after = adaptSpendingBounds({ ...planned, information: [200, 310, 777, 1234], final: true });
    expect(after.effect.slice(0, 2)).toEqual(before.effect);
    expect(before.complete).toBe(false);
    expect(before.alphaSpent.at(-1)).toBeLessThan(0.05);
  });

  it('spend all of alpha at the end, be it early or late', () => {
    for (const last of [600, 1000, 1500]) {
      const bounds = adaptSpendingBounds({ ...planned, information: [200, 500, last], final: true });
      expect(bounds.alphaSpent.at(-1)).toBeCloseTo(0.05, 11);
      expect(bounds.informationTimes.at(-1)).toBe(last / 1000);
    }
  });

  it('keep the futility bounds of the plan with its drift', () => {
    const futility = { spending: obrienFleming, power: 0.9, binding: true };
    const rules = { spending: pocock, alpha: 0.025, sides: 1, futility } as const;
    const plan = computeSpendingBounds({ ...rules, looks: [0.3, 0.6, 1] });
    const came = adaptSpendingBounds({
      ...rules,
      information: [300, 600],
      plannedInformation: 1000,
      drift: plan.drift ?? 0,
    });
    for (const i of [0, 1]) {
      expect(came.futility?.[i]).toBeCloseTo(plan.futility?.[i] ?? 0, 9);
      expect(came.effect[i]).toBeCloseTo(plan.effect[i] ?? 0, 9);
    }
  });

  it('are refused beyond the plan before the end, without a drift for futility, or going back', () => {
    const came = (more: object) =>
      refusal(() => adaptSpendingBounds({ ...planned, information: [200], ...more }));
    expect(came({ information: [200, 1100] })).toEqual({ code: 'out_of_range', argument: 'information[1]' });
    expect(came({ information: [1100, 1200], final: true })).toEqual({
      code: 'out_of_range',
      argument: 'information[0]',
    });
    expect(came({ information: [200, 100] })).toEqual({ code: 'out_of_range', argument: 'information[1]' });
    expect(came({ information: [] })).toEqual({ code: 'empty', argument: 'information' });
    expect(came({ plannedInformation: 0 })).toEqual({ code: 'out_of_range', argument: 'plannedInformation' });
    expect(came({ futility: { spending: pocock } })).toEqual({ code: 'empty', argument: 'drift' });
    expect(came({ drift: 1001 })).toEqual({ code: 'out_of_range', argument: 'drift' });
    expect(came({ plannedInformation: 1e300 })).toEqual({ code: 'out_of_range', argument: 'information[0]' });
    expect(came({ information: [2e7], final: true })).toEqual({
      code: 'out_of_range',
      argument: 'information[0]',
    });
  });
});
