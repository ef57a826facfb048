import type { ImportMap } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { shippedMaps } from './maps.ts';
import { compileMap, contentOf, looksLikeHeader, type Row, suggestMap } from './rules.ts';
import { instantReader, valueReader } from './values.ts';

const zone = 'Asia/Shanghai';

function read(map: ImportMap, columns: string[], fields: string[]) {
  const compiled = compileMap(map, columns, zone);
  if ('problems' in compiled) throw new Error(JSON.stringify(compiled.problems));
  return compiled.read(fields);
}

const members: ImportMap = {
  kind: 'members',
  identifiers: { member_no: { column: 'no' }, mobile: { column: 'phone' } },
  traits: { age: { column: 'age', type: 'integer' }, city: { column: 'city', empty: ['.', '-'] } },
};
const columns = ['no', 'phone', 'age', 'city'];

describe('a row of members', () => {
  it('becomes an identify call with identifiers and traits, unknown values left out', () => {
    expect(read(members, columns, [' 007 ', '', '41', '.'])).toEqual({
      row: {
        type: 'identify',
        event: null,
        time: null,
        identifiers: { member_no: '007' },
        values: { age: 41 },
      },
    });
  });

  it('is refused with field and reason when it cannot be read', () => {
    expect(read(members, columns, ['', ' ', '41', ''])).toEqual({ field: null, reason: 'no_identifier' });
    expect(read(members, columns, ['7', '', '4l', ''])).toEqual({ field: 'age', reason: 'not_a_number' });
    expect(read(members, columns, ['7', '', '4.5', ''])).toEqual({ field: 'age', reason: 'not_an_integer' });
    expect(read(members, columns, ['7'.repeat(300), '', '', ''])).toEqual({
      field: 'member_no',
      reason: 'too_long',
    });
  });

  it('says the same whatever the order of its columns', () => {
    const turned: ImportMap = {
      ...members,
      traits: Object.fromEntries(Object.entries(members.traits ?? {}).reverse()),
    };
    const contents = [members, turned].map((map) => {
      const result = read(map, columns, ['7', '', '41', 'Xi’an']);
      return 'row' in result ? contentOf(result.row) : null;
    });
    expect(contents[0]).toBe(contents[1]);
  });
});

describe('a row of events', () => {
  const cdnow = shippedMaps.find((shipped) => shipped.name === 'cdnow')?.map;
  const heading = ['customer_id', 'date', 'number_of_cds', 'dollar_value'];

  it('of the CDNOW file becomes a purchase at noon of its day in the airline’s zone', () => {
    expect(cdnow && read(cdnow, heading, ['00001', '19970101', '1', '11.77'])).toEqual({
      row: {
        type: 'track',
        event: 'Order Completed',
        time: new Date('1997-01-01T04:00:00Z'),
        identifiers: { member_no: 'cdnow-00001' },
        values: { total: 11.77, items: 1, currency: 'USD' },
      } satisfies Row,
    });
  });

  it('is refused without time or name', () => {
    const map: ImportMap = {
      kind: 'events',
      identifiers: { member_no: { column: 0 } },
      event: { column: 1 },
      time: { column: 2 },
    };
    expect(read(map, [], ['7', '', '2026-01-01'])).toEqual({ field: 'event', reason: 'no_event_name' });
    expect(read(map, [], ['7', 'Flown', ''])).toEqual({ field: 'time', reason: 'no_time' });
    expect(read(map, [], ['7', 'Flown', 'yesterday'])).toEqual({ field: 'time', reason: 'not_a_date' });
    expect(read(map, [], ['7', 'Flown', '2026-01-01'])).toMatchObject({ row: { event: 'Flown' } });
  });
});

describe('a map', () => {
  it('is refused with every problem it has', () => {
    const map: ImportMap = {
      kind: 'events',
      identifiers: { passport: { column: 'no' } },
      properties: { at: { column: 'nowhere', type: 'date', format: 'MM/dd' } },
    };
    const compiled = compileMap(map, columns, zone);
    expect(
      'problems' in compiled && compiled.problems.map(({ path, reason }) => `${path} ${reason}`).sort(),
    ).toEqual([
      '/event event_needed',
      '/identifiers/passport identifier_unknown',
      '/properties/at column_missing',
      '/properties/at/format format_invalid',
      '/time time_needed',
    ]);
  });

  it('is suggested from headings and values', () => {
    expect(
      suggestMap('members', ['会员号', '手机', '城市', '积分'], [['1', '13800000000', '北京', '1200']]),
    ).toEqual({
      kind: 'members',
      identifiers: { member_no: { column: '会员号' }, mobile: { column: '手机' } },
      traits: { 城市: { column: '城市' }, 积分: { column: '积分', type: 'number' } },
    });
    expect(suggestMap('events', ['a', 'b'], [])).toBeNull();
  });

  it('knows a heading from a row', () => {
    expect(looksLikeHeader(['customer_id', 'date'])).toBe(true);
    expect(looksLikeHeader(['00001', '19970101', '1', '11.77'])).toBe(false);
    expect(looksLikeHeader(['a', 'a'])).toBe(false);
  });
});

describe('values', () => {
  const number = valueReader({ column: 0, type: 'number' });
  const date = (format?: string) => valueReader({ column: 0, type: 'date', ...(format ? { format } : {}) });
  const instant = (format?: string) => instantReader({ column: 0, ...(format ? { format } : {}) }, zone);

  it('of numbers take grouped thousands and refuse what only looks like a number', () => {
    for (const [text, value] of [
      ['1,234.5', 1234.5],
      ['-3', -3],
      ['.5', 0.5],
      ['1e3', 1000],
    ] as const) {
      expect(number?.(text)).toEqual({ value });
    }
    for (const text of ['1,23', '0x10', 'Infinity', '12 3', '--1', '']) {
      expect(number?.(text)).toEqual({ reason: 'not_a_number' });
    }
  });

  it('of dates follow the format and exist', () => {
    expect(date('yyyy/MM/dd')?.('2006/11/02')).toEqual({ value: '2006-11-02' });
    expect(date('yyyy/MM/dd')?.('2006/1/2')).toEqual({ value: '2006-01-02' });
    expect(date('yyyyMMdd')?.('19970101')).toEqual({ value: '1997-01-01' });
    expect(date('dd.MM.yyyy')?.('31.12.2025')).toEqual({ value: '2025-12-31' });
    expect(date('yyyy年M月d日')?.('2026年3月2日')).toEqual({ value: '2026-03-02' });
    for (const text of ['2014/02/29', '2014/13/01', '2014-01-01', '2014/2/29  0:00:00']) {
      expect(date('yyyy/MM/dd')?.(text)).toEqual({ reason: 'not_a_date' });
    }
  });

  it('of instants take the zone they name, else the airline’s, and noon where there is no time of day', () => {
    expect(instant()?.('2026-03-02T08:00:00Z')).toEqual({ value: new Date('2026-03-02T08:00:00Z') });
    expect(instant()?.('2026-03-02 08:00:00+02:00')).toEqual({ value: new Date('2026-03-02T06:00:00Z') });
    expect(instant()?.('2026-03-02 08:00')).toEqual({ value: new Date('2026-03-02T00:00:00Z') });
    expect(instant()?.('2026-03-02')).toEqual({ value: new Date('2026-03-02T04:00:00Z') });
    expect(instant('yyyy/MM/dd HH:mm:ss')?.('2026/03/02 8:30:15')).toEqual({
      value: new Date('2026-03-02T00:30:15Z'),
    });
    expect(instant('yyyyMMddHHmmss')?.('20260302083015')).toEqual({
      value: new Date('2026-03-02T00:30:15Z'),
    });
    expect(instant()?.('2026-03-02T25:00:00')).toEqual({ reason: 'not_a_date' });
  });

  it('of booleans are words of both languages', () => {
    const boolean = valueReader({ column: 0, type: 'boolean' });
    expect(['是', 'Yes', '0', 'maybe'].map((text) => boolean?.(text))).toEqual([
      { value: true },
      { value: true },
      { value: false },
      { reason: 'not_a_boolean' },
    ]);
  });
});
