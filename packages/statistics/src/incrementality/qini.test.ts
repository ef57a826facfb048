import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Estimate } from '../interval.ts';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { measureQini, measureUpliftArea, type RankingInput } from './qini.ts';
import { experiment } from './references-samples.ts';

const { treated, outcome, amount, x2 } = experiment;
const input: RankingInput = { scores: x2, treated, outcome, seed: 1, repetitions: 100 };
const qini = (changed: Partial<RankingInput>) => measureQini({ ...input, ...changed }).coefficient.value;
const area = (changed: Partial<RankingInput>) =>
  measureUpliftArea({ ...input, ...changed }).aboveRandom.value;

/** Customers whose true effect is known. */
function simulated(seed: number, count: number) {
  const random = createRandom(seed);
  const effect = Array.from({ length: count }, () => random.uniform());
  const arms = effect.map(() => (random.uniform() < 0.4 ? 1 : 0));
  return { random, effect, treated: arms, outcome: effect.map((e, i) => e * arms[i]! + random.normal() / 4) };
}

describe.each([
  ['the Qini coefficient', qini],
  ['the area under the uplift curve', area],
])('%s', (_, measure) => {
  it('is the same for scores that rank alike, and in any order of the customers', () => {
    expect(measure({ scores: x2.map((x) => 5 * Math.exp(x) - 3) })).toBe(measure({}));
    const turn = (values: ArrayLike<number>) => Array.from(values).reverse();
    const turned = measure({ scores: turn(x2), treated: turn(treated), outcome: turn(outcome) });
    expect(turned).toBeCloseTo(measure({}), 13);
  });

  it('grows with the unit of the outcome, and is blind to a constant added to it', () => {
    expect(measure({ outcome: amount.map((y) => 3 * y) })).toBeCloseTo(3 * measure({ outcome: amount }), 12);
    // A pair of each arm first, since nothing can be subtracted before a control was met.
    const scores = x2.map((x, i) => (i < 2 ? 9 : x));
    const pair = treated.map((t, i) => (i < 2 ? i : t));
    const base = { scores, treated: pair };
    expect(measure({ ...base, outcome: amount.map((y) => y + 10) })).toBeCloseTo(
      measure({ ...base, outcome: amount }),
      10,
    );
  });

  it('is nothing when a score knows of two groups that respond alike', () => {
    const arms = [1, 0, 1, 0, 1, 0, 1, 0];
    const same = { treated: arms, outcome: [1, 0, 0, 0, 1, 0, 0, 0] };
    expect(measure({ ...same, scores: [2, 2, 2, 2, 1, 1, 1, 1] })).toBeCloseTo(0, 14);
  });

  it('is on average nothing for random scores, whatever the effect', () => {
    const { random, treated: arms, outcome: y } = simulated(3, 100);
    const drawn = Array.from({ length: 120 }, () =>
      measure({ treated: arms, outcome: y, scores: y.map(() => random.uniform()) }),
    );
    const mean = drawn.reduce((total, value) => total + value, 0) / drawn.length;
    const spread = Math.sqrt(drawn.reduce((total, value) => total + (value - mean) ** 2, 0) / drawn.length);
    expect(Math.abs(mean)).toBeLessThan((4 * spread) / Math.sqrt(drawn.length));
  });

  it('is larger for the true effects than for any other score', () => {
    const { random, effect, treated: arms, outcome: y } = simulated(5, 3000);
    const best = measure({ treated: arms, outcome: y, scores: effect });
    for (let other = 1; other <= 5; other++) {
      const scores = effect.map((e) => e + (other / 2) * random.normal());
      expect(measure({ treated: arms, outcome: y, scores })).toBeLessThan(best);
    }
    expect(measure({ treated: arms, outcome: y, scores: effect.map((e) => -e) })).toBeLessThan(0);
  });

  it('is the same for the same seed, and its value for any seed', () => {
    const read = (seed: number) => measureQini({ ...input, seed }).coefficient;
    expect(read(4)).toEqual(read(4));
    expect(read(5).value).toBe(read(4).value);
    expect(read(5).interval).not.toEqual(read(4).interval);
  });

  it.each<[string, Partial<RankingInput>, string, string]>([
    ['an arm of nobody', { treated: treated.map(() => 0) }, 'one_class', 'treated'],
    ['the same score for all', { scores: x2.map(() => 1) }, 'zero_variance', 'scores'],
    ['the same outcome for all', { outcome: x2.map(() => 1) }, 'zero_variance', 'outcome'],
    [
      'an infinite outcome',
      { outcome: amount.map((y, i) => (i === 2 ? 1 / 0 : y)) },
      'not_finite',
      'outcome[2]',
    ],
    ['scores of another length', { scores: [1, 2] }, 'length_mismatch', 'scores'],
    ['a handful of repetitions', { repetitions: 10 }, 'out_of_range', 'repetitions'],
    ['repetitions too few for the level', { repetitions: 198, level: 0.99 }, 'out_of_range', 'repetitions'],
    ['repetitions without end', { repetitions: 1e15 }, 'out_of_range', 'repetitions'],
    [
      'squares that overflow',
      { outcome: amount.map((y) => 1e160 * y + 1e150) },
      'out_of_range',
      'outcome[0]',
    ],
    ['a seed that is no whole number', { seed: 0.5 }, 'out_of_range', 'seed'],
    ['nobody', { treated: [], outcome: [], scores: [] }, 'empty', 'treated'],
  ])('refuses %s', (_words, wrong, code, argument) => {
    expect(refusal(() => measure(wrong))).toEqual({ code, argument });
  });
});

describe('a Qini curve', () => {
  it('goes from nobody to the effect of treating all, a step per different score', () => {
    const { curve } = measureQini({ ...input, scores: experiment.coarse });
    expect(curve[0]).toEqual({ share: 0, gain: 0 });
    expect(curve).toHaveLength(1 + new Set(experiment.coarse).size);
    const mean = (arm: number) => {
      const own = outcome.filter((_, i) => treated[i] === arm);
      return own.reduce<number>((total, y) => total + y, 0) / own.length;
    };
    expect(curve.at(-1)!.share).toBe(1);
    expect(curve.at(-1)!.gain).toBeCloseTo(mean(1) - mean(0), 12);
  });

  it('subtracts nothing before a control was met, then what controls did for as many', () => {
    const { curve } = measureQini({
      ...input,
      scores: [4, 3, 2, 1],
      treated: [1, 1, 0, 0],
      outcome: [2, 1, 1, 0],
    });
    expect(curve.map(({ gain }) => gain)).toEqual([0, 1, 1.5, 0.5, 1]);
  });

  it('covers the true area above random at its level, and so does the area under the uplift curve', () => {
    // Ten equally likely scores 0.05, 0.15, … 0.95, each its own effect: gains 0.01 (9.5 m − m(m − 1)/2) after m tenths.
    const gains = Array.from({ length: 11 }, (_, m) => 0.01 * (9.5 * m - (m * (m - 1)) / 2));
    const truth = gains.reduce((area, gain) => area + gain / 10, -0.55 * gains[10]!);
    const random = createRandom(31);
    const runs = 2000;
    let [byQini, byArea] = [0, 0];
    const covers = ({ interval }: Estimate) => (interval.lower <= truth && interval.upper >= truth ? 1 : 0);
    for (let run = 0; run < runs; run++) {
      const scores = Array.from({ length: 60 }, () => (random.below(10) + 0.5) / 10);
      const arms = scores.map((_, i) => i % 2);
      const y = scores.map((score, i) => arms[i]! * score + random.normal() / 2);
      const some = { scores, treated: arms, outcome: y, seed: run, repetitions: 100 };
      byQini += covers(measureQini(some).coefficient);
      byArea += covers(measureUpliftArea(some).aboveRandom);
    }
    const error = Math.sqrt((0.95 * 0.05) / runs);
    expect(Math.abs(byQini / runs - 0.95)).toBeLessThan(4 * error);
    expect(Math.abs(byArea / runs - 0.95)).toBeLessThan(4 * error);
  });
});

describe('the area under the uplift curve', () => {
  it('is never above that of the perfect ranking, and reaches it there', () => {
    const customers = fc.array(
      fc.record({
        treated: fc.constantFrom(0, 1),
        outcome: fc.integer({ min: -3, max: 3 }),
        score: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(customers, (some) => {
        const of = {
          treated: some.map((one) => one.treated),
          outcome: some.map((one) => one.outcome),
          scores: some.map((one) => one.score),
        };
        fc.pre([of.treated, of.outcome, of.scores].every((values) => new Set(values).size > 1));
        const read = measureUpliftArea({ ...input, ...of });
        expect(read.aboveRandom.value).toBeLessThanOrEqual(read.perfectAboveRandom + 1e-12);
        const perfect = of.outcome.map((y, i) => (of.treated[i] === 1 ? y : -y));
        if (new Set(perfect).size > 1)
          expect(area({ ...of, scores: perfect })).toBeCloseTo(read.perfectAboveRandom, 12);
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  it('changes sign when the arms change places', () => {
    expect(area({ treated: treated.map((t) => 1 - t) })).toBeCloseTo(-area({}), 13);
  });
});
