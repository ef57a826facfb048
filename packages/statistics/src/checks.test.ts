import { describe, expect, it } from 'vitest';
import {
  checkCount,
  checkList,
  checkNumber,
  checkObject,
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

  it.each<[string, unknown]>([
    ['the text "0.95"', '0.95'],
    ['the text ""', ''],
    ['null', null],
    ['undefined', undefined],
    ['true', true],
    ['a date', new Date(0)],
    ['a list', [5]],
    ['an object', { valueOf: () => 5 }],
    ['the bigint 5', 5n],
    ['a symbol', Symbol('5')],
    ['a function', () => 5],
  ])('that is %s is no number, alone or in a list', (words, value) => {
    const given = value as number;
    const says = `must be a finite number, not ${words}`;
    expect(refusalOf(() => checkNumber('level', given))).toMatchObject({
      code: 'not_finite',
      message: `level ${says}`,
    });
    for (const check of [checkCount, checkPositive, checkProbability, checkSeed])
      expect(refusalOf(() => check('n', given)).message).toBe(`n ${says}`);
    for (const range of [{}, { min: 0 }, { min: -1, max: 9, open: true }])
      expect(refusalOf(() => checkValues('values', [1, given, 2], range)).message).toBe(`values[1] ${says}`);
    expect(refusalOf(() => checkShares('shares', [0.5, given])).message).toBe(`shares[1] ${says}`);
  });

  it('that is a hole of a list, or a list of bigints, is refused as any other', () => {
    expect(refusalOf(() => checkValues('values', new Array<number>(2)))).toMatchObject({
      code: 'not_finite',
      argument: 'values[0]',
    });
    const bigints = new BigInt64Array(2) as unknown as Float64Array;
    expect(refusalOf(() => checkValues('values', bigints)).argument).toBe('values[0]');
  });

  it('that has places to count is a list, whatever else it is', () => {
    for (const list of [[], new Float64Array(2), new Uint8Array(0), { length: 1, 0: 5 }])
      checkList('values', list);
    checkValues('values', { length: 1, 0: 5 });
    for (const none of [
      undefined,
      null,
      {},
      5,
      '123',
      () => 5,
      new Set([5]),
      { length: '2' },
      { length: -1 },
    ])
      expect(refusalOf(() => checkList('values', none as unknown as number[]))).toMatchObject({
        code: 'empty',
        argument: 'values',
      });
    expect(refusalOf(() => checkValues('values', {} as number[], { atLeast: 0 })).message).toBe(
      'values must be a list, not an object',
    );
    expect(refusalOf(() => checkSameLength(['a', [1]], ['b', 5 as unknown as number[]])).argument).toBe('b');
  });

  it('that must have named fields shows which', () => {
    checkObject('rule', { kind: 'linear' }, "{ kind: 'linear' }");
    expect(refusalOf(() => checkObject('rule', 'linear', "{ kind: 'linear' }"))).toMatchObject({
      code: 'empty',
      message: `rule must be an object such as { kind: 'linear' }, not the text "linear"`,
    });
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
