import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusalPair } from '../refusal.test-support.ts';
import { decomposeByLmdi } from './lmdi.ts';
import { decomposeByShapley, decomposeFormula } from './shapley.ts';
import type { TotalChange } from './total-change.ts';

const held = { seed: 20_26, numRuns: 300 };
const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, one) => sum + one, 0);
const positive = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
const orZero = fc.oneof({ weight: 4, arbitrary: positive }, { weight: 1, arbitrary: fc.constant(0) });

const changes = (value: fc.Arbitrary<number>): fc.Arbitrary<TotalChange> =>
  fc
    .record({ segments: fc.integer({ min: 1, max: 5 }), factors: fc.integer({ min: 1, max: 4 }) })
    .chain((size) => {
      const column = fc.array(value, { minLength: size.segments, maxLength: size.segments });
      const factor = fc.record({ before: column, after: column });
      return fc
        .array(factor, { minLength: size.factors, maxLength: size.factors })
        .map((factors) => ({ factors: factors.map((one, k) => ({ name: `x${k}`, ...one })) }));
    });

/** No mixture of the two periods is larger, so rounding is measured by it. */
const grossOf = ({ factors }: TotalChange) =>
  total(
    Array.from(factors[0]!.before, (_, i) =>
      factors.reduce((product, { before, after }) => product * Math.max(before[i]!, after[i]!), 1),
    ),
  );

const swap = ({ factors }: TotalChange): TotalChange => ({
  factors: factors.map(({ name, before, after }) => ({ name, before: after, after: before })),
});

describe.each([
  ['LMDI', decomposeByLmdi],
  ['Shapley', decomposeByShapley],
] as const)('a change split by %s', (_, decompose) => {
  it('leaves no residual, also where segments come and go', () => {
    fc.assert(
      fc.property(changes(orZero), (change) => {
        const read = decompose(change);
        const gross = grossOf(change) + 1e-300;
        expect(Math.abs(total(read.effects.map((one) => one.additive)) - read.change) / gross).toBeLessThan(
          1e-12,
        );
        for (const { additive, bySegment } of read.effects)
          expect(Math.abs(total(bySegment) - additive) / gross).toBeLessThan(1e-12);
      }),
      held,
    );
  });

  it('multiplies to the ratio of the totals', () => {
    fc.assert(
      fc.property(changes(positive), (change) => {
        const read = decompose(change);
        const product = read.effects.reduce((one, effect) => one * (effect.multiplicative ?? Number.NaN), 1);
        expect(product / (read.after / read.before)).toBeCloseTo(1, 9);
      }),
      held,
    );
  });

  it('turns every sign when the periods are swapped', () => {
    fc.assert(
      fc.property(changes(positive), (change) => {
        const there = decompose(change);
        const back = decompose(swap(change));
        for (const [k, effect] of there.effects.entries())
          expect(Math.abs(effect.additive + back.effects[k]!.additive)).toBeLessThanOrEqual(
            1e-12 * grossOf(change),
          );
      }),
      held,
    );
  });

  it('does not depend on the order of factors or segments, nor on the unit of a factor', () => {
    fc.assert(
      fc.property(changes(positive), (change) => {
        const plain = decompose(change);
        const mirrored = decompose({
          factors: change.factors.toReversed().map(({ name, before, after }, k) => {
            const unit = k === 0 ? 60 : 1;
            const column = (values: ArrayLike<number>) => Array.from(values, (one) => one * unit).reverse();
            return { name, before: column(before), after: column(after) };
          }),
        });
        for (const { factor, additive } of plain.effects) {
          const other = mirrored.effects.find((effect) => effect.factor === factor)?.additive ?? Number.NaN;
          expect(Math.abs(other / 60 - additive)).toBeLessThanOrEqual(1e-12 * grossOf(change));
        }
      }),
      held,
    );
  });

  it('gives nothing to a factor that did not move', () => {
    const read = decompose({
      factors: [
        { name: 'visitors', before: [10, 0], after: [30, 5] },
        { name: 'value', before: [7, 9], after: [7, 9] },
      ],
    });
    expect(read.effects[0]?.additive).toBeCloseTo(185, 10);
    expect(read.effects[1]?.additive).toBeCloseTo(0, 10);
  });

  it('names what it cannot read', () => {
    const factor = { name: 'x', before: [1, 2], after: [1, 2] };
    expect(refusalPair(() => decompose({ factors: [] }))).toEqual(['empty', 'factors']);
    expect(refusalPair(() => decompose({ factors: [{ ...factor, before: [], after: [] }] }))).toEqual([
      'empty',
      'factors[0].before',
    ]);
    expect(refusalPair(() => decompose({ factors: [factor, { ...factor, after: [1] }] }))).toEqual([
      'length_mismatch',
      'factors[1].after',
    ]);
    expect(refusalPair(() => decompose({ factors: [{ ...factor, after: [1, Number.NaN] }] }))).toEqual([
      'not_finite',
      'factors[0].after[1]',
    ]);
    const huge = { name: 'x', before: [1e200], after: [1e200] };
    expect(refusalPair(() => decompose({ factors: [huge, huge] }))[0]).toBe('not_finite');
  });
});

describe('LMDI', () => {
  it('reads ratios that are beyond all numbers', () => {
    const change = {
      factors: [
        { name: 'up', before: [1e-200], after: [1e200] },
        { name: 'down', before: [1e100], after: [1e-100] },
      ],
    };
    const { effects, change: whole } = decomposeByLmdi({
      factors: change.factors.map((one) => ({
        ...one,
        before: [...one.before, 1],
        after: [...one.after, 1],
      })),
    });
    expect(whole).toBeCloseTo(1e100, -90);
    expect(effects[0]!.additive + effects[1]!.additive).toBeCloseTo(1e100, -90);
    // ln 1e400 against ln 1e-200
    expect(effects[0]!.additive / effects[1]!.additive).toBeCloseTo(-2, 12);
  });

  it('gives what a hand computes: L(6, 2) = 4 / ln 3', () => {
    const { effects } = decomposeByLmdi({
      factors: [
        { name: 'a', before: [1], after: [2] },
        { name: 'b', before: [2], after: [3] },
      ],
    });
    expect(effects[0]?.additive).toBeCloseTo((4 / Math.log(3)) * Math.log(2), 12);
    expect(effects[1]?.additive).toBeCloseTo((4 / Math.log(3)) * Math.log(1.5), 12);
  });

  it('gives what appears to the factors that were zero, in equal parts, and nothing to what never was', () => {
    const { effects } = decomposeByLmdi({
      factors: [
        { name: 'a', before: [0, 0], after: [2, 5] },
        { name: 'b', before: [0, 1], after: [3, 0] },
        { name: 'c', before: [7, 1], after: [4, 1] },
      ],
    });
    expect(effects.map(({ bySegment }) => Array.from(bySegment))).toEqual([
      [12, 0],
      [12, 0],
      [0, 0],
    ]);
  });

  it('is the limit of what small numbers in the place of zeros give', () => {
    const factors = (zero: number) => [
      { name: 'a', before: [zero], after: [2] },
      { name: 'b', before: [5], after: [3] },
    ];
    const limit = decomposeByLmdi({ factors: factors(0) }).effects.map(({ additive }) => additive);
    const near = decomposeByLmdi({ factors: factors(1e-300) }).effects.map(({ additive }) => additive);
    for (const [k, value] of near.entries()) expect(Math.abs(value - limit[k]!)).toBeLessThan(0.01);
  });
});

describe('the two ways to split', () => {
  it('agree ever more the smaller the change is', () => {
    const gapAt = (step: number) => {
      const change = {
        factors: [
          { name: 'a', before: [10, 4], after: [10 * (1 + step), 4 * (1 - step)] },
          { name: 'b', before: [3, 8], after: [3 * (1 - 2 * step), 8 * (1 + step)] },
        ],
      };
      const [lmdi, shapley] = [decomposeByLmdi(change), decomposeByShapley(change)];
      return Math.abs((lmdi.effects[0]?.additive ?? 0) - (shapley.effects[0]?.additive ?? 0)) / step;
    };
    expect(gapAt(0.01)).toBeLessThan(gapAt(0.1) / 20);
    expect(gapAt(0.001)).toBeLessThan(gapAt(0.01) / 20);
  });

  it('differ in what they can read: only Shapley takes a negative factor', () => {
    const margin = {
      factors: [
        { name: 'margin', before: [-2], after: [3] },
        { name: 'orders', before: [10], after: [20] },
      ],
    };
    expect(refusalPair(() => decomposeByLmdi(margin))).toEqual(['out_of_range', 'factors[0].before[0]']);
    const read = decomposeByShapley(margin);
    expect(read.effects.map(({ additive }) => additive)).toEqual([75, 5]);
    expect(read.effects[0]?.multiplicative).toBeUndefined();
  });

  it('Shapley refuses more factors than it can try', () => {
    const factors = Array.from({ length: 13 }, (_, k) => ({ name: `x${k}`, before: [1], after: [2] }));
    expect(refusalPair(() => decomposeByShapley({ factors }))).toEqual(['out_of_range', 'factors.length']);
  });
});

describe('a million segments', () => {
  it('leave no residual by Shapley either', () => {
    const column = (seed: number) =>
      Float64Array.from({ length: 1_000_000 }, (_, i) => ((i * seed) % 9_973) / 97 + 0.1);
    const read = decomposeByShapley({ factors: [{ name: 'a', before: column(7), after: column(11) }] });
    expect(Math.abs(read.effects[0]!.additive - read.change)).toBeLessThan(1e-14 * read.before);
  });
});

describe('what is beyond all numbers', () => {
  it('is refused by Shapley: a total, an effect, a ratio', () => {
    const of = (...values: [number, number][]) =>
      refusalPair(() =>
        decomposeByShapley({
          factors: values.map(([before, after], k) => ({ name: `x${k}`, before: [before], after: [after] })),
        }),
      );
    expect(of([1e200, 1e200], [1e200, 1])[0]).toBe('not_finite');
    expect(of([-1.5e308, 1.5e308])).toEqual(['not_finite', 'the change of the total']);
    expect(of([1e-200, 1e200], [1e200, 1e-200])[0]).toBe('not_finite');
    const factors = [{ name: 'x', before: -1.5e308, after: 1.5e308 }];
    expect(refusalPair(() => decomposeFormula({ factors, total: ([x = 0]) => x }))).toEqual([
      'not_finite',
      'the effect of factors[0]',
    ]);
  });
});

describe('a formula', () => {
  it('of products is split as the products are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 5 }), (pairs) => {
        const factors = pairs.map(([before, after], k) => ({ name: `x${k}`, before, after }));
        const formula = decomposeFormula({
          factors,
          total: (values) => values.reduce((product, one) => product * one, 1),
        });
        const products = decomposeByShapley({
          factors: factors.map(({ name, before, after }) => ({ name, before: [before], after: [after] })),
        });
        expect(formula.map((one) => one.additive)).toEqual(products.effects.map((one) => one.additive));
      }),
      held,
    );
  });

  it('that gives no number is refused, as is a factor that is none', () => {
    const factors = [{ name: 'cost', before: 1, after: 0 }];
    expect(refusalPair(() => decomposeFormula({ factors, total: ([cost = 0]) => 1 / cost }))).toEqual([
      'not_finite',
      'the result of total',
    ]);
    expect(
      refusalPair(() =>
        decomposeFormula({ factors: [{ name: 'x', before: 1, after: Number.NaN }], total: () => 1 }),
      ),
    ).toEqual(['not_finite', 'factors[0].after']);
    expect(refusalPair(() => decomposeFormula({ factors: [], total: () => 1 }))).toEqual([
      'empty',
      'factors',
    ]);
  });
});
