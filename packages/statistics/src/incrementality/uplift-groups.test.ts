import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { experiment } from './references-samples.ts';
import { compareUpliftByScore, type UpliftGroupsInput } from './uplift-groups.ts';

const { treated, outcome, amount, x2 } = experiment;
const input: UpliftGroupsInput = { scores: x2, treated, outcome, groups: 4 };

describe('uplift by groups of a score', () => {
  it('puts every customer in one group, from the highest scores down', () => {
    const groups = compareUpliftByScore(input);
    const count = groups.reduce((total, group) => total + group.treatedCount + group.controlCount, 0);
    expect(count).toBe(treated.length);
    groups.slice(1).forEach((group, i) => {
      expect(group.highestScore).toBeLessThan(groups[i]!.lowestScore);
    });
  });

  it('cuts groups of equal size when no scores are equal', () => {
    const sizes = compareUpliftByScore({ ...input, scores: treated.map((_, i) => i), groups: 8 }).map(
      ({ treatedCount, controlCount }) => treatedCount + controlCount,
    );
    expect(sizes).toEqual(new Array(8).fill(50));
  });

  it('makes fewer groups when there are fewer different scores', () => {
    const groups = compareUpliftByScore({ ...input, scores: x2.map((x) => (x > 0.3 ? 1 : 0)) });
    expect(groups).toHaveLength(2);
    expect(groups.map(({ group }) => group)).toEqual([1, 2]);
  });

  it('is mirrored when the arms change places', () => {
    for (const of of [outcome, amount]) {
      const one = compareUpliftByScore({ ...input, outcome: of });
      const other = compareUpliftByScore({ ...input, outcome: of, treated: treated.map((t) => 1 - t) });
      one.forEach(({ uplift }, i) => {
        expect(other[i]!.uplift.value).toBeCloseTo(-uplift.value, 12);
        expect(other[i]!.uplift.interval.lower).toBeCloseTo(-uplift.interval.upper, 12);
        expect(other[i]!.uplift.standardError).toBeCloseTo(uplift.standardError, 12);
      });
    }
  });

  it('gives the same for scores that rank alike, and in any order of the customers', () => {
    const plain = compareUpliftByScore(input).map(({ uplift }) => uplift);
    expect(
      compareUpliftByScore({ ...input, scores: x2.map((x) => Math.exp(x)) }).map(({ uplift }) => uplift),
    ).toEqual(plain);
    const turn = (values: ArrayLike<number>) => Array.from(values).reverse();
    const turned = compareUpliftByScore({
      ...input,
      scores: turn(x2),
      treated: turn(treated),
      outcome: turn(outcome),
    });
    expect(turned.map(({ uplift }) => uplift)).toEqual(plain);
  });

  it('follows the unit of amounts, however small or large', () => {
    const plain = compareUpliftByScore({ ...input, outcome: amount });
    for (const unit of [1e-120, 1e-12, 1e12, 1e90])
      compareUpliftByScore({ ...input, outcome: amount.map((y) => unit * y) }).forEach(({ uplift }, i) => {
        expect(uplift.interval.lower / unit).toBeCloseTo(plain[i]!.uplift.interval.lower, 10);
        expect(uplift.interval.upper / unit).toBeCloseTo(plain[i]!.uplift.interval.upper, 10);
      });
  });

  it('does not claim certainty where nobody of a group responded', () => {
    const none = compareUpliftByScore({
      scores: [4, 4, 3, 3],
      treated: [1, 0, 1, 0],
      outcome: [0, 0, 0, 1],
      groups: 2,
    })[0]!.uplift;
    expect(none.value).toBe(0);
    expect(none.interval.upper).toBeGreaterThan(0.5);
  });

  it('covers the true uplift of a group at its level', () => {
    const random = createRandom(23);
    const runs = 2000;
    let [shares, means] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const arms = Array.from({ length: 80 }, (_, i) => i % 2);
      const covers = (drawn: number[], truth: number) => {
        const { interval } = compareUpliftByScore({
          scores: arms.map((_, i) => Math.floor(i / 40)),
          treated: arms,
          outcome: drawn,
          groups: 2,
        })[0]!.uplift;
        return interval.lower <= truth && interval.upper >= truth ? 1 : 0;
      };
      shares += covers(
        arms.map((arm) => (random.uniform() < 0.2 + 0.15 * arm ? 1 : 0)),
        0.15,
      );
      means += covers(
        arms.map((arm) => arm + (1 + arm) * random.normal()),
        1,
      );
    }
    expect(shares / runs).toBeGreaterThan(0.94);
    expect(shares / runs).toBeLessThan(0.975);
    expect(Math.abs(means / runs - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs));
  });

  it.each<[string, Partial<UpliftGroupsInput>, string, string]>([
    ['an arm of nobody', { treated: treated.map(() => 1) }, 'one_class', 'treated'],
    [
      'an arm of a half',
      { treated: treated.map((t, i) => (i === 3 ? 0.5 : t)) },
      'out_of_range',
      'treated[3]',
    ],
    [
      'a score that is not a number',
      { scores: x2.map((x, i) => (i === 7 ? Number.NaN : x)) },
      'not_finite',
      'scores[7]',
    ],
    ['scores of another length', { scores: [1] }, 'length_mismatch', 'scores'],
    ['outcomes of another length', { outcome: [1] }, 'length_mismatch', 'outcome'],
    ['more groups than customers', { groups: 401 }, 'out_of_range', 'groups'],
    ['no group', { groups: 0 }, 'out_of_range', 'groups'],
    [
      'so many groups that one lacks an arm',
      { scores: x2.map((_, i) => i), groups: 200 },
      'too_few',
      'groups',
    ],
    [
      'amounts that are all equal in a group',
      { outcome: x2.map((x) => (x > 0.5 ? 7 : x)) },
      'zero_variance',
      'outcome',
    ],
    ['a level of 95', { level: 95 }, 'out_of_range', 'level'],
  ])('refuses %s', (_, wrong, code, argument) => {
    expect(refusal(() => compareUpliftByScore({ ...input, ...wrong }))).toEqual({ code, argument });
  });
});
