import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import { createRandom } from '../random.ts';
import type { SequentialBounds } from './bounds.ts';
import { computeClassicBounds } from './classic-bounds.ts';
import { computeConditionalPower } from './conditional-power.ts';
import { computeSequentialPower, planSequentialTest } from './power.ts';
import { readSequentialTest, type SequentialReading } from './sequential-reading.ts';
import { adaptSpendingBounds, computeSpendingBounds } from './spending-bounds.ts';

const seeded = { seed: 4, numRuns: 20 };
const obrienFleming = { kind: 'obrien_fleming' } as const;
const pocock = { kind: 'pocock' } as const;
const experiments = 2000;
/** Four standard errors of a share of `experiments`. */
const tolerance = (share: number) => 4 * Math.sqrt((share * (1 - share)) / experiments);

function refusal(call: () => unknown): { code: string; argument: string } | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof StatisticsError) return { code: error.code, argument: error.argument };
    throw error;
  }
  return undefined;
}

/** Where simulated tests stop: the look and its z. */
function* stops(bounds: SequentialBounds, { drift, seed }: { drift: number; seed: number }) {
  const random = createRandom(seed);
  const times = bounds.informationTimes;
  for (let i = 0; i < experiments; i++) {
    let position = 0;
    let before = 0;
    for (const [look, time] of times.entries()) {
      position += drift * (time - before) + Math.sqrt(time - before) * random.normal();
      before = time;
      const z = position / Math.sqrt(time);
      const size = bounds.sides === 2 ? Math.abs(z) : z;
      const futile = bounds.futility?.[look];
      const effect = size >= (bounds.effect[look] ?? 0);
      if (effect || look === times.length - 1 || (futile !== undefined && size <= futile)) {
        yield { look: look + 1, z, time, effect };
        break;
      }
    }
  }
}

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

  it('covers the effect in 95 % of 2,000 tests however they stop, is too high in half of them, and repeated intervals cover at all looks', () => {
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
