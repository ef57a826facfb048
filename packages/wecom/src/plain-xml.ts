/**
 * The XML that WeCom really sends: capitalised elements without attributes, text bare or in one CDATA section. Read in one
 * pass, several times as fast as a general parser. Whatever is not exactly that is left to the general parser, which
 * decides; a test holds the two to the same result.
 */
import type { XmlNode } from './xml.ts';

const MAX_DEPTH = 20;
const OPEN = '<xml>';
const CDATA = '<![CDATA[';
const CDATA_END = ']]>';
const LESS = 60;
const GREATER = 62;
const SLASH = 47;
const BANG = 33;

interface Cursor {
  text: string;
  at: number;
}

/** Children of the `<xml>` root, or undefined when the text is anything out of the ordinary. */
export function parsePlainXml(text: string): XmlNode | undefined {
  // A general parser rewrites line ends.
  if (!text.startsWith(OPEN) || text.includes('\r')) return undefined;
  const cursor = { text, at: OPEN.length };
  const root = children(cursor, 'xml', 2);
  if (!root) return undefined;
  skipSpace(cursor);
  return cursor.at === text.length ? root : undefined;
}

/** Elements up to the end tag of `parent`, which is consumed. Undefined when there is none, or text between them. */
function children(cursor: Cursor, parent: string, depth: number): XmlNode | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { text } = cursor;
  const out: XmlNode = {};
  for (let count = 0; ; count++) {
    skipSpace(cursor);
    const { at } = cursor;
    if (text.charCodeAt(at) !== LESS) return undefined;
    if (text.charCodeAt(at + 1) === SLASH) return count > 0 && endTag(cursor, at, parent) ? out : undefined;
    const end = nameEnd(text, at + 1);
    if (end === -1) return undefined;
    const name = text.slice(at + 1, end);
    cursor.at = end + 1;
    const value = content(cursor, name, depth);
    if (value === undefined) return undefined;
    const before = out[name];
    if (before === undefined) out[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else out[name] = [before, value];
  }
}

function content(cursor: Cursor, name: string, depth: number): string | XmlNode | undefined {
  const { text, at } = cursor;
  if (text.charCodeAt(at) === LESS && text.charCodeAt(at + 1) === BANG) {
    const from = at + CDATA.length;
    const to = text.indexOf(CDATA_END, from);
    if (to === -1 || !text.startsWith(CDATA, at)) return undefined;
    return endTag(cursor, to + CDATA_END.length, name) ? text.slice(from, to) : undefined;
  }
  const to = text.indexOf('<', at);
  if (to === -1) return undefined;
  if (text.charCodeAt(to + 1) === SLASH) return endTag(cursor, to, name) ? text.slice(at, to) : undefined;
  return children(cursor, name, depth + 1);
}

/** Moves behind `</name>` when it is at that place. */
function endTag(cursor: Cursor, at: number, name: string): boolean {
  const { text } = cursor;
  const end = at + 2 + name.length;
  if (
    text.charCodeAt(at) !== LESS ||
    text.charCodeAt(at + 1) !== SLASH ||
    text.charCodeAt(end) !== GREATER ||
    !text.startsWith(name, at + 2)
  )
    return false;
  cursor.at = end + 1;
  return true;
}

/**
 * Where the name that starts here is closed by `>`; -1 when it is not a capital, then letters, digits and underscores.
 * Names that begin otherwise are none of WeCom's, and some mean something to an object's prototype.
 */
function nameEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (!(first >= 65 && first <= 90)) return -1;
  for (let at = from + 1; ; at++) {
    const code = text.charCodeAt(at);
    const fits =
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
    if (!fits) return code === GREATER ? at : -1;
  }
}

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code !== 32 && code !== 10 && code !== 9) return;
    cursor.at++;
  }
}
