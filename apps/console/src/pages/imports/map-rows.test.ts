import type { ImportMap } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { mapOf, rowsOf, unusedColumns } from './map-rows.ts';

const purchases: ImportMap = {
  kind: 'events',
  separator: 'spaces',
  header: false,
  identifiers: { member_no: { column: 0 } },
  identifierPrefix: 'cdnow-',
  event: { name: 'Order Completed' },
  time: { column: 1, type: 'date', format: 'yyyyMMdd' },
  properties: { total: { column: 3, type: 'number' } },
  constants: { currency: 'USD' },
};

describe('the mapping of a file', () => {
  it('gives back a map unchanged', () => {
    expect(mapOf(purchases, rowsOf(purchases))).toEqual(purchases);
    const members: ImportMap = {
      kind: 'members',
      identifiers: { member_no: { column: 'MEMBER_NO' } },
      traits: { age: { column: 'AGE', type: 'integer', empty: ['0'] } },
    };
    expect(mapOf(members, rowsOf(members))).toEqual(members);
  });

  it('takes the name of the event from a column when a row says so', () => {
    const rows = rowsOf(purchases);
    const map = mapOf(purchases, [...rows, { key: 'x', role: 'event', name: '', column: 4 }]);
    expect(map.event).toEqual({ column: 4 });
  });

  it('says which columns are left, by heading or by position', () => {
    expect(unusedColumns(['a', 'b', 'c', 'd'], rowsOf(purchases), false)).toEqual([2]);
    expect(unusedColumns(['a', 'b'], [], true)).toEqual(['a', 'b']);
  });
});
