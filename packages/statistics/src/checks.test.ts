import { describe, expect, it } from 'vitest';
import {
  checkCount,
  checkNumber,
  checkPositive,
  checkProbability,
  checkSameLength,
  checkSeed,
  checkShares,
  checkValues,
} from './checks.ts';
import { refusalOf } from './refusal.test-support.ts';

describe('an argument', () => {
  it('that is no number is refused by name', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(refusalOf(() => checkNumber('rate', value))).toMatchObject({
        code: 'not_finite',
        argument: 'rate',
      });
    expect(refusalOf(() => checkNumber('rate', 2, { min: 0, max: 1 })).message).toBe(
      'rate must be between 0 and 1, not 2',
    );
    expect(refusalOf(() => checkPositive('rate', 0)).message).toBe('rate must be strictly above 0, not 0');
    expect(refusalOf(() => checkNumber('rate', 3, { max: 1 })).message).toBe('rate must be below 1, not 3');
  });

  it('that must be whole, a share or a seed is held to that', () => {
    expect(refusalOf(() => checkCount('n', 1.5))).toMatchObject({ code: 'out_of_range', argument: 'n' });
    expect(refusalOf(() => checkCount('n', -1))).toMatchObject({ code: 'out_of_range' });
    expect(refusalOf(() => checkProbability('level', 1))).toMatchObject({
      code: 'out_of_range',
      argument: 'level',
    });
    expect(refusalOf(() => checkSeed('seed', 2 ** 32))).toMatchObject({
      code: 'out_of_range',
      argument: 'seed',
    });
    checkSeed('seed', 2 ** 32 - 1);
  });

  it('that is a list is refused at the place that is wrong', () => {
    expect(refusalOf(() => checkValues('values', []))).toMatchObject({ code: 'empty', argument: 'values' });
    expect(refusalOf(() => checkValues('values', [1, Number.NaN]))).toMatchObject({
      code: 'not_finite',
      argument: 'values[1]',
    });
    expect(refusalOf(() => checkValues('values', [1, Number.POSITIVE_INFINITY]))).toMatchObject({
      code: 'not_finite',
      argument: 'values[1]',
    });
    expect(refusalOf(() => checkValues('values', [1, 0], { min: 0, open: true }))).toMatchObject({
      code: 'out_of_range',
      argument: 'values[1]',
    });
    expect(refusalOf(() => checkSameLength(['a', [1]], ['b', [1, 2]])).message).toBe(
      'b must be as long as a (1), not 2',
    );
  });

  it('that shares a whole must share all of it', () => {
    checkShares('shares', [0.1, 0.2, 0.7]);
    expect(refusalOf(() => checkShares('shares', [0.5, 0.4]))).toMatchObject({
      code: 'shares_do_not_sum',
      argument: 'shares',
    });
    expect(refusalOf(() => checkShares('shares', [1, 0]))).toMatchObject({
      code: 'out_of_range',
      argument: 'shares[1]',
    });
  });
});
