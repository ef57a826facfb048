import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalPair } from '../refusal.test-support.ts';
import { decomposeMix } from './mix.ts';
import { comparePlan } from './plan.ts';

const held = { seed: 20_26, numRuns: 300 };
const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, one) => sum + one, 0);
const positive = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
const orZero = fc.oneof({ weight: 4, arbitrary: positive }, { weight: 1, arbitrary: fc.constant(0) });
const period = (segments: number) =>
  fc.record({
    units: fc.array(orZero, { minLength: segments, maxLength: segments }),
    rates: fc.array(positive, { minLength: segments, maxLength: segments }),
  });
const mixes = fc
  .integer({ min: 1, max: 6 })
  .chain((segments) => fc.record({ before: period(segments), after: period(segments) }))
  .filter(({ before, after }) => total(before.units) > 0 && total(after.units) > 0);

describe('the mix', () => {
  it('and what happened within segments sum to the change of the average', () => {
    fc.assert(
      fc.property(mixes, (change) => {
        const read = decomposeMix(change);
        expect(Math.abs(read.withinSegments + read.mix - read.change)).toBeLessThanOrEqual(
          1e-11 * (read.before + read.after),
        );
      }),
      held,
    );
  });

  it('does not depend on how many there are in all, only on shares', () => {
    fc.assert(
      fc.property(mixes, ({ before, after }) => {
        const plain = decomposeMix({ before, after });
        const doubled = decomposeMix({
          before: { ...before, units: before.units.map((one) => 2 * one) },
          after,
        });
        expect(doubled).toEqual(plain);
      }),
      held,
    );
  });

  it('is all there is when no segment changed, and nothing when no share did', () => {
    const rates = [0.1, 0.4];
    const mixed = decomposeMix({ before: { units: [1, 1], rates }, after: { units: [1, 3], rates } });
    expect(mixed.withinSegments).toBe(0);
    expect(mixed.mix).toBeCloseTo(0.075, 12);
    const within = decomposeMix({
      before: { units: [1, 3], rates },
      after: { units: [2, 6], rates: [0.2, 0.4] },
    });
    expect(within.mix).toBeCloseTo(0, 15);
    expect(within.withinSegments).toBeCloseTo(0.025, 12);
  });

  it('counts for a segment that grows and is better than the average, and for one that shrinks and is worse', () => {
    const rates = [0.1, 0.4];
    const { bySegment } = decomposeMix({ before: { units: [1, 1], rates }, after: { units: [1, 3], rates } });
    // Averages 0.25 and 0.325: their middle is 0.2875.
    expect(bySegment.mix[0]).toBeCloseTo(-0.25 * (0.1 - 0.2875), 12);
    expect(bySegment.mix[1]).toBeCloseTo(0.25 * (0.4 - 0.2875), 12);
  });

  it('reads no average of a segment without units', () => {
    const read = decomposeMix({
      before: { units: [5, 0], rates: [0.2, Number.NaN] },
      after: { units: [5, 5], rates: [0.2, 0.4] },
    });
    expect(read.withinSegments).toBe(0);
    expect(read.mix).toBeCloseTo(0.1, 12);
  });

  it('names what it cannot read', () => {
    const fine = { units: [1, 2], rates: [0.1, 0.2] };
    expect(refusalPair(() => decomposeMix({ before: fine, after: { ...fine, units: [0, 0] } }))).toEqual([
      'empty',
      'after.units',
    ]);
    expect(
      refusalPair(() => decomposeMix({ before: { ...fine, units: [1e308, 1e308] }, after: fine })),
    ).toEqual(['not_finite', 'the sum of before.units']);
    const far = { units: [1, 1], rates: [-1.5e308, -1.5e308] };
    expect(
      refusalPair(() => decomposeMix({ before: far, after: { ...far, rates: [1.5e308, 1.5e308] } }))[0],
    ).toBe('not_finite');
    expect(refusalPair(() => decomposeMix({ before: { ...fine, units: [1, -2] }, after: fine }))).toEqual([
      'out_of_range',
      'before.units[1]',
    ]);
    expect(
      refusalPair(() => decomposeMix({ before: fine, after: { ...fine, rates: [0.1, Number.NaN] } })),
    ).toEqual(['not_finite', 'after.rates[1]']);
    expect(refusalPair(() => decomposeMix({ before: fine, after: { units: [1], rates: [1] } }))).toEqual([
      'length_mismatch',
      'after.units',
    ]);
  });
});

describe('plan against actual', () => {
  it('is explained without a residual', () => {
    fc.assert(
      fc.property(mixes, ({ before, after }) => {
        const both = { units: [...before.units, ...after.units], rates: [...before.rates, ...after.rates] };
        const read = comparePlan({
          plan: { units: before.units, prices: before.rates },
          actual: { units: after.units, prices: after.rates },
        });
        expect(Math.abs(read.quantity + read.mix + read.price - read.variance)).toBeLessThanOrEqual(
          1e-12 * total(both.units) * total(both.rates),
        );
        for (const part of ['quantity', 'mix', 'price'] as const)
          expect(total(read.bySegment[part])).toBeCloseTo(read[part], 3);
      }),
      held,
    );
  });

  it('is quantity alone when everything sells in proportion at its price', () => {
    const read = comparePlan({
      plan: { units: [10, 30], prices: [5, 2] },
      actual: { units: [15, 45], prices: [5, 2] },
    });
    expect(read).toMatchObject({ variance: 55, quantity: 55, mix: 0, price: 0 });
  });

  it('names what it cannot read', () => {
    const fine = { units: [1, 2], prices: [3, 4] };
    expect(refusalPair(() => comparePlan({ plan: { units: [0, 0], prices: [1, 1] }, actual: fine }))).toEqual(
      ['empty', 'plan.units'],
    );
    const dear = { units: [1e200, 1], prices: [1e200, 1] };
    expect(refusalPair(() => comparePlan({ plan: fine, actual: dear }))).toEqual([
      'not_finite',
      'the actual in money',
    ]);
    expect(refusalPair(() => comparePlan({ plan: fine, actual: { units: [1, 2], prices: [3] } }))).toEqual([
      'length_mismatch',
      'actual.prices',
    ]);
    expect(
      refusalPair(() => comparePlan({ plan: fine, actual: { units: [1, 2], prices: [3, Number.NaN] } })),
    ).toEqual(['not_finite', 'actual.prices[1]']);
  });
});
