import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { fitHoltWinters, forecastHoltWinters } from './holt-winters.ts';

const held = { seed: 18, numRuns: 60 };
const weight = fc.double({ min: 0, max: 1, noNaN: true });
const values = fc
  .array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 16, maxLength: 30 })
  .filter((all) => new Set(all).size > 10);

/** An additive ETS process with the season of four, and what it goes on with. */
function process(
  random: ReturnType<typeof createRandom>,
  { length, ahead }: { length: number; ahead: number },
) {
  const seasons = [10, -5, 3, -8];
  let level = 100;
  let trend = 0.5;
  const all = Array.from({ length: length + ahead }, (_, t) => {
    const error = 4 * random.normal();
    const value = level + trend + seasons[t % 4]! + error;
    level += trend + 0.3 * error;
    trend += 0.03 * error;
    seasons[t % 4]! += 0.2 * 0.7 * error;
    return value;
  });
  return { values: all.slice(0, length), future: all.slice(length) };
}

describe('a forecast', () => {
  it('covers what comes at its level, near and far', () => {
    const random = createRandom(19);
    const runs = 2_000;
    const smoothing = { level: 0.3, trend: 0.1, season: 0.2 };
    const covered = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const { values: known, future } = process(random, { length: 160, ahead: 9 });
      const ahead = forecastHoltWinters({
        model: fitHoltWinters({ values: known, period: 4, smoothing }),
        steps: 9,
        level: 0.9,
      });
      for (const [i, step] of [0, 3, 8].entries()) {
        const { lower, upper } = ahead[step]!.interval;
        if (lower <= future[step]! && future[step]! <= upper) covered[i] = covered[i]! + 1;
      }
    }
    for (const count of covered)
      expect(Math.abs(count / runs - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / runs));
  });

  it('covers what comes of a multiplicative season, whose ends are factors', () => {
    const random = createRandom(21);
    const runs = 2_000;
    const smoothing = { level: 0.3, trend: 0.1, season: 0.2 };
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { values: known, future } = process(random, { length: 120, ahead: 4 });
      const shown = (all: number[]) => all.map((one) => Math.exp(one / 100));
      const model = fitHoltWinters({ values: shown(known), period: 4, kind: 'multiplicative', smoothing });
      const { lower, upper } = forecastHoltWinters({ model, steps: 4, level: 0.9 })[3]!.interval;
      const [last = 0] = shown(future.slice(3));
      if (lower <= last && last <= upper) covered += 1;
    }
    expect(Math.abs(covered / runs - 0.9)).toBeLessThan(4 * Math.sqrt(0.09 / runs));
  });

  it('covers nearly as often when how fast to forget was learnt from the same values', () => {
    const random = createRandom(25);
    const runs = 2_000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      let level = 50;
      const all = Array.from({ length: 25 }, () => {
        const error = 2 * random.normal();
        const value = level + error;
        level += 0.4 * error;
        return value;
      });
      const model = fitHoltWinters({ values: all.slice(0, 24), trend: false });
      const { lower, upper } = forecastHoltWinters({ model, steps: 1, level: 0.9 })[0]!.interval;
      if (lower <= all[24]! && all[24]! <= upper) covered += 1;
    }
    // That the weight was estimated is not in the interval: a point or three of a hundred.
    expect(covered / runs).toBeGreaterThan(0.87 - 4 * Math.sqrt((0.87 * 0.13) / runs));
    expect(covered / runs).toBeLessThan(0.9 + 4 * Math.sqrt(0.09 / runs));
  });

  it('goes on with a straight line and a season that repeats exactly', () => {
    const known = Array.from(
      { length: 24 },
      (_, t) => 50 + 2 * t + [5, -1, -4][t % 3]! + (t === 23 ? 1e-6 : 0),
    );
    const ahead = forecastHoltWinters({ model: fitHoltWinters({ values: known, period: 3 }), steps: 4 });
    for (const [h, { value }] of ahead.entries())
      expect(value).toBeCloseTo(50 + 2 * (24 + h) + [5, -1, -4][h % 3]!, 4);
  });

  it('moves with the values and scales with their unit', () => {
    const smoothing = { level: 0.4, trend: 0.2, season: 0.3 };
    fc.assert(
      fc.property(values, (known) => {
        const of = (all: number[]) =>
          forecastHoltWinters({ model: fitHoltWinters({ values: all, period: 4, smoothing }), steps: 3 });
        const plain = of(known);
        for (const [h, moved] of of(known.map((one) => 4 * one + 7)).entries()) {
          expect(moved.value).toBeCloseTo(4 * plain[h]!.value + 7, 7);
          expect(moved.standardError).toBeCloseTo(4 * plain[h]!.standardError, 7);
        }
      }),
      held,
    );
  });

  it('widens the further it looks', () => {
    fc.assert(
      fc.property(values, weight, weight, (known, level, trend) => {
        const model = fitHoltWinters({ values: known, smoothing: { level, trend } });
        const errors = forecastHoltWinters({ model, steps: 6 }).map(({ standardError }) => standardError);
        for (let h = 1; h < errors.length; h++) expect(errors[h]).toBeGreaterThanOrEqual(errors[h - 1]!);
      }),
      held,
    );
  });
});

describe('a model that was stored and came back broken', () => {
  const known = Array.from({ length: 20 }, (_, t) => 10 + ((t * 7) % 5) + t / 3);
  const model = fitHoltWinters({ values: known, period: 4 });
  it.each<[object, string, string]>([
    [{ kind: 'other' }, 'unknown_name', 'model.kind'],
    [{ period: 5 }, 'length_mismatch', 'model.seasons'],
    [{ period: 1 }, 'length_mismatch', 'model.seasons'],
    [{ smoothing: { level: Number.NaN, season: 0.1 } }, 'not_finite', 'model.smoothing.level'],
    [{ smoothing: { level: 0.1, trend: 2, season: 0.1 } }, 'out_of_range', 'model.smoothing.trend'],
    [{ smoothing: { level: 0.1 } }, 'out_of_range', 'model.smoothing.season'],
    [{ level: Number.NaN }, 'not_finite', 'model.level'],
    [{ trend: Number.NaN }, 'not_finite', 'model.trend'],
    [{ seasons: [1, 2, Number.NaN, 3] }, 'not_finite', 'model.seasons[2]'],
    [{ steps: 0.5 }, 'out_of_range', 'model.steps'],
    [{ noise: -1 }, 'out_of_range', 'model.noise'],
    [{ kind: 'multiplicative', trend: 1e3 }, 'not_finite', 'the forecast 1 steps ahead'],
  ])('is refused by name: %j', (change, code, argument) => {
    expect(refusalOf(() => forecastHoltWinters({ model: { ...model, ...change }, steps: 3 }))).toMatchObject({
      code,
      argument,
    });
  });

  it('as JSON is the same', () => {
    const again = JSON.parse(JSON.stringify(model));
    expect(forecastHoltWinters({ model: again, steps: 5 })).toEqual(forecastHoltWinters({ model, steps: 5 }));
  });
});

describe('the weights that are searched for', () => {
  it('are not beaten by any others', () => {
    fc.assert(
      fc.property(values, weight, weight, weight, (known, level, trend, season) => {
        const best = fitHoltWinters({ values: known, period: 4 });
        const other = fitHoltWinters({ values: known, period: 4, smoothing: { level, trend, season } });
        expect(best.squaredErrors).toBeLessThanOrEqual(other.squaredErrors * (1 + 1e-6));
      }),
      { ...held, numRuns: 25 },
    );
  });

  it('are learnt: a walk is followed at once, noise around a level hardly', () => {
    const random = createRandom(20);
    let place = 0;
    const walk = Array.from({ length: 300 }, () => (place += random.normal()));
    const noise = Array.from({ length: 300 }, () => random.normal());
    expect(fitHoltWinters({ values: walk, trend: false }).smoothing.level).toBeGreaterThan(0.85);
    expect(fitHoltWinters({ values: noise, trend: false }).smoothing.level).toBeLessThan(0.15);
  });

  it('are not given, or are refused by name', () => {
    const known = Array.from({ length: 20 }, (_, t) => 10 + ((t * 7) % 5));
    const refused = (change: object) => refusalOf(() => fitHoltWinters({ values: known, ...change }));
    expect(refused({ period: 9 })).toMatchObject({ code: 'too_few', argument: 'values' });
    expect(refused({ values: Array(20).fill(3) })).toMatchObject({
      code: 'zero_variance',
      argument: 'values',
    });
    expect(refused({ values: known.with(2, -1), kind: 'multiplicative' })).toMatchObject({
      code: 'out_of_range',
      argument: 'values[2]',
    });
    expect(refused({ smoothing: { level: 1.2 } })).toMatchObject({
      code: 'out_of_range',
      argument: 'smoothing.level',
    });
    expect(refused({ smoothing: { level: 0.2, season: 0.1 } })).toMatchObject({
      argument: 'smoothing.season',
    });
    expect(refused({ period: 4, smoothing: { level: 0.2 } })).toMatchObject({ argument: 'smoothing.season' });
    const model = fitHoltWinters({ values: known });
    expect(refusalOf(() => forecastHoltWinters({ model, steps: 0 }))).toMatchObject({
      code: 'out_of_range',
      argument: 'steps',
    });
    expect(refusalOf(() => forecastHoltWinters({ model, steps: 1, level: 1 }))).toMatchObject({
      argument: 'level',
    });
  });
});
