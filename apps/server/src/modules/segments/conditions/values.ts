/**
 * Comparing a value inside a JSON text with a rule's value. The text of the value itself (`JSONExtractRaw`) tells number,
 * string and list apart and is the same for equal strings however they were escaped, so one parse serves all operators.
 */
import type { PropertyFilter, Scalar } from '@jetbridge/contract';
import { type Bind, number } from './condition.ts';

export type ValueTest = Pick<PropertyFilter, 'is' | 'value'>;

/** A JSON document's value under a key, as SQL: its JSON text, empty when missing. */
export function jsonValue(bind: Bind, document: string, key: string): string {
  return `JSONExtractRaw(${document}, ${bind(key)})`;
}

/** SQL that is 1 or 0, never null. */
export function compareValue(bind: Bind, document: string, filter: ValueTest & { key: string }): string {
  const raw = jsonValue(bind, document, filter.key);
  const { is, value } = filter;
  switch (is) {
    case 'exists':
      return present(raw);
    case 'absent':
      return `NOT ${present(raw)}`;
    case 'in':
      return isAmong(bind, raw, list(value));
    case 'eq':
      return isAmong(bind, raw, list(value));
    case 'ne':
      return `NOT ${isAmong(bind, raw, list(value))}`;
    case 'contains':
      return contains(bind, { raw, document, key: filter.key }, list(value)[0] ?? '');
    default:
      return inOrder(bind, { raw, document, key: filter.key }, { is, value: list(value)[0] ?? '' });
  }
}

const present = (raw: string) => `(${raw} NOT IN ('', 'null'))`;
const list = (value: ValueTest['value']): Scalar[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Numbers equal by value (1 and 1.0), everything else by its JSON text. */
function isAmong(bind: Bind, raw: string, values: readonly Scalar[]): string {
  const numbers = values.filter((value) => typeof value === 'number');
  const texts = values.filter((value) => typeof value !== 'number');
  const tests = [
    ...(texts.length > 0 ? [`(${raw} IN (${texts.map((value) => jsonText(bind, value)).join(', ')}))`] : []),
    ...(numbers.length > 0
      ? [`ifNull(toFloat64OrNull(${raw}) IN (${numbers.map((value) => number(value)).join(', ')}), 0)`]
      : []),
  ];
  return `(${tests.join(' OR ')})`;
}

/** The JSON text of a scalar, written by the same engine that wrote the other side. */
function jsonText(bind: Bind, value: Scalar): string {
  if (typeof value === 'boolean') return value ? `'true'` : `'false'`;
  return `toJSONString(${bind(String(value))})`;
}

type Place = { raw: string; document: string; key: string };

function contains(bind: Bind, at: Place, value: Scalar): string {
  const elements = `JSONExtractArrayRaw(${at.document}, ${bind(at.key)})`;
  const inList =
    typeof value === 'number'
      ? `arrayExists(x -> ifNull(toFloat64OrNull(x) = ${number(value)}, 0), ${elements})`
      : `has(${elements}, ${jsonText(bind, value)})`;
  const ofList = `(startsWith(${at.raw}, '[') AND ${inList})`;
  if (typeof value !== 'string') return ofList;
  return `(${ofList} OR ${isString(at.raw)} AND position(${asString(bind, at)}, ${bind(value)}) > 0)`;
}

const signs: Record<string, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

function inOrder(bind: Bind, at: Place, test: { is: string; value: Scalar }): string {
  const sign = signs[test.is] ?? '=';
  if (typeof test.value === 'number')
    return `ifNull(toFloat64OrNull(${at.raw}) ${sign} ${number(test.value)}, 0)`;
  // Bytes of UTF-8 compare as the code points they stand for.
  return `(${isString(at.raw)} AND ${asString(bind, at)} ${sign} ${bind(String(test.value))})`;
}

const isString = (raw: string) => `startsWith(${raw}, '"')`;
const asString = (bind: Bind, at: Place) => `JSONExtractString(${at.document}, ${bind(at.key)})`;
