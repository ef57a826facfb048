import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { computeClassicBounds } from './classic-bounds.ts';
import { readSequentialTest, type SequentialReading } from './sequential-reading.ts';
import { adaptSpendingBounds, computeSpendingBounds } from './spending-bounds.ts';
import { experiments, refusal, stops, tolerance } from './trials.test-support.ts';

const seeded = { seed: 4, numRuns: 20 };
const obrienFleming = { kind: 'obrien_fleming' } as const;
const pocock = { kind: 'pocock' } as const;

describe('reading a look', () => {
  const bounds = computeSpendingBounds({ spending: obrienFleming, looks: [0.3, 0.7, 1] });

  it('decides by the bounds', () => {
    const futile = computeSpendingBounds({
      spending: pocock,
      looks: [0.3, 0.7, 1],
      sides: 1,
      futility: { spending: pocock },
    });
    const decide = (look: number, estimate: number) =>
      readSequentialTest({ bounds: futile, look, estimate, standardError: 1 }).decision;
    expect(decide(1, 4)).toBe('stop_for_effect');
    expect(decide(1, 1)).toBe('go_on');
    expect(decide(1, -3)).toBe('stop_for_futility');
    expect(decide(3, 1)).toBe('stop_without_effect');
    const open = adaptSpendingBounds({ spending: pocock, information: [1, 2], plannedInformation: 4 });
    expect(readSequentialTest({ bounds: open, estimate: 1, standardError: 1 }).decision).toBe('go_on');
  });

  it('gives an adjusted p value of at most alpha exactly when an effect is found', () => {
    for (const look of [1, 2, 3]) {
      const bound = bounds.effect[look - 1] ?? 0;
      const over = readSequentialTest({ bounds, look, estimate: bound + 1e-6, standardError: 1 });
      expect(over.adjusted?.pValue).toBeLessThanOrEqual(bounds.alphaSpent[look - 1] ?? 0);
    }
    const under = readSequentialTest({ bounds, estimate: 2, standardError: 1 });
    expect(under.adjusted?.pValue).toBeGreaterThan(0.05);
    const at = readSequentialTest({ bounds, estimate: bounds.effect[2] ?? 0, standardError: 1 });
    expect(at.adjusted?.pValue).toBeCloseTo(0.05, 11);
    expect(at.adjusted?.estimate.interval.lower).toBeCloseTo(0, 9);
  });

  it('is mirrored with its estimate, and scales with its unit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -6, max: 6, noNaN: true }),
        fc.constantFrom(1, 2, 3),
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        (z, look, unit) => {
          const read = (estimate: number, standardError: number) =>
            readSequentialTest({ bounds, look, estimate, standardError }).adjusted;
          const one = read(z, 1);
          const other = read(-z * unit, unit);
          expect(one === null).toBe(other === null);
          if (one === null || other === null) return;
          expect(other.pValue).toBeCloseTo(one.pValue, 10);
          expect(other.estimate.value / unit).toBeCloseTo(-one.estimate.value, 9);
          expect(other.estimate.interval.lower / unit).toBeCloseTo(-one.estimate.interval.upper, 9);
        },
      ),
      seeded,
    );
  });

  it('is the ordinary reading with one look', () => {
    const fixed = computeClassicBounds({ shape: pocock, looks: 1 });
    const { adjusted, repeated } = readSequentialTest({ bounds: fixed, estimate: 1.2, standardError: 0.5 });
    expect(adjusted?.pValue).toBeCloseTo(0.016395071849, 10);
    expect(adjusted?.estimate.value).toBeCloseTo(1.2, 11);
    expect(adjusted?.estimate.interval.lower).toBeCloseTo(repeated.interval.lower, 11);
  });

  it('shrinks an estimate that stopped early, and grows the p value', () => {
    const even = computeClassicBounds({ shape: pocock, looks: 5 });
    const { adjusted } = readSequentialTest({ bounds: even, look: 4, estimate: 2.6, standardError: 1 });
    expect(adjusted?.estimate.value).toBeLessThan(2.6);
    expect(adjusted?.pValue).toBeGreaterThan(0.0093);
  });

  it('covers the effect in 95 % of 2,000 tests however they stop, and is too high in half of them', () => {
    const designs = [
      computeClassicBounds({ shape: pocock, looks: 3 }),
      computeSpendingBounds({
        spending: pocock,
        looks: [0.4, 0.8, 1],
        alpha: 0.025,
        sides: 1,
        futility: { spending: pocock, binding: true },
      }),
    ];
    for (const [index, design] of designs.entries()) {
      const drift = 2;
      let covered = 0;
      let high = 0;
      const known = new Map<string, SequentialReading>();
      for (const { look, z, time } of stops(design, { drift, seed: 50 + index })) {
        // A grid of z is as good and lets readings be used again.
        const rounded = Math.round(z * 25) / 25;
        const key = `${look} ${rounded}`;
        const read =
          known.get(key) ??
          readSequentialTest({
            bounds: design,
            look,
            estimate: rounded / Math.sqrt(time),
            standardError: 1 / Math.sqrt(time),
          });
        known.set(key, read);
        const estimate = read.adjusted?.estimate;
        if (!estimate) continue;
        covered += estimate.interval.lower <= drift && drift <= estimate.interval.upper ? 1 : 0;
        high += estimate.value > drift ? 1 : 0;
      }
      expect(Math.abs(covered / experiments - 0.95), `covered ${index}`).toBeLessThan(tolerance(0.95));
      expect(Math.abs(high / experiments - 0.5), `high ${index}`).toBeLessThan(tolerance(0.5));
    }
  });

  it('covers it by the repeated intervals of all looks at once in 95 % of 2,000 tests, stopped or not', () => {
    const open = adaptSpendingBounds({ spending: pocock, information: [2, 5, 9], plannedInformation: 10 });
    const random = createRandom(71);
    const drift = 0.7;
    let missed = 0;
    const reaches = open.informationTimes.map((time, look) => {
      const read = { bounds: open, look: look + 1, estimate: 0, standardError: 1 / Math.sqrt(time) };
      return readSequentialTest(read).repeated.interval.upper;
    });
    for (let i = 0; i < experiments; i++) {
      let position = 0;
      let before = 0;
      const covers = open.informationTimes.map((time, look) => {
        position += drift * (time - before) + Math.sqrt(time - before) * random.normal();
        before = time;
        return Math.abs(position / time - drift) <= (reaches[look] ?? 0);
      });
      missed += covers.every(Boolean) ? 0 : 1;
    }
    const spent = open.alphaSpent[2] ?? 0;
    expect(Math.abs(missed / experiments - spent)).toBeLessThan(tolerance(spent));
  });

  it('is refused at a look that is none, or without a standard error', () => {
    const read = (more: object) =>
      refusal(() => readSequentialTest({ bounds, estimate: 1, standardError: 1, ...more }));
    expect(read({ look: 4 })).toEqual({ code: 'out_of_range', argument: 'look' });
    expect(read({ look: 0 })).toEqual({ code: 'out_of_range', argument: 'look' });
    expect(read({ standardError: 0 })).toEqual({ code: 'out_of_range', argument: 'standardError' });
    expect(read({ estimate: Number.NaN })).toEqual({ code: 'not_finite', argument: 'estimate' });
    expect(read({ estimate: 100 })).toEqual({ code: 'out_of_range', argument: 'estimate' });
  });
});
