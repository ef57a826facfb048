import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { estimateEffectOnTreated } from './effect-on-treated.ts';
import { type Matching, type MatchingInput, matchControls } from './matching.ts';
import { matchNearest } from './nearest.ts';
import { pilot } from './references-samples.ts';

/** The rule as it is written down, by looking at every control every time. */
function byHand(
  scores: Float64Array,
  arms: { treated: Int32Array; controls: Int32Array },
  options: { neighbours: number; replace: boolean; farthest: number },
): number[] {
  const order = [...arms.treated.keys()].sort(
    (a, b) => scores[arms.treated[b]!]! - scores[arms.treated[a]!]! || a - b,
  );
  const matches = new Array(arms.treated.length * options.neighbours).fill(-1);
  const taken = new Set<number>();
  for (let k = 0; k < options.neighbours; k++)
    for (const t of order) {
      const score = scores[arms.treated[t]!]!;
      const own = matches.slice(t * options.neighbours, t * options.neighbours + k);
      const free = [...arms.controls]
        .filter((row) => !(options.replace ? own.includes(row) : taken.has(row)))
        .filter((row) => Math.abs(scores[row]! - score) <= options.farthest)
        .sort((a, b) => Math.abs(scores[a]! - score) - Math.abs(scores[b]! - score) || a - b);
      if (free[0] === undefined) continue;
      matches[t * options.neighbours + k] = free[0];
      taken.add(free[0]);
    }
  return matches;
}

const matched = (options: Partial<MatchingInput> = {}) => matchControls({ ...pilot, ...options });

describe('the nearest control', () => {
  it('is found as if every control had been looked at, ties and all', () => {
    const shape = fc.record({
      treated: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 }),
      controls: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 16 }),
      neighbours: fc.integer({ min: 1, max: 3 }),
      replace: fc.boolean(),
      farthest: fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY),
    });
    fc.assert(
      fc.property(shape, ({ treated, controls, ...options }) => {
        const scores = Float64Array.from([...controls, ...treated]);
        const arms = {
          controls: Int32Array.from(controls.keys()),
          treated: Int32Array.from(treated, (_, i) => controls.length + i),
        };
        expect(Array.from(matchNearest(scores, arms, options))).toEqual(byHand(scores, arms, options));
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('matched controls', () => {
  it('are used once without replacement, and stand in with the weight that is written down', () => {
    const matching = matched({ neighbours: 2 });
    const used = matching.controlRows.filter((row) => row >= 0);
    expect(new Set(used).size).toBe(used.length);
    expect(matching.matchedControls).toBe(used.length);
    const total = (arm: number) =>
      matching.weights.reduce((sum, w, i) => sum + (pilot.treated[i] === arm ? w : 0), 0);
    expect(total(1)).toBe(matching.matchedTreated);
    expect(total(0)).toBeCloseTo(matching.matchedControls, 9);
  });

  it('are within the caliper', () => {
    const { logits, treatedRows, controlRows } = matched({ caliper: 0.01, replace: true });
    const mean = logits.reduce((sum, l) => sum + l, 0) / logits.length;
    const deviation = Math.sqrt(logits.reduce((sum, l) => sum + (l - mean) ** 2, 0) / (logits.length - 1));
    treatedRows.forEach((row, t) => {
      const control = controlRows[t]!;
      if (control >= 0)
        expect(Math.abs(logits[row]! - logits[control]!)).toBeLessThanOrEqual(0.01 * deviation);
    });
  });

  it('are the same whatever unit and zero the covariates are measured in', () => {
    // Covariates without ties, since a tie of distances may fall either way in the last digit.
    const random = createRandom(5);
    const covariates = [0, 1].map(() => Array.from({ length: 120 }, () => random.normal()));
    const treated = covariates[0]!.map((x) => (random.uniform() < 0.3 + 0.1 * Math.sign(x) ? 1 : 0));
    const plain = matchControls({ treated, covariates });
    const scaled = matchControls({
      treated,
      covariates: [covariates[0]!.map((x) => 1000 * x - 7), covariates[1]!],
    });
    expect(scaled.controlRows).toEqual(plain.controlRows);
    scaled.balance.forEach((row, j) => {
      expect(row.standardisedDifferenceAfter).toBeCloseTo(plain.balance[j]!.standardisedDifferenceAfter, 9);
    });
  });

  it('are more alike than all controls', () => {
    for (const row of matched().balance.slice(0, 2))
      expect(Math.abs(row.standardisedDifferenceAfter)).toBeLessThan(
        Math.abs(row.standardisedDifferenceBefore) / 10,
      );
  });

  it.each<[string, Partial<MatchingInput>, string, string]>([
    ['nobody in the pilot', { treated: pilot.treated.map(() => 0) }, 'one_class', 'treated'],
    [
      'a covariate that says who is in it',
      { covariates: [pilot.treated.map((t, i) => 10 * t + (i % 3))] },
      'not_identified',
      'covariates',
    ],
    [
      'twin columns',
      { covariates: [pilot.covariates[0]!, pilot.covariates[0]!] },
      'not_identified',
      'covariates[1]',
    ],
    ['a caliper below nothing', { caliper: -1 }, 'out_of_range', 'caliper'],
    ['a caliper that is not a number', { caliper: Number.NaN }, 'not_finite', 'caliper'],
    ['a caliper that lets nobody through', { caliper: 1e-9 }, 'too_few', 'caliper'],
    ['more neighbours than controls', { neighbours: 400 }, 'out_of_range', 'neighbours'],
    ['no end of neighbours', { neighbours: 1e15 }, 'out_of_range', 'neighbours'],
    [
      'a covariate that is not a number',
      { covariates: [pilot.treated.map(() => Number.NaN)] },
      'not_finite',
      'covariates[0][0]',
    ],
    ['no neighbour', { neighbours: 0 }, 'out_of_range', 'neighbours'],
    ['a short column', { covariates: [[1]] }, 'length_mismatch', 'covariates[0]'],
    ['names that are too few', { names: ['age'] }, 'length_mismatch', 'names'],
  ])('refuse %s', (_, wrong, code, argument) => {
    expect(refusal(() => matched(wrong))).toEqual({ code, argument });
  });
});

describe('the table of balance', () => {
  const balanceFor = (treated: number[], column: number[]) =>
    matchControls({ treated, covariates: [column], ridge: 1, caliper: Number.POSITIVE_INFINITY }).balance[1]!;
  const treated = [1, 0, 1, 0, 1, 0, 0, 0];

  it('measures by the spread of both arms where the treated are all alike, whatever a third of 0.3 is in binary', () => {
    const { standardisedDifferenceBefore } = balanceFor(treated, [0.1, 0.2, 0.1, 0.1, 0.1, 0.3, 0.4, 0.5]);
    // Controls 0.1 … 0.5: mean 0.3, variance 0.025.
    expect(standardisedDifferenceBefore).toBeCloseTo((0.1 - 0.3) / Math.sqrt(0.025 / 2), 12);
  });

  it('measures by the spread of all rows where each arm is alike', () => {
    const row = balanceFor(
      treated,
      treated.map((t) => 3 + 0.2 * t),
    );
    expect(row.standardisedDifferenceBefore).toBeCloseTo(0.2 / (0.2 * Math.sqrt(15 / 56)), 9);
    expect(row.varianceRatioBefore).toBeUndefined();
  });
});

describe('the effect on the treated', () => {
  const effectOf = (options: Partial<MatchingInput>, outcome: ArrayLike<number> = pilot.outcome) =>
    estimateEffectOnTreated({ outcome, matching: matched(options) }).effect;

  it('is the mean of the matched treated less that of their controls', () => {
    const matching = matched({ neighbours: 2, caliper: 0.05 });
    const read = estimateEffectOnTreated({ outcome: pilot.outcome, matching });
    let [differences, sets] = [0, 0];
    matching.treatedRows.forEach((row, t) => {
      const own = [...matching.controlRows.subarray(2 * t, 2 * t + 2)].filter((control) => control >= 0);
      if (own.length === 0) return;
      sets += 1;
      differences +=
        pilot.outcome[row]! - own.reduce((sum, control) => sum + pilot.outcome[control]!, 0) / own.length;
    });
    expect(read.effect.value).toBeCloseTo(differences / sets, 11);
    expect(read.treatedMean - read.controlMean).toBeCloseTo(read.effect.value, 11);
  });

  it('takes away what made the pilot differ', () => {
    const naive = (arm: number) => {
      const own = pilot.outcome.filter((_, i) => pilot.treated[i] === arm);
      return own.reduce((sum, y) => sum + y, 0) / own.length;
    };
    const { interval } = effectOf({});
    expect(naive(1) - naive(0)).toBeGreaterThan(interval.upper);
    expect(interval.lower < 0.7 && interval.upper > 0.7).toBe(true);
  });

  it('follows the unit of the outcome and is blind to a constant', () => {
    for (const replace of [false, true]) {
      const plain = effectOf({ replace });
      const moved = effectOf(
        { replace },
        pilot.outcome.map((y) => 50 * y - 1000),
      );
      expect(moved.value).toBeCloseTo(50 * plain.value, 8);
      expect(moved.standardError).toBeCloseTo(50 * plain.standardError, 8);
    }
  });

  it('covers the true effect at least at its level', () => {
    const random = createRandom(47);
    const runs = 2000;
    let covered = 0;
    for (let design = 0; design < runs / 5; design++) {
      const x = Array.from({ length: 60 }, () => random.normal());
      const treated = x.map((value) => (random.uniform() < 1 / (1 + Math.exp(1.5 - 0.7 * value)) ? 1 : 0));
      const matching = matchControls({ treated, covariates: [x] });
      // Matching costs most and looks at no outcome: five outcomes for each.
      for (let again = 0; again < 5; again++) {
        const outcome = x.map((value, i) => value + treated[i]! + random.normal());
        const { interval } = estimateEffectOnTreated({ outcome, matching }).effect;
        if (interval.lower <= 1 && interval.upper >= 1) covered += 1;
      }
    }
    expect(covered / runs).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs));
  });

  it('knows its error from no more controls than there are', () => {
    const treated = [1, 1, 1, 1, 1, 1, 0, 0, 0];
    const matching = matchControls({
      treated,
      covariates: [[1, 2, 3, 4, 5, 6, 2, 4, 5.5]],
      replace: true,
      caliper: Number.POSITIVE_INFINITY,
    });
    const read = estimateEffectOnTreated({ outcome: [3, 1, 4, 1, 5, 9, 2, 6, 5], matching });
    expect(matching.matchedControls).toBe(3);
    expect(read.degreesOfFreedom).toBe(2);
    expect(estimateEffectOnTreated({ outcome: pilot.outcome, matching: matched() }).degreesOfFreedom).toBe(
      matched().matchedTreated - 1,
    );
  });

  it('refuses to tell an error from one treated row, or from one control', () => {
    const refused = (treated: number[]) =>
      refusal(() =>
        estimateEffectOnTreated({
          outcome: treated.map((_, i) => i),
          matching: matchControls({
            treated,
            covariates: [[1, 2, 1.5, 0.5, 3]],
            ridge: 1,
            caliper: Number.POSITIVE_INFINITY,
            replace: true,
          }),
        }),
      );
    expect(refused([1, 0, 0, 0, 0])).toEqual({ code: 'not_identified', argument: 'matching' });
    expect(refused([1, 0, 1, 1, 1])).toEqual({ code: 'not_identified', argument: 'matching' });
  });

  it('refuses a matching whose parts do not belong together', () => {
    const matching = matched();
    const refused = (wrong: Partial<Matching>) =>
      refusal(() => estimateEffectOnTreated({ outcome: pilot.outcome, matching: { ...matching, ...wrong } }));
    expect(refused({ neighbours: 2 })).toEqual({ code: 'length_mismatch', argument: 'matching.controlRows' });
    expect(refused({ controlRows: matching.controlRows.map(() => 400) })).toEqual({
      code: 'out_of_range',
      argument: 'matching.controlRows[0]',
    });
    expect(refused({ treatedRows: matching.treatedRows.map(() => -2) })).toEqual({
      code: 'out_of_range',
      argument: 'matching.treatedRows[0]',
    });
  });

  it('refuses outcomes of other rows, and those without any spread', () => {
    const matching = matched();
    const refused = (outcome: ArrayLike<number>) =>
      refusal(() => estimateEffectOnTreated({ outcome, matching }));
    expect(refused([1, 2])).toEqual({ code: 'length_mismatch', argument: 'outcome' });
    expect(refused(pilot.treated)).toEqual({ code: 'zero_variance', argument: 'outcome' });
    const row = matching.controlRows.find((control) => control >= 0)!;
    const spoilt = (value: number) => pilot.outcome.map((y, i) => (i === row ? value : y));
    expect(refused(spoilt(Number.NaN))).toEqual({ code: 'not_finite', argument: `outcome[${row}]` });
    expect(refused(spoilt(1e200))).toEqual({ code: 'out_of_range', argument: `outcome[${row}]` });
    expect(refusal(() => estimateEffectOnTreated({ outcome: pilot.outcome, matching, level: 0 }))).toEqual({
      code: 'out_of_range',
      argument: 'level',
    });
  });
});
