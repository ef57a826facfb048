import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { covers, RUNS, slackOf } from '../simulation.test-support.ts';
import { bootstrapAttribution } from './bootstrap.ts';
import type { Attribution } from './credits.ts';
import { attributeByMarkov } from './markov.ts';
import type { Paths } from './paths.ts';
import { pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { attributeByRule } from './rules.ts';

const byLinear = (paths: Paths) => attributeByRule({ paths, rule: { kind: 'linear' } });
const byMarkov = (paths: Paths) => attributeByMarkov({ paths });

/** Customers of the truth: how many of 1,000 go each way, and what a conversion of it brings. */
const truth = pathsFrom({
  journeys: [
    { touches: ['a', 'b'], conversions: 150, nulls: 150, value: 450 },
    { touches: ['a'], conversions: 100, nulls: 200, value: 200 },
    { touches: ['b', 'a'], conversions: 120, nulls: 80, value: 600 },
    { touches: ['b'], conversions: 110, nulls: 90, value: 220 },
  ],
});

/** By hand, since hundreds of thousands are wanted: half of a path with both, all of one alone. */
function byHand({ conversions, values }: Paths): Attribution {
  const halves = (of: ArrayLike<number>) => (of[0]! + of[2]!) / 2;
  const parts = (of: ArrayLike<number>) => [halves(of) + of[1]!, halves(of) + of[3]!];
  return creditsOf(parts(conversions), parts(values!));
}

/** Without a channel, who would have gone on to it is lost; conversions are shared as these losses are. */
function byRemoval({ conversions, nulls }: Paths): Attribution {
  const all = Array.from(conversions, (count, i) => count + nulls![i]!);
  const [ab = 0, a = 0, ba = 0, b = 0] = all;
  const [fromA, fromB] = [ab + a + ba, ab + ba + b];
  const endsWell = {
    a: (conversions[1]! + conversions[2]!) / fromA,
    b: (conversions[0]! + conversions[3]!) / fromB,
  };
  const total = Array.from(conversions).reduce((sum, count) => sum + count, 0);
  const converted = total / (ab + a + ba + b);
  const starts = { a: (ab + a) / (ab + a + ba + b), b: (ba + b) / (ab + a + ba + b) };
  const lost = [1 - (starts.b * endsWell.b) / converted, 1 - (starts.a * endsWell.a) / converted];
  const shares = lost.map((one) => (one / (lost[0]! + lost[1]!)) * total);
  return creditsOf(shares, shares);
}

function creditsOf(conversions: number[], values: number[]): Attribution {
  const total = conversions[0]! + conversions[1]!;
  const credits = ['a', 'b'].map((channel, i) => ({
    channel,
    conversions: conversions[i]!,
    share: conversions[i]! / total,
    value: values[i]!,
  }));
  return { credits, conversions: total, value: values[0]! + values[1]! };
}

/** In which share of RUNS samples of some hundred customers the intervals of the first channel hold what is true of it. */
function coverage(
  attribute: (paths: Paths) => Attribution,
  { resamples, level }: { resamples: number; level: number },
) {
  const customers = 0.1;
  const random = createRandom(99);
  const of = attribute(truth).credits[0]!;
  const covered = { share: 0, conversions: 0, value: 0 };
  const drawn = (counts: ArrayLike<number>) =>
    Float64Array.from(counts, (count) => random.poisson(customers * count));
  for (let run = 0; run < RUNS; run++) {
    const conversions = drawn(truth.conversions);
    const each = Array.from(truth.values!, (value, i) => value / truth.conversions[i]!);
    const values = conversions.map((count, i) => count * each[i]!);
    const paths = { ...truth, conversions, nulls: drawn(truth.nulls!), values };
    const read = bootstrapAttribution({ paths, attribute, seed: run, resamples, level }).credits[0]!;
    if (covers(read.share.interval, of.share)) covered.share += 1 / RUNS;
    if (covers(read.conversions.interval, customers * of.conversions)) covered.conversions += 1 / RUNS;
    if (covers(read.value!.interval, customers * of.value!)) covered.value += 1 / RUNS;
  }
  return covered;
}

describe('intervals of credits', () => {
  it('hold what is true of a rule as often as they say', () => {
    expect(byHand(truth).credits).toEqual(byLinear(truth).credits);
    for (const covered of Object.values(coverage(byHand, { resamples: 199, level: 0.95 })))
      expect(Math.abs(covered - 0.95)).toBeLessThan(slackOf(0.95));
  });

  it('hold what is true of a Markov chain as often as they say', () => {
    const { credits } = byMarkov(truth);
    byRemoval(truth).credits.forEach(({ share }, i) => {
      expect(share).toBeCloseTo(credits[i]!.share, 12);
    });
    const { share, conversions } = coverage(byRemoval, { resamples: 99, level: 0.9 });
    for (const covered of [share, conversions]) expect(Math.abs(covered - 0.9)).toBeLessThan(slackOf(0.9));
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
