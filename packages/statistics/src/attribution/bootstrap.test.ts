import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { bootstrapAttribution } from './bootstrap.ts';
import { attributeByMarkov } from './markov.ts';
import type { Paths } from './paths.ts';
import { pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { attributeByRule } from './rules.ts';

const byLinear = (paths: Paths) => attributeByRule({ paths, rule: { kind: 'linear' } });
const byMarkov = (paths: Paths) => attributeByMarkov({ paths });

const RUNS = 2_000;

/** Customers of the truth: how many of 1,000 go each way. */
const truth = pathsFrom({
  journeys: [
    { touches: ['a', 'b'], conversions: 90, nulls: 210 },
    { touches: ['a'], conversions: 50, nulls: 250 },
    { touches: ['b', 'a'], conversions: 60, nulls: 140 },
    { touches: ['b'], conversions: 80, nulls: 120 },
  ],
});

/** Of RUNS samples of customers, in how many the interval of the first channel's share holds the true share. */
function coverage(
  attribute: typeof byLinear,
  drawn: { customers: number; resamples: number; level: number },
): number {
  const share = attribute(truth).credits[0]!.share;
  const random = createRandom(99);
  const ends = [...truth.conversions, ...truth.nulls];
  let covered = 0;
  for (let run = 0; run < RUNS; run++) {
    const counts = ends.map(() => 0);
    for (let customer = 0; customer < drawn.customers; customer++) {
      let left = random.below(1_000);
      const end = ends.findIndex((size) => {
        left -= size;
        return left < 0;
      });
      counts[end]! += 1;
    }
    const paths = { ...truth, conversions: counts.slice(0, 4), nulls: counts.slice(4) };
    const { interval } = bootstrapAttribution({ ...drawn, paths, attribute, seed: run }).credits[0]!.share;
    if (interval.lower <= share && share <= interval.upper) covered += 1;
  }
  return covered / RUNS;
}

const tolerance = (level: number) => 4 * Math.sqrt((level * (1 - level)) / RUNS);

describe('intervals of credits', () => {
  it('hold the true share of a rule as often as they say', () => {
    const covered = coverage(byLinear, { customers: 200, resamples: 39, level: 0.95 });
    expect(Math.abs(covered - 0.95)).toBeLessThan(tolerance(0.95));
  });

  it('hold the true share of a Markov chain as often as they say', () => {
    const covered = coverage(byMarkov, { customers: 200, resamples: 19, level: 0.9 });
    expect(Math.abs(covered - 0.9)).toBeLessThan(tolerance(0.9));
  });

  it('are the same for the same seed, and others for another', () => {
    const paths = formulaPaths(50, 4);
    const drawn = (seed: number) =>
      bootstrapAttribution({ paths, attribute: byMarkov, seed, resamples: 99 }).credits;
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
  });

  it('are around the credit, and narrower by half for four times as many customers', () => {
    const paths = formulaPaths(50, 4);
    const more = {
      ...paths,
      conversions: paths.conversions.map((count) => 4 * count),
      nulls: paths.nulls.map((count) => 4 * count),
      values: Float64Array.from(paths.values!, (value) => 4 * value),
    };
    const read = (of: Paths) =>
      bootstrapAttribution({ paths: of, attribute: byMarkov, seed: 3, resamples: 399 }).credits;
    const wide = read(paths);
    for (const [at, narrow] of read(more).entries())
      for (const field of ['share', 'conversions', 'value'] as const) {
        const scale = field === 'share' ? 1 : 4;
        const { value, interval, standardError } = wide[at]![field]!;
        expect(interval.lower).toBeLessThan(value);
        expect(interval.upper).toBeGreaterThan(value);
        const ratio = narrow[field]!.standardError / scale / standardError;
        expect(ratio).toBeGreaterThan(0.4);
        expect(ratio).toBeLessThan(0.6);
      }
  });

  it('are nothing to nothing for a channel that was never credited', () => {
    const paths = { ...formulaPaths(50, 4), channels: ['c0', 'c1', 'c2', 'c3', 'never'] };
    const { credits } = bootstrapAttribution({ paths, attribute: byMarkov, seed: 3, resamples: 99 });
    expect(credits[4]!.share).toEqual({
      value: 0,
      standardError: 0,
      interval: { lower: 0, upper: 0 },
      level: 0.95,
    });
  });

  it('leave the value out when there is none, and the paths untouched', () => {
    const paths = pathsFrom({ journeys: [{ touches: ['a'], conversions: 30, nulls: 4 }] });
    const { credits } = bootstrapAttribution({ paths, attribute: byLinear, seed: 3, resamples: 99 });
    expect(credits[0]!.value).toBeNull();
    expect(credits[0]!.share.interval).toEqual({ lower: 1, upper: 1 });
    expect([...paths.conversions, ...paths.nulls]).toEqual([30, 4]);
  });

  const paths = formulaPaths(50, 4);
  it.each<[string, object, string, string]>([
    ['half a seed', { seed: 0.5 }, 'out_of_range', 'seed'],
    ['a level of 1', { level: 1 }, 'out_of_range', 'level'],
    ['too few resamples for the level', { level: 0.99, resamples: 198 }, 'out_of_range', 'resamples'],
    ['more resamples than fit', { resamples: 1e12 }, 'out_of_range', 'resamples'],
    ['half a resample', { resamples: 99.5 }, 'out_of_range', 'resamples'],
    ['paths that nobody could attribute', { paths: { ...paths, channels: [] } }, 'empty', 'paths.channels'],
    [
      'fewer conversions than can be drawn',
      { paths: pathsFrom({ journeys: [{ touches: ['a'], conversions: 19 }] }) },
      'too_few',
      'paths.conversions',
    ],
  ])('are refused for %s', (_, wrong, code, argument) => {
    const input = { paths, attribute: byLinear, seed: 1, resamples: 99, ...wrong };
    expect(() => bootstrapAttribution(input)).toThrow(expect.objectContaining({ code, argument }));
  });

  it('are refused when the attribution gives no numbers', () => {
    const wrong = (change: (credits: ReturnType<typeof byLinear>) => ReturnType<typeof byLinear>) =>
      refusalOf(() =>
        bootstrapAttribution({ paths, attribute: (of) => change(byLinear(of)), seed: 1, resamples: 99 }),
      );
    expect(
      wrong((read) => ({
        ...read,
        credits: read.credits.map((credit) => ({ ...credit, conversions: Number.NaN })),
      })),
    ).toMatchObject({ code: 'not_finite' });
    expect(wrong((read) => ({ ...read, credits: read.credits.slice(1) }))).toMatchObject({
      code: 'length_mismatch',
      argument: 'the credits of attribute',
    });
  });

  it('are given at the fewest resamples the level allows', () => {
    const input = { paths, attribute: byLinear, seed: 1, level: 0.99, resamples: 199 };
    expect(bootstrapAttribution(input).resamples).toBe(199);
  });
});
