import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { adjustByBenjaminiHochberg, adjustByHolm } from './multiple-testing.ts';

const chance = fc.oneof(fc.constantFrom(0, 0.01, 0.05, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const several = fc.array(chance, { minLength: 1, maxLength: 30 });
const runs = { seed: 4, numRuns: 150 };

describe.each([
  ['Holm', adjustByHolm],
  ['Benjamini and Hochberg', adjustByBenjaminiHochberg],
])('p-values adjusted by %s', (_, adjust) => {
  it('are no smaller, at most one, in the same order and equal where they were', () => {
    fc.assert(
      fc.property(several, (pValues) => {
        const adjusted = adjust(pValues);
        const ofPair = (i: number, j: number) => Math.sign((adjusted[i] ?? 0) - (adjusted[j] ?? 0));
        const wrong = pValues.filter(
          (p, i) =>
            !((adjusted[i] ?? 0) >= p && (adjusted[i] ?? 2) <= 1) ||
            pValues.some((q, j) => (p < q && ofPair(i, j) > 0) || (p === q && ofPair(i, j) !== 0)),
        );
        expect(wrong).toEqual([]);
      }),
      runs,
    );
  });

  it('do not depend on the order they come in', () => {
    fc.assert(
      fc.property(several, (pValues) => {
        const reversed = adjust([...pValues].reverse()).reverse();
        expect(Array.from(reversed)).toEqual(Array.from(adjust(pValues)));
      }),
      runs,
    );
  });

  it('leave one alone, and are refused when they are not chances', () => {
    expect(Array.from(adjust([0.2]))).toEqual([0.2]);
    expect(refusalPair(() => adjust([]))).toEqual(['empty', 'pValues']);
    expect(refusalPair(() => adjust([0.2, 1.1]))).toEqual(['out_of_range', 'pValues[1]']);
    expect(refusalPair(() => adjust([Number.NaN]))).toEqual(['not_finite', 'pValues[0]']);
  });
});

it('Holm’s are those of Bonferroni in every set of questions that one belongs to, and the other’s by definition', () => {
  fc.assert(
    fc.property(fc.array(chance, { minLength: 1, maxLength: 6 }), (pValues) => {
      const sets = Array.from({ length: 1 << pValues.length }, (_, bits) =>
        pValues.map((_p, i) => i).filter((i) => bits & (1 << i)),
      );
      const holm = pValues.map((_, i) =>
        Math.max(
          ...sets
            .filter((set) => set.includes(i))
            .map((set) => Math.min(1, set.length * Math.min(...set.map((j) => pValues[j] ?? 1)))),
        ),
      );
      adjustByHolm(pValues).forEach((p, i) => {
        expect(p).toBeCloseTo(holm[i] ?? 0, 14);
      });
      adjustByBenjaminiHochberg(pValues).forEach((p, i) => {
        const later = pValues.filter((q) => q >= (pValues[i] ?? 0));
        const least = later.map((q) => (pValues.length * q) / pValues.filter((r) => r <= q).length);
        expect(p).toBeCloseTo(Math.min(1, ...least), 14);
      });
    }),
    { seed: 4, numRuns: 60 },
  );
});

it('Holm never finds more than Benjamini and Hochberg', () => {
  fc.assert(
    fc.property(several, (pValues) => {
      const other = adjustByBenjaminiHochberg(pValues);
      adjustByHolm(pValues).forEach((p, i) => {
        expect(p).toBeGreaterThanOrEqual((other[i] ?? 0) * (1 - 1e-15));
      });
    }),
    runs,
  );
});

it('both find something in ten true nulls no more often than they say', () => {
  const random = createRandom(9);
  const times = 2_000;
  const found = { holm: 0, hochberg: 0 };
  for (let i = 0; i < times; i++) {
    const pValues = Array.from({ length: 10 }, () => random.uniform());
    if (Math.min(...adjustByHolm(pValues)) < 0.05) found.holm += 1;
    if (Math.min(...adjustByBenjaminiHochberg(pValues)) < 0.05) found.hochberg += 1;
  }
  const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / times);
  expect(found.holm / times).toBeLessThan(most);
  expect(found.hochberg / times).toBeLessThan(most);
});
