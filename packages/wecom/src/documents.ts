/** The two formats of callbacks, XML and JSON, with the same names in both: read and written here. */
import { CallbackError } from './crypto.ts';
import { parseXml, type XmlNode } from './xml.ts';

export type CallbackFormat = 'xml' | 'json';

const MAX_JSON_DEPTH = 20;

/** The decrypted document. Throws `malformed_body`. */
export function parseDocument(text: string): { fields: XmlNode; format: CallbackFormat } {
  if (!looksLikeJson(text)) return { fields: parseXml(text), format: 'xml' };
  // JSON mode has the XML's names, numbers bare; 64-bit ones and long decimals would lose digits in JSON.parse.
  const quoted = text.replace(STRING_OR_NUMBER, (match) => (match.startsWith('"') ? match : `"${match}"`));
  return { fields: fieldsFromJson(jsonOf(quoted), 1), format: 'json' };
}

/** The ciphertext of an envelope. Nothing here is authentic yet: each way of reading it takes linear time. */
export function encryptedPart(body: string): string {
  const encrypted = looksLikeJson(body) ? encryptedOfJson(body) : encryptedOfXml(body);
  if (!encrypted) throw new CallbackError('malformed_body', 'the body has no Encrypt element');
  return encrypted;
}

// A string that does not end matches up to the end of the text, so that no part of it is looked at twice.
const STRING_OR_NUMBER =
  /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function looksLikeJson(text: string): boolean {
  return /^\s*\{/.test(text.slice(0, 64));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CallbackError('malformed_body', 'the JSON is malformed');
  }
}

function encryptedOfJson(body: string): string | undefined {
  const value = jsonOf(body);
  if (typeof value !== 'object' || value === null) return undefined;
  const encrypted: unknown = Object.hasOwn(value, 'Encrypt') ? Reflect.get(value, 'Encrypt') : undefined;
  return typeof encrypted === 'string' ? encrypted : undefined;
}

const OPEN = '<Encrypt>';
const CDATA = '<![CDATA[';

// Taken out by place: no parser sees a byte before the signature over this text has been checked.
function encryptedOfXml(body: string): string | undefined {
  const open = body.indexOf(OPEN);
  if (open === -1) return undefined;
  const close = body.indexOf('</Encrypt>', open);
  if (close === -1) return undefined;
  const inner = body.slice(open + OPEN.length, close).trim();
  return inner.startsWith(CDATA) && inner.endsWith(']]>') ? inner.slice(CDATA.length, -3) : inner;
}

function fieldsFromJson(value: unknown, depth: number): XmlNode {
  const record = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!record || depth > MAX_JSON_DEPTH)
    throw new CallbackError('malformed_body', 'the JSON is not an object of bounded depth');
  const out: XmlNode = {};
  const leaf = (item: unknown): string | XmlNode =>
    typeof item === 'object' && item !== null ? fieldsFromJson(item, depth + 1) : String(item ?? '');
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') continue;
    out[name] = Array.isArray(item) ? item.map(leaf) : leaf(item);
  }
  return out;
}

/** Elements to write: texts become CDATA, numbers and booleans are bare, a list repeats its element. */
export interface Elements {
  readonly [name: string]: Element | readonly Element[] | undefined;
}
type Element = string | number | boolean | Elements;

/** The document of a reply, as `parseDocument` reads it. */
export function writeDocument(elements: Elements, format: CallbackFormat): string {
  return format === 'json' ? JSON.stringify(elements) : `<xml>${writeXml(elements)}</xml>`;
}

function writeXml(elements: Elements): string {
  return Object.entries(elements)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [value].flat().map((one) => writeElement(name, one)),
    )
    .join('');
}

function writeElement(name: string, value: Element): string {
  if (typeof value === 'object') return `<${name}>${writeXml(value)}</${name}>`;
  return `<${name}>${typeof value === 'string' ? cdata(value) : value}</${name}>`;
}

// A section cannot hold its own end mark, so it is split there.
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
