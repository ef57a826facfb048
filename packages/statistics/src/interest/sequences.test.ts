import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { listsOf } from '../reference-case.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { RUNS, slackOf } from '../simulation.test-support.ts';
import { mineSequences } from './mine-sequences.ts';
import { findNextNeeds } from './next-needs.ts';

const held = { seed: 12, numRuns: 150 };
const histories = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), {
  minLength: 1,
  maxLength: 8,
});

function occursIn(sequence: readonly number[], history: readonly number[]): boolean {
  let found = 0;
  for (const item of history) if (item === sequence[found]) found += 1;
  return found === sequence.length;
}

describe('frequent sequences', () => {
  it('are exactly those that trying all of them finds', () => {
    const candidates = [1, 2, 3].flatMap((length) =>
      Array.from({ length: 4 ** length }, (_, code) =>
        Array.from({ length }, (__, place) => Math.floor(code / 4 ** place) % 4),
      ),
    );
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 4 }), (lists, minimumCount) => {
        fc.pre(lists.flat().length > 0);
        const counted = candidates
          .map((items) => ({ items, count: lists.filter((history) => occursIn(items, history)).length }))
          .filter(({ count }) => count >= minimumCount);
        const { sequences, complete } = mineSequences({
          histories: listsOf(lists),
          minimumCount,
          maximumLength: 3,
        });
        const inOrder = (all: typeof sequences) => all.map(({ items, count }) => `${items}:${count}`).sort();
        expect(complete).toBe(true);
        expect(inOrder(sequences)).toEqual(inOrder(counted));
      }),
      held,
    );
  });

  it('are never more frequent than what they begin with', () => {
    fc.assert(
      fc.property(histories, (lists) => {
        fc.pre(lists.flat().length > 0);
        const { sequences } = mineSequences({ histories: listsOf(lists), minimumCount: 1 });
        const counts = new Map(sequences.map(({ items, count }) => [items.join(), count]));
        for (const { items, count } of sequences)
          if (items.length > 1) expect(counts.get(items.slice(0, -1).join())).toBeGreaterThanOrEqual(count);
      }),
      held,
    );
  });

  it('say that there are more when the search was ended', () => {
    const read = mineSequences({ histories: listsOf([[0, 1, 2, 3]]), minimumCount: 1, maximumSequences: 3 });
    expect(read.sequences).toHaveLength(3);
    expect(read.complete).toBe(false);
  });

  it('name what cannot be read', () => {
    const fine = { histories: listsOf([[0, 1]]), minimumCount: 1 };
    expect(refusalOf(() => mineSequences({ ...fine, minimumCount: 0 }))).toMatchObject({
      argument: 'minimumCount',
    });
    expect(refusalOf(() => mineSequences({ ...fine, maximumLength: 21 }))).toMatchObject({
      argument: 'maximumLength',
    });
    expect(
      refusalOf(() => mineSequences({ ...fine, histories: { offsets: [0, 0], items: [] } })),
    ).toMatchObject({
      code: 'empty',
      argument: 'histories',
    });
  });
});

/** Travellers with habits of their own, whose next thing does not depend on the last. */
function aimless(seed: number): number[][] {
  const random = createRandom(seed);
  return Array.from({ length: 60 }, () => {
    const habit = random.below(4);
    return Array.from({ length: 2 + random.below(8) }, () =>
      random.uniform() < 0.1 ? habit : random.below(4),
    );
  });
}

describe('next needs', () => {
  it('are hardly ever found where nothing follows from anything', () => {
    let falsely = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { needs } = findNextNeeds({ histories: listsOf(aimless(seed)), correction: 'holm', alpha: 0.05 });
      if (needs.length > 0) falsely += 1;
    }
    expect(falsely / RUNS).toBeLessThan(0.05 + slackOf(0.05));
    expect(falsely / RUNS).toBeGreaterThan(0.01);
  });

  it('are tested at their level also where every other step is from the same thing', () => {
    const random = createRandom(29);
    let rejected = 0;
    for (let run = 0; run < RUNS; run++) {
      const lists = Array.from({ length: 80 }, () =>
        Array.from({ length: 6 }, () => Math.max(0, random.below(4) - 1)),
      );
      const { needs } = findNextNeeds({ histories: listsOf(lists), alpha: 0.999_999, correction: 'holm' });
      if (needs.some(({ given, next, pValue }) => given === 0 && next === 1 && pValue < 0.05)) rejected += 1;
    }
    expect(Math.abs(rejected / RUNS - 0.05)).toBeLessThan(slackOf(0.05));
  });

  it('are not made by one traveller who often does something else', () => {
    const random = createRandom(30);
    const others = Array.from({ length: 100 }, () => Array.from({ length: 6 }, () => random.below(2)));
    const loud = Array.from({ length: 2_000 }, () => 2 + random.below(2));
    const { needs } = findNextNeeds({ histories: listsOf([...others, loud]), alpha: 0.01 });
    expect(needs).toEqual([]);
  });

  it('are found where one thing calls for another, with its chance', () => {
    const random = createRandom(9);
    const lists = Array.from({ length: 300 }, () => {
      const history = [random.below(4)];
      while (history.length < 6)
        history.push(history.at(-1) === 1 && random.uniform() < 0.5 ? 3 : random.below(4));
      return history;
    });
    const { needs } = findNextNeeds({ histories: listsOf(lists) });
    const strongest = [...needs].sort((a, b) => a.pValue - b.pValue)[0]!;
    expect(strongest).toMatchObject({ given: 1, next: 3 });
    expect(strongest.chance).toBeCloseTo(0.5 + 0.5 / 4, 1);
    expect(strongest.chance / strongest.baseline).toBeCloseTo(strongest.lift, 12);
  });

  it('count one traveller with many trips as one witness', () => {
    const loud = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 3));
    const others = Array.from({ length: 60 }, (_, i) => [i % 4, (i + 1) % 4, (i + 3) % 4, (i * 3) % 4, 1, 0]);
    const { needs } = findNextNeeds({ histories: listsOf([...others, loud]) });
    expect(needs.filter(({ given, next }) => given === 1 && next === 3)).toEqual([]);
  });

  it('know that nothing came as soon as the time is over', () => {
    const lists = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? [2] : i % 8 === 1 ? [0, 1] : [0]));
    const times = lists.flatMap((history) => (history.length === 2 ? [0, 2] : [0]));
    const asked = { histories: listsOf(lists), times, within: 2, minimumCount: 2, watchedUntil: 2 };
    // The last things at 2 are still open.
    expect(findNextNeeds(asked).needs).toMatchObject([
      { given: 0, next: 1, steps: 40, followed: 10, baseline: 0.125 },
    ]);
  });

  it('count only what came in time, and no step whose time is not over', () => {
    const lists = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? [0, 1] : [0]));
    const times = lists.flatMap((history, i) => (history.length === 2 ? [0, i % 4 === 0 ? 1 : 9] : [0]));
    const asked = { histories: listsOf(lists), times, within: 2, minimumCount: 2, alpha: 0.999 };
    const late = findNextNeeds({ ...asked, watchedUntil: 9.5 });
    // 40 steps from 0, of which 10 were answered in time; those from 1 at 9 are not over.
    expect(late.needs).toMatchObject([{ given: 0, next: 1, steps: 40, followed: 10, chance: 0.25 }]);
    expect(late.needs[0]?.baseline).toBeCloseTo(10 / 50, 12);
  });

  it('name what cannot be read', () => {
    const histories = listsOf([
      [0, 1],
      [1, 0],
    ]);
    expect(refusalOf(() => findNextNeeds({ histories, within: 2 }))).toMatchObject({
      code: 'empty',
      argument: 'times',
    });
    expect(refusalOf(() => findNextNeeds({ histories, within: 2, times: [0, 1, 2] }))).toMatchObject({
      code: 'length_mismatch',
      argument: 'times',
    });
    expect(refusalOf(() => findNextNeeds({ histories, within: 2, times: [0, 1, 3, 2] }))).toMatchObject({
      code: 'out_of_range',
      argument: 'times[3]',
    });
    expect(
      refusalOf(() => findNextNeeds({ histories, within: 2, times: [0, 1, 2, 3], watchedUntil: 1 })),
    ).toMatchObject({
      code: 'out_of_range',
      argument: 'watchedUntil',
    });
    expect(refusalOf(() => findNextNeeds({ histories: listsOf([[0], [1]]) }))).toMatchObject({
      code: 'empty',
      argument: 'histories',
    });
  });
});
