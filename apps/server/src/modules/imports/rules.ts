/** From a record and a map to a call of the Segment kind, or to the reason why not. Pure. */
import {
  type IdentityKind,
  type ImportField,
  type ImportMap,
  identityKinds,
  type RowRefusal,
} from '@jetbridge/contract';
import { instantReader, type Parsed, textOf, type Value, valueReader } from './values.ts';

export interface Refusal {
  field: string | null;
  reason: RowRefusal;
}

/** What a row says, before it gets its message id. */
export interface Row {
  type: 'identify' | 'track';
  /** Null for members: every such call is named alike. */
  event: string | null;
  /** Null when the map knows no time: it is so as of the import. */
  time: Date | null;
  identifiers: Partial<Record<IdentityKind, string>>;
  /** Traits of a member, properties of an event. */
  values: Record<string, Value>;
}

export type RowReader = (fields: readonly string[]) => { row: Row } | Refusal;

/** Why a map cannot be used with a file: where in the map, and what is wrong there. */
export interface MapProblem {
  path: string;
  reason:
    | 'column_missing'
    | 'identifier_unknown'
    | 'identifier_needed'
    | 'event_needed'
    | 'time_needed'
    | 'format_invalid';
  column?: string | number;
}

interface Reader {
  name: string;
  index: number;
  field: ImportField;
  read: (text: string) => Parsed<Value>;
}

/**
 * Prepares a map for a file.
 * @param columns its headings; empty for a file without, whose columns the map then names by position
 * @param zone of the airline, for times that name none
 */
export function compileMap(
  map: ImportMap,
  columns: readonly string[],
  zone: string,
): { read: RowReader } | { problems: MapProblem[] } {
  const problems: MapProblem[] = mapProblems(map);
  const locate = (column: string | number, path: string): number => {
    const index = typeof column === 'number' ? column : columns.indexOf(column);
    if (index === -1 || (columns.length > 0 && index >= columns.length)) {
      problems.push({ path, reason: 'column_missing', column });
    }
    return index;
  };
  const readers = (fields: Record<string, ImportField>, path: string): Reader[] =>
    Object.entries(fields).map(([name, field]) => {
      const read = valueReader(field);
      if (!read) problems.push({ path: `${path}/${name}/format`, reason: 'format_invalid' });
      return {
        name,
        index: locate(field.column, `${path}/${name}`),
        field,
        read: read ?? (() => ({ reason: 'not_a_date' })),
      };
    });
  const identifiers = readers(map.identifiers, '/identifiers');
  const values =
    map.kind === 'members'
      ? readers(map.traits ?? {}, '/traits')
      : readers(map.properties ?? {}, '/properties');
  const time = map.time && {
    index: locate(map.time.column, '/time'),
    field: map.time,
    read: instantReader(map.time, zone),
  };
  if (time && !time.read) problems.push({ path: '/time/format', reason: 'format_invalid' });
  const event = map.kind === 'events' ? map.event : undefined;
  const eventIndex = event && 'column' in event ? locate(event.column, '/event') : null;
  if (problems.length > 0) return { problems };
  return {
    read(fields) {
      const named = readEvent(event, eventIndex === null ? undefined : fields[eventIndex]);
      if ('reason' in named) return named;
      const found = readIdentifiers(identifiers, fields, map.identifierPrefix ?? '');
      if ('reason' in found) return found;
      const at = time?.read ? readTime(time, time.read, fields) : { time: null };
      if ('reason' in at) return at;
      if (map.kind === 'events' && at.time === null) return { field: 'time', reason: 'no_time' };
      const read = readValues(values, fields);
      if ('reason' in read) return read;
      const type = map.kind === 'members' ? 'identify' : 'track';
      const all = { ...map.constants, ...read.values };
      return {
        row: { type, event: named.event, time: at.time, identifiers: found.identifiers, values: all },
      };
    },
  };
}

/** What is wrong with a map whatever the file. */
function mapProblems(map: ImportMap): MapProblem[] {
  const kinds = Object.keys(map.identifiers);
  const problems: MapProblem[] = kinds
    .filter((kind) => !isKind(kind))
    .map((kind) => ({ path: `/identifiers/${kind}`, reason: 'identifier_unknown' }));
  if (kinds.length === 0) problems.push({ path: '/identifiers', reason: 'identifier_needed' });
  if (map.kind === 'events' && !map.event) problems.push({ path: '/event', reason: 'event_needed' });
  if (map.kind === 'events' && !map.time) problems.push({ path: '/time', reason: 'time_needed' });
  return problems;
}

function isKind(kind: string): kind is IdentityKind {
  return identityKinds.some((known) => known === kind);
}

export function identifiersOf(row: Row): { kind: IdentityKind; value: string }[] {
  return identityKinds.flatMap((kind) => {
    const value = row.identifiers[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
}

function readEvent(event: ImportMap['event'], raw: string | undefined): { event: string | null } | Refusal {
  if (!event) return { event: null };
  if ('name' in event) return { event: event.name };
  const name = (raw ?? '').trim();
  if (name === '') return { field: 'event', reason: 'no_event_name' };
  return name.length > 120 ? { field: 'event', reason: 'too_long' } : { event: name };
}

function readIdentifiers(
  readers: readonly Reader[],
  fields: readonly string[],
  prefix: string,
): { identifiers: Row['identifiers'] } | Refusal {
  const identifiers: Row['identifiers'] = {};
  for (const { name, index, field } of readers) {
    const text = textOf(fields[index], field);
    if (text === null || !isKind(name)) continue;
    if (text.length + prefix.length > 256) return { field: name, reason: 'too_long' };
    identifiers[name] = prefix + text;
  }
  return Object.keys(identifiers).length === 0 ? { field: null, reason: 'no_identifier' } : { identifiers };
}

function readTime(
  time: { index: number; field: ImportField },
  read: (text: string) => Parsed<Date>,
  fields: readonly string[],
): { time: Date | null } | Refusal {
  const text = textOf(fields[time.index], time.field);
  if (text === null) return { time: null };
  const parsed = read(text);
  return 'reason' in parsed ? { field: 'time', reason: parsed.reason } : { time: parsed.value };
}

function readValues(
  readers: readonly Reader[],
  fields: readonly string[],
): { values: Record<string, Value> } | Refusal {
  const values: Record<string, Value> = {};
  for (const { name, index, field, read } of readers) {
    const text = textOf(fields[index], field);
    if (text === null) continue;
    const parsed = read(text);
    if ('reason' in parsed) return { field: name, reason: parsed.reason };
    values[name] = parsed.value;
  }
  return { values };
}

/** The same for rows that say the same, whatever the order of the columns. */
export function contentOf(row: Row): string {
  const sorted = (record: Record<string, unknown>) =>
    Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    row.type,
    row.event,
    row.time?.getTime() ?? null,
    sorted(row.identifiers),
    sorted(row.values),
  ]);
}

/** Headings under which identifiers usually stand, for a first suggestion. */
const usualNames: readonly [IdentityKind, RegExp][] = [
  ['member_no', /^(member_?(no|id|number)|ffp_?no|card_?no|customer_?id|user_?id|会员(卡)?号|卡号)$/i],
  ['unionid', /^union_?id$/i],
  ['external_userid', /^external_?user_?id$/i],
  ['mobile', /^(mobile|phone|tel|手机(号码?)?|电话)$/i],
  ['email', /^(e-?mail|邮箱|电子邮件)$/i],
];
const usualTimes = /^(date|time|timestamp|event_?time|created_?at|日期|时间|load_time)$/i;

/** A map to start from, when at least one heading looks like an identifier; numbers where the sample holds numbers. */
export function suggestMap(
  kind: ImportMap['kind'],
  columns: readonly string[],
  sample: readonly (readonly string[])[],
): ImportMap | null {
  const identifiers: Record<string, ImportField> = {};
  for (const [name, pattern] of usualNames) {
    const column = columns.find((heading) => pattern.test(heading));
    if (column !== undefined) identifiers[name] = { column };
  }
  if (Object.keys(identifiers).length === 0) return null;
  const used = new Set(Object.values(identifiers).map((field) => field.column));
  const time = columns.find((heading) => usualTimes.test(heading));
  const values: Record<string, ImportField> = {};
  columns.forEach((column, index) => {
    if (used.has(column) || column === time || column === '') return;
    const texts = sample.map((fields) => (fields[index] ?? '').trim()).filter((text) => text !== '');
    const numbers = texts.length > 0 && texts.every((text) => /^-?\d+(\.\d+)?$/.test(text));
    values[column.slice(0, 80)] = { column, ...(numbers ? { type: 'number' as const } : {}) };
  });
  const timed =
    time === undefined ? {} : { time: { column: time, ...timeFormat(sample, columns.indexOf(time)) } };
  if (kind === 'members') return { kind, identifiers, traits: values, ...timed };
  return { kind, identifiers, event: { name: 'Order Completed' }, properties: values, ...timed };
}

function timeFormat(sample: readonly (readonly string[])[], index: number): { format?: string } {
  const text = (sample[0]?.[index] ?? '').trim();
  if (/^\d{8}$/.test(text)) return { format: 'yyyyMMdd' };
  if (/^\d{4}\/\d{1,2}\/\d{1,2}$/.test(text)) return { format: 'yyyy/MM/dd' };
  return /^\d{4}\/\d{1,2}\/\d{1,2} \d{1,2}:\d\d:\d\d$/.test(text) ? { format: 'yyyy/MM/dd HH:mm:ss' } : {};
}

/** Whether the first record names the columns: no number among its fields, and no two alike. */
export function looksLikeHeader(fields: readonly string[]): boolean {
  const names = fields.map((field) => field.trim());
  return new Set(names).size === names.length && !names.some((name) => /^-?[\d.,/-]+$/.test(name));
}
