import type { ImportMap } from '@jetbridge/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFigures, type Decimal, decimalOf, plus, textOf } from './figures.ts';
import type { Row } from './rules.ts';

const map: ImportMap = {
  kind: 'events',
  identifiers: { member_no: { column: 'no' } },
  event: { name: 'Order Completed' },
  time: { column: 'day' },
  properties: {
    total: { column: 'total', type: 'number' },
    bags: { column: 'bags', type: 'integer' },
    route: { column: 'route' },
  },
};
const row = (identifiers: Row['identifiers'], values: Row['values'] = {}): Row => ({
  type: 'track',
  event: 'Order Completed',
  time: new Date(0),
  identifiers,
  values,
});

describe('the figures of a file', () => {
  it('add up its numbers exactly and leave its texts alone', () => {
    const figures = createFigures(map);
    figures.add(row({ member_no: 'A' }, { total: 0.1, bags: 2, route: 'XMN-PEK' }));
    figures.add(row({ member_no: 'B' }, { total: 0.2 }));
    figures.add(row({ member_no: 'A' }, { total: -1000.25, bags: 1 }));
    expect(figures.told()).toEqual({
      customers: 2,
      sums: [
        { property: 'total', sum: '-999.95' },
        { property: 'bags', sum: '3' },
      ],
    });
  });

  it('take two spellings of one number for one customer, and the strongest of several identifiers', () => {
    const figures = createFigures(map);
    figures.add(row({ mobile: '138 0013 8000' }));
    figures.add(row({ mobile: '+8613800138000' }));
    figures.add(row({ member_no: 'A', mobile: '13900139000' }));
    figures.add(row({ member_no: 'A' }));
    expect(figures.told().customers).toBe(2);
  });

  it('do not add up what members are like', () => {
    const figures = createFigures({
      ...map,
      kind: 'members',
      traits: { age: { column: 'age', type: 'integer' } },
    });
    figures.add(row({ member_no: 'A' }, { age: 41 }));
    expect(figures.told().sums).toEqual([]);
  });
});

describe('a decimal', () => {
  it.each([
    [12, '12'],
    [-0.5, '-0.5'],
    [1e21, '1000000000000000000000'],
    [2.5e-7, '0.00000025'],
    [-0, '0'],
  ])('is %d as it is written', (value, text) => {
    expect(textOf(decimalOf(value))).toBe(text);
  });

  it('means the double that it was made from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(textOf(decimalOf(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('adds amounts of fen as their integers, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (fen) => {
        const sum = (list: number[]) =>
          list.reduce<Decimal>((all, one) => plus(all, decimalOf(one / 100)), { units: 0n, scale: 0 });
        const inFen = fen.reduce((all, one) => all + BigInt(one), 0n);
        expect(plus(sum(fen), { units: 0n, scale: 2 })).toEqual({ units: inFen, scale: 2 });
        expect(textOf(sum([...fen].reverse()))).toBe(textOf(sum(fen)));
      }),
    );
  });
});
