/** The beginning of a file, read as told or as guessed: what a person looks at before saying go. */
import type { ImportMap } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import type { Sql } from '../../kernel/postgres.ts';
import { storedFile } from './file.ts';
import { shippedMaps } from './maps.ts';
import {
  decoded,
  type Encoding,
  type FileRecord,
  guessSeparator,
  recordsOf,
  type Separator,
} from './records.ts';
import { compileMap, looksLikeHeader, type RowReader, suggestMap } from './rules.ts';
import type { ImportRow } from './store.ts';

const sampleCharacters = 256 * 1024;
const shownRows = 20;

export interface Reading {
  map?: ImportMap | undefined;
  separator?: Separator | undefined;
  encoding?: 'auto' | Encoding | undefined;
  header?: boolean | undefined;
}

/** How a file is read: what the map says, else what was asked for, else what the file looks like. */
export interface Layout {
  encoding: Encoding;
  separator: Separator;
  header: boolean;
  /** Headings, or none. */
  columns: string[];
  /** Records after the heading. */
  sample: FileRecord[];
}

/** Throws imports.file_invalid when nothing can be read. */
export async function layoutOf(sql: Sql, row: ImportRow, reading: Reading): Promise<Layout> {
  const { map } = reading;
  const asked = map?.encoding ?? reading.encoding ?? 'auto';
  const encoding = asked === 'auto' ? (row.encoding ?? 'utf-8') : asked;
  const head = await headOf(sql, row.id, encoding);
  const separator =
    map?.separator ?? reading.separator ?? guessSeparator(head.split(/\r\n|\n|\r/).slice(0, 20));
  const records: FileRecord[] = [];
  for await (const batch of recordsOf(once(head), separator)) records.push(...batch);
  const first = records.find((record) => 'fields' in record);
  if (!first || !('fields' in first)) throw new AppError('imports.file_invalid', { reason: 'no_rows' });
  const header = map ? map.header !== false : (reading.header ?? looksLikeHeader(first.fields));
  const sample = records.filter((record) => record !== first || !header);
  return { encoding, separator, header, columns: header ? headings(first.fields) : [], sample };
}

function headings(fields: readonly string[]): string[] {
  return fields.map((field) => field.trim());
}

async function headOf(sql: Sql, id: string, encoding: Encoding): Promise<string> {
  let head = '';
  for await (const text of decoded(storedFile(sql, id), encoding)) {
    head += text;
    if (head.length >= sampleCharacters) break;
  }
  if (head.length < sampleCharacters) return head;
  // The last line may be cut in two.
  const cut = head.slice(0, sampleCharacters);
  return cut.slice(0, Math.max(cut.lastIndexOf('\n'), 0) || cut.length);
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

export async function previewOf(sql: Sql, row: ImportRow, at: { reading: Reading; zone: string }) {
  const { reading, zone } = at;
  const layout = await layoutOf(sql, row, reading);
  const texts = layout.sample.flatMap((record) => ('fields' in record ? [record.fields] : []));
  const suggested = reading.map ? null : suggestion(row.kind, layout, texts);
  const map = reading.map ?? suggested;
  const read = map ? readerOf(map, layout.columns, { zone, strict: reading.map !== undefined }) : null;
  const width = layout.columns.length || (texts[0]?.length ?? 0);
  return {
    encoding: layout.encoding,
    separator: layout.separator,
    columns: layout.columns,
    rows: texts.slice(0, shownRows),
    suggested,
    mapped: read ? layout.sample.slice(0, shownRows).map((record) => mapped(record, read, width)) : [],
  };
}

/** A shipped map whose columns are all there, else one made from the headings. */
function suggestion(
  kind: ImportMap['kind'],
  layout: Layout,
  texts: readonly (readonly string[])[],
): ImportMap | null {
  const fits = shippedMaps.find(
    ({ map }) =>
      map.kind === kind &&
      'read' in compileMap(map, layout.columns.length > 0 ? layout.columns : ['-'], 'UTC'),
  );
  if (fits) return fits.map;
  const map = suggestMap(kind, layout.columns, texts.slice(0, 200));
  return map && { ...map, separator: layout.separator, header: layout.header };
}

/** Throws imports.map_invalid with the problems, or returns null for a mere suggestion that does not fit. */
export function readerOf(
  map: ImportMap,
  columns: readonly string[],
  how: { zone: string; strict: boolean },
): RowReader | null {
  const compiled = compileMap(map, columns, how.zone);
  if ('read' in compiled) return compiled.read;
  if (how.strict) throw new AppError('imports.map_invalid', { problems: compiled.problems });
  return null;
}

function mapped(record: FileRecord, read: RowReader, width: number) {
  const { line } = record;
  if ('problem' in record) return { line, ok: false, reason: record.problem, result: null };
  if (record.fields.length !== width) return { line, ok: false, reason: 'columns', result: null };
  const result = read(record.fields);
  if ('reason' in result) return { line, ok: false, reason: result.reason, result: { field: result.field } };
  const { time, ...row } = result.row;
  return { line, ok: true, reason: null, result: { ...row, time: time?.toISOString() ?? null } };
}
