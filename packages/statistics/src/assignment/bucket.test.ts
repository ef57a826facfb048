import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chisquareUpper } from '../distributions.ts';
import { BUCKETS, bucketOf, hashHead, type Unit } from './bucket.ts';

const UNITS = 60_000;
/** Six expected in each of 2,500 cells, as in each of the 10,000 buckets. */
const PAIRS = 15_000;
const CELLS = 50;
const runs = { seed: 7, numRuns: 200 };

/** The chance of a table as uneven as this one, were all its cells equally likely. */
function chanceOf(counts: ArrayLike<number>): number {
  const expected = Array.from(counts).reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return chisquareUpper(statistic, counts.length - 1);
}

function countBuckets(salt: string, unitOf: (i: number) => Unit): Int32Array {
  const counts = new Int32Array(BUCKETS);
  for (let i = 0; i < UNITS; i++) counts[bucketOf({ salt, unit: unitOf(i) })]! += 1;
  return counts;
}

describe('the hash', () => {
  it.each([
    ['abc', 'ba7816bf8f01'],
    ['', 'e3b0c44298fc'],
    ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', '248d6a61d206'],
    ['a'.repeat(1_000_000), 'cdc76e5c9914'],
  ])('starts as FIPS 180-4 and its test vectors say: %.20s', (text, head) => {
    expect(hashHead(text).toString(16).padStart(12, '0')).toBe(head);
  });
});

const countOfNumbers = countBuckets('numbers', (i) => i);

describe('the bucket of a unit', () => {
  it('stays what it was: sha256sum of GNU coreutils, first 12 digits, modulo 10,000', () => {
    const bucket = (unit: Unit) => bucketOf({ salt: 'spring-fares', unit });
    expect(['customer-1', '会员 王小明', ' '].map(bucket)).toEqual([6501, 3068, 8313]);
  });

  it.each<[string, (i: number) => Unit]>([
    ['numbers', (i) => i],
    ['numbers of 64 bits in steps', (i) => 9_007_199_254_740_993n + BigInt(i) * 10_000n],
    ['text', (i) => `wmAJ2GCAAA${i.toString(36)}`],
    ['text of several bytes', (i) => `会员${i}`],
  ])('is uniform over all buckets for %s', (salt, unitOf) => {
    const counts = salt === 'numbers' ? countOfNumbers : countBuckets(salt, unitOf);
    const chance = chanceOf(counts);
    expect(chance).toBeGreaterThan(1e-3);
    expect(chance).toBeLessThan(1 - 1e-3);
  });

  it('would be found uneven if a five-hundredth of all units fell into one bucket more often', () => {
    const counts = new Int32Array(countOfNumbers);
    counts[0]! += UNITS / 500;
    expect(chanceOf(counts)).toBeLessThan(1e-3);
  });

  it.each([
    ['spring-fares', 'autumn-fares'],
    ['experiment 1', 'experiment 2'],
    ['a', 'aa'],
  ])('for the salt %s says nothing about that for %s', (one, other) => {
    const cells = new Int32Array(CELLS * CELLS);
    const cellOf = (salt: string, unit: number) => Math.floor(bucketOf({ salt, unit }) / (BUCKETS / CELLS));
    for (let unit = 0; unit < PAIRS; unit++) cells[cellOf(one, unit) * CELLS + cellOf(other, unit)]! += 1;
    expect(chanceOf(cells)).toBeGreaterThan(1e-3);
    expect(chanceOf(cells)).toBeLessThan(1 - 1e-3);
  });

  it('is that of the decimal digits for a whole number', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (unit) => {
        const bucket = bucketOf({ salt: 's', unit });
        expect(bucketOf({ salt: 's', unit: String(unit) })).toBe(bucket);
        expect(bucketOf({ salt: 's', unit: BigInt(unit) })).toBe(bucket);
      }),
      runs,
    );
    expect(bucketOf({ salt: 's', unit: -0 })).toBe(bucketOf({ salt: 's', unit: '0' }));
  });

  it('does not confuse where the salt ends', () => {
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc', ' '],
    ] as const;
    expect(new Set(pairs.map(([salt, unit]) => bucketOf({ salt, unit }))).size).toBe(3);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (salt, unit) => {
        fc.pre(!salt.includes('\n') && !salt.includes('\0') && !unit.includes('\0'));
        const text = `${salt}\n${unit}`;
        expect(bucketOf({ salt, unit })).toBe(hashHead(text) % BUCKETS);
        expect(text.slice(0, text.indexOf('\n'))).toBe(salt);
      }),
      runs,
    );
  });

  it.each<[string, { salt: string; unit: Unit }, string, string]>([
    ['an empty salt', { salt: '', unit: 'x' }, 'empty', 'salt'],
    ['a salt with a line feed', { salt: 'a\nb', unit: 'x' }, 'out_of_range', 'salt'],
    ['a salt with half a surrogate pair', { salt: '\ud83d', unit: 'x' }, 'out_of_range', 'salt'],
    ['an empty unit', { salt: 's', unit: '' }, 'empty', 'unit'],
    ['no unit', { salt: 's', unit: undefined as unknown as Unit }, 'empty', 'unit'],
    ['a unit that is null', { salt: 's', unit: null as unknown as Unit }, 'empty', 'unit'],
    ['a unit that is a list', { salt: 's', unit: ['x'] as unknown as Unit }, 'empty', 'unit'],
    ['a salt that is no text', { salt: 7 as unknown as string, unit: 'x' }, 'empty', 'salt'],
    ['a unit with U+0000', { salt: 's', unit: 'a\0b' }, 'out_of_range', 'unit'],
    ['a unit with half a surrogate pair', { salt: 's', unit: 'x\udc00' }, 'out_of_range', 'unit'],
    ['a fraction', { salt: 's', unit: 1.5 }, 'out_of_range', 'unit'],
    ['a number beyond 2⁵³', { salt: 's', unit: 2 ** 53 }, 'out_of_range', 'unit'],
    ['NaN', { salt: 's', unit: Number.NaN }, 'not_finite', 'unit'],
  ])('is refused for %s', (_, input, code, argument) => {
    expect(() => bucketOf(input)).toThrow(expect.objectContaining({ code, argument }));
  });
});
