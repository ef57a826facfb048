import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateLayer, allocateVariants, type BucketRange, type NamedShare } from './allocation.ts';

const runs = { seed: 11, numRuns: 40 };
const NAMES = ['a', 'b', 'c', 'd', 'e'];

const named = (...shares: number[]): NamedShare[] =>
  shares.map((share, i) => ({ name: NAMES[i] ?? '', share }));

const ownersOf = (ranges: readonly BucketRange[]): (string | undefined)[] => {
  const owners = new Array<string | undefined>(10_000).fill(undefined);
  for (const { name, from, to } of ranges) owners.fill(name, from, to);
  return owners;
};
const sizesOf = (ranges: readonly BucketRange[]) => {
  const sizes: Record<string, number> = {};
  for (const { name, from, to } of ranges) sizes[name] = (sizes[name] ?? 0) + to - from;
  return sizes;
};
const movedBetween = (before: readonly BucketRange[], after: readonly BucketRange[]) => {
  const now = ownersOf(after);
  return ownersOf(before).filter((name, bucket) => name !== now[bucket]).length;
};
const leastMoved = (before: readonly BucketRange[], after: readonly BucketRange[]) => {
  const [old, now] = [sizesOf(before), sizesOf(after)];
  return [...NAMES].reduce((sum, name) => sum + Math.abs((old[name] ?? 0) - (now[name] ?? 0)), 0) / 2;
};

/** Two to five variants of at least one bucket each. */
const shares = fc.array(fc.integer({ min: 5, max: 1_000 }), { minLength: 2, maxLength: 5 }).map((weights) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return named(...weights.map((weight) => weight / total));
});

describe('the buckets of variants', () => {
  it('are as many as their shares say, consecutive in the order given', () => {
    expect(allocateVariants({ variants: named(0.5, 0.25, 0.25) })).toEqual([
      { name: 'a', from: 0, to: 5_000 },
      { name: 'b', from: 5_000, to: 7_500 },
      { name: 'c', from: 7_500, to: 10_000 },
    ]);
  });

  it('are shared out to the last one: thirds, and a tie goes to the one named first', () => {
    expect(sizesOf(allocateVariants({ variants: named(1 / 3, 1 / 3, 1 / 3) }))).toEqual({
      a: 3_334,
      b: 3_333,
      c: 3_333,
    });
    expect(sizesOf(allocateVariants({ variants: named(0.7, 0.1, 0.2) }))).toEqual({
      a: 7_000,
      b: 1_000,
      c: 2_000,
    });
  });

  it('change hands as seldom as can be: half the sum of all changes, whatever the history', () => {
    fc.assert(
      fc.property(fc.array(shares, { minLength: 2, maxLength: 5 }), (history) => {
        let previous = allocateVariants({ variants: history[0] ?? [] });
        for (const variants of history.slice(1)) {
          const next = allocateVariants({ variants, previous });
          expect(movedBetween(previous, next)).toBe(leastMoved(previous, next));
          expect(ownersOf(next).includes(undefined)).toBe(false);
          previous = next;
        }
      }),
      runs,
    );
  });

  it('do not depend on the history in number', () => {
    fc.assert(
      fc.property(shares, shares, (one, other) => {
        const fresh = allocateVariants({ variants: other });
        const grown = allocateVariants({ variants: other, previous: allocateVariants({ variants: one }) });
        expect(sizesOf(grown)).toEqual(sizesOf(fresh));
      }),
      runs,
    );
  });

  it('stay as they are when the shares do', () => {
    fc.assert(
      fc.property(shares, (variants) => {
        const previous = allocateVariants({ variants });
        expect(allocateVariants({ variants, previous })).toEqual(previous);
      }),
      runs,
    );
  });

  it('go only to the variant that grows, never between the others', () => {
    const before = allocateVariants({ variants: named(0.4, 0.3, 0.3) });
    const after = allocateVariants({ variants: named(0.5, 0.25, 0.25), previous: before });
    const now = ownersOf(after);
    const moved = ownersOf(before).flatMap((name, bucket) => (name === now[bucket] ? [] : [now[bucket]]));
    expect(new Set(moved)).toEqual(new Set(['a']));
    expect(moved).toHaveLength(1_000);
  });

  it.each<[string, () => unknown, string, string]>([
    [
      'shares below one',
      () => allocateVariants({ variants: named(0.5, 0.4) }),
      'shares_do_not_sum',
      'variants',
    ],
    [
      'shares above one',
      () => allocateVariants({ variants: named(0.5, 0.6) }),
      'shares_do_not_sum',
      'variants',
    ],
    ['no variant', () => allocateVariants({ variants: [] }), 'empty', 'variants'],
    [
      'a share of nothing',
      () => allocateVariants({ variants: named(1, 0) }),
      'out_of_range',
      'variants[1].share',
    ],
    [
      'a negative share',
      () => allocateVariants({ variants: named(1.5, -0.5) }),
      'out_of_range',
      'variants[0].share',
    ],
    ['NaN', () => allocateVariants({ variants: named(0.5, Number.NaN) }), 'not_finite', 'variants[1].share'],
    [
      'less than a bucket',
      () => allocateVariants({ variants: named(0.99999, 0.00001) }),
      'out_of_range',
      'variants[1].share',
    ],
    [
      'a name twice',
      () => allocateVariants({ variants: [...named(0.5), ...named(0.5)] }),
      'out_of_range',
      'variants[1].name',
    ],
    [
      'a history with a hole',
      () => allocateVariants({ variants: named(1), previous: [{ name: 'a', from: 0, to: 9_999 }] }),
      'shares_do_not_sum',
      'previous',
    ],
    [
      'a history that overlaps',
      () =>
        allocateVariants({
          variants: named(1),
          previous: [
            { name: 'a', from: 0, to: 6_000 },
            { name: 'b', from: 5_000, to: 10_000 },
          ],
        }),
      'out_of_range',
      'previous[1]',
    ],
  ])('are refused for %s', (_, act, code, argument) => {
    expect(act).toThrow(expect.objectContaining({ code, argument }));
  });
});

describe('the buckets of a layer', () => {
  it('may be left to nobody', () => {
    expect(allocateLayer({ experiments: named(0.2, 0.3) })).toEqual([
      { name: 'a', from: 0, to: 2_000 },
      { name: 'b', from: 2_000, to: 5_000 },
    ]);
  });

  it('stay with an experiment whose share stays, while others start, grow, shrink and end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }), {
          minLength: 2,
          maxLength: 6,
        }),
        (history) => {
          let previous: readonly BucketRange[] = allocateLayer({ experiments: named(0.1) });
          const kept = (ranges: readonly BucketRange[]) =>
            ownersOf(ranges).flatMap((name, bucket) => (name === 'a' ? [bucket] : []));
          const first = kept(previous).join();
          for (const weights of history) {
            const others = weights.map((weight, i) => ({ name: NAMES[i + 1] ?? '', share: weight / 2_000 }));
            previous = allocateLayer({ experiments: [...others, { name: 'a', share: 0.1 }], previous });
            expect(kept(previous).join()).toBe(first);
          }
        },
      ),
      runs,
    );
  });

  it('of an experiment that grows include those it had', () => {
    const small = allocateLayer({ experiments: named(0.2, 0.3) });
    const large = allocateLayer({ experiments: named(0.6, 0.3), previous: small });
    const now = ownersOf(large);
    expect(ownersOf(small).every((name, bucket) => name === undefined || name === now[bucket])).toBe(true);
  });

  it('are refused for more than the layer', () => {
    expect(() => allocateLayer({ experiments: named(0.7, 0.4) })).toThrow(
      expect.objectContaining({ code: 'shares_do_not_sum', argument: 'experiments' }),
    );
    expect(() => allocateLayer({ experiments: [] })).toThrow(expect.objectContaining({ code: 'empty' }));
  });
});
