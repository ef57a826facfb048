/** From the text of a field to a value. Pure. */
import type { ImportField, RowRefusal } from '@jetbridge/contract';
import { Temporal } from 'temporal-polyfill';

export type Value = string | number | boolean;
export type Parsed<T> = { value: T } | { reason: RowRefusal };

const yes = new Set(['true', 'yes', 'y', '1', '是']);
const no = new Set(['false', 'no', 'n', '0', '否']);

/** Null when the field is empty or one of the words that mean unknown. */
export function textOf(raw: string | undefined, field: ImportField): string | null {
  const text = (raw ?? '').trim();
  return text === '' || field.empty?.includes(text) ? null : text;
}

/** How the values of a field are read. Null when its date format is none. */
export function valueReader(field: ImportField): ((text: string) => Parsed<Value>) | null {
  switch (field.type ?? 'text') {
    case 'number':
      return readNumber;
    case 'integer':
      return readInteger;
    case 'boolean':
      return readBoolean;
    case 'date': {
      const read = dateReader(field.format);
      return read && ((text) => asDate(read(text)));
    }
    case 'text':
      return (value) => (value.includes('\u0000') ? { reason: 'bad_characters' } : { value });
  }
}

/** Thousands may be set apart by commas: 1,234.5. */
function readNumber(text: string): Parsed<number> {
  const plain = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return { reason: 'not_a_number' };
  const value = Number(plain);
  return Number.isFinite(value) ? { value } : { reason: 'not_a_number' };
}

function readInteger(text: string): Parsed<number> {
  const read = readNumber(text);
  return 'value' in read && !Number.isSafeInteger(read.value) ? { reason: 'not_an_integer' } : read;
}

function readBoolean(text: string): Parsed<boolean> {
  const word = text.toLowerCase();
  if (yes.has(word)) return { value: true };
  return no.has(word) ? { value: false } : { reason: 'not_a_boolean' };
}

function asDate(read: Temporal.PlainDateTime | null): Parsed<string> {
  return read ? { value: read.toPlainDate().toString() } : { reason: 'not_a_date' };
}

/**
 * When it happened. A date without a time of day is a business day: noon in the airline's zone, which is that same day
 * almost everywhere on earth. A time of day without a zone is the airline's.
 */
export function instantReader(field: ImportField, zone: string): ((text: string) => Parsed<Date>) | null {
  const read = dateReader(field.format);
  if (!read) return null;
  // Files repeat the same few days over and over, and zones are slow to work out.
  const known = new Map<string, number | null>();
  return (text) => {
    let ms = known.get(text);
    if (ms === undefined) {
      ms = zonedMs(text, field) ?? read(text)?.toZonedDateTime(zone).epochMilliseconds ?? null;
      if (known.size >= 5_000) known.clear();
      known.set(text, ms);
    }
    return ms === null ? { reason: 'not_a_date' } : { value: new Date(ms) };
  };
}

/** Milliseconds of an ISO 8601 instant that names its zone. */
function zonedMs(text: string, field: ImportField): number | null {
  if (field.format !== undefined || !/^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const ms = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(ms) ? null : ms;
}

const tokens: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{1,2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
};
/** In a format without anything between its parts, as in yyyyMMdd, each part has its full width. */
const fixed: Readonly<Record<string, string>> = {
  MM: '(?<month>\\d{2})',
  dd: '(?<day>\\d{2})',
  HH: '(?<hour>\\d{2})',
};
const isoPattern =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)([T ](?<hour>\d\d):(?<minute>\d\d)(:(?<second>\d\d)(\.\d+)?)?)?/;

/** Reads a local date and time, noon where no time is given. Null when the format names no year, month and day. */
function dateReader(format: string | undefined): ((text: string) => Temporal.PlainDateTime | null) | null {
  const pattern = format === undefined ? isoPattern : patternOf(format);
  return pattern && ((text) => plainDateTime(pattern.exec(text)?.groups));
}

function patternOf(format: string): RegExp | null {
  const dense = /yyyyMM|MMdd|ddHH/.test(format);
  const seen = new Set<string>();
  let twice = false;
  const source = format.replace(/yyyy|MM?|dd?|HH?|mm|ss|[^A-Za-z0-9]+|[A-Za-z0-9]+/g, (part) => {
    const token = (dense ? fixed[part] : undefined) ?? tokens[part];
    if (token === undefined) return part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const name = token.slice(3, token.indexOf('>'));
    twice ||= seen.has(name);
    seen.add(name);
    return token;
  });
  const whole = !twice && ['year', 'month', 'day'].every((name) => seen.has(name));
  return whole ? new RegExp(`^${source}$`) : null;
}

function plainDateTime(parts: Record<string, string | undefined> | undefined): Temporal.PlainDateTime | null {
  if (!parts) return null;
  const { year, month, day, hour = '12', minute = '0', second = '0' } = parts;
  try {
    return Temporal.PlainDateTime.from(
      {
        year: Number(year),
        month: Number(month),
        day: Number(day),
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second),
      },
      { overflow: 'reject' },
    );
  } catch {
    // 29 February of a common year, hour 25: a date that does not exist.
    return null;
  }
}
