/**
 * From bytes to records, line by line, so that a malformed one is reported with its line and the next is read as if nothing
 * had happened. csv-parse, after a quote that is never closed, takes the rest of the file for one field.
 *
 * Quotes as in RFC 4180; a quote inside an unquoted field is a character like any other.
 */
import type { RowRefusal } from '@jetbridge/contract';

export type Separator = 'comma' | 'semicolon' | 'tab' | 'spaces';
export type Encoding = 'utf-8' | 'gb18030';

/** One record, or the reason why its line is none. `line` counts from 1 and is where the record begins. */
export type FileRecord = { line: number } & ({ fields: string[] } | { problem: RowRefusal });

const longestLine = 64 * 1024;
/** Lines that one quoted field may run over. */
const mostLines = 200;
const characters: Record<Exclude<Separator, 'spaces'>, string> = { comma: ',', semicolon: ';', tab: '\t' };

/** Decodes without failing: bytes that are none of the encoding become U+FFFD, which the record is then refused for. */
export async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

interface Line {
  number: number;
  text: string;
  /** Cut because it was longer than a line may be. */
  cut: boolean;
}

/** Lines by \n, \r\n or \r. Holds at most one line of bounded length. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<Line[]> {
  let rest = '';
  let number = 1;
  let cut = false;
  for await (const text of texts) {
    // A \r at the very end may be the first half of \r\n.
    const all = rest + text;
    const held = all.endsWith('\r') ? 1 : 0;
    const parts = all.slice(0, all.length - held).split(/\r\n|\n|\r/);
    const last = parts.pop() ?? '';
    const lines = parts.map((part, i) => {
      const long = part.length > longestLine || (i === 0 && cut);
      return { number: number + i, text: long ? '' : part, cut: long };
    });
    if (parts.length > 0) cut = false;
    number += parts.length;
    if (last.length > longestLine) cut = true;
    rest = (cut ? '' : last) + '\r'.repeat(held);
    if (lines.length > 0) yield lines;
  }
  const end = rest.replace(/\r$/, '');
  if (end !== '' || cut) yield [{ number, text: cut ? '' : end, cut: cut || end.length > longestLine }];
}

type Split = string[] | 'open' | 'text_after_quote';

/** The fields of a record's text; 'open' when it ends inside quotes. */
function splitRecord(text: string, separator: Separator): Split {
  if (separator === 'spaces') return text.trim().split(/\s+/);
  const mark = characters[separator];
  if (!text.includes('"')) return text.split(mark);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(mark, at);
      fields.push(text.slice(at, end === -1 ? undefined : end));
      if (end === -1) return fields;
      at = end + 1;
      continue;
    }
    const quoted = readQuoted(text, at + 1);
    if (!quoted) return 'open';
    fields.push(quoted.value);
    if (quoted.end === text.length) return fields;
    if (text[quoted.end] !== mark) return 'text_after_quote';
    at = quoted.end + 1;
  }
}

/** The value between quotes and the position after the closing one; null when it is never closed. */
function readQuoted(text: string, start: number): { value: string; end: number } | null {
  let value = '';
  let at = start;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

/** All records of a file in batches; blank lines are no records. */
export async function* recordsOf(
  texts: AsyncIterable<string>,
  separator: Separator,
): AsyncGenerator<FileRecord[]> {
  let waiting: Line[] = [];
  for await (const lines of linesOf(texts)) {
    const { records, rest } = takeRecords([...waiting, ...lines], separator, false);
    waiting = rest;
    if (records.length > 0) yield records;
  }
  const { records } = takeRecords(waiting, separator, true);
  if (records.length > 0) yield records;
}

function takeRecords(
  lines: readonly Line[],
  separator: Separator,
  final: boolean,
): { records: FileRecord[]; rest: Line[] } {
  const records: FileRecord[] = [];
  let at = 0;
  while (at < lines.length) {
    const taken = takeRecord(lines, at, separator);
    if (taken === null && !final) break;
    if (taken === null) {
      records.push({ line: lines[at]?.number ?? 0, problem: 'unclosed_quote' });
      at += 1;
      continue;
    }
    if (taken.record) records.push(taken.record);
    at += taken.lines;
  }
  return { records, rest: lines.slice(at) };
}

/** The record that begins at `at` and how many lines it takes; null when its quote may close in lines to come. */
function takeRecord(
  lines: readonly Line[],
  at: number,
  separator: Separator,
): { record: FileRecord | null; lines: number } | null {
  const first = lines[at];
  if (!first) return null;
  const line = first.number;
  if (first.cut) return { record: { line, problem: 'line_too_long' }, lines: 1 };
  if (first.text.trim() === '') return { record: null, lines: 1 };
  let text = first.text;
  for (let count = 1; ; count++) {
    const split = splitRecord(text, separator);
    if (split === 'text_after_quote') return { record: { line, problem: 'text_after_quote' }, lines: 1 };
    if (split !== 'open') {
      const record: FileRecord = text.includes('\uFFFD')
        ? { line, problem: 'bad_characters' }
        : { line, fields: split };
      return { record, lines: count };
    }
    const next = lines[at + count];
    if (count >= mostLines || text.length > longestLine || next?.cut) {
      // Only this line is given up: those after it are most likely sound.
      return { record: { line, problem: 'unclosed_quote' }, lines: 1 };
    }
    if (!next) return null;
    text = `${text}\n${next.text}`;
  }
}

/** The separator that cuts the first lines most evenly. */
export function guessSeparator(lines: readonly string[]): Separator {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, 20);
  const marks = ['comma', 'tab', 'semicolon'] as const;
  for (const mark of marks) {
    const widths = sample
      .map((line) => splitRecord(line, mark))
      .map((s) => (typeof s === 'string' ? 0 : s.length));
    const first = widths[0] ?? 0;
    const even = widths.filter((width) => width === first).length;
    if (first > 1 && even * 10 >= widths.length * 9) return mark;
  }
  return sample.every((line) => line.trim().includes(' ')) && sample.length > 0 ? 'spaces' : 'comma';
}
