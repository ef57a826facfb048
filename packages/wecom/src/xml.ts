/** XML of callbacks, read defensively: no entities, no DTD, no type guessing, bounded size and depth. */
import { XMLParser } from 'fast-xml-parser';
import { CallbackError } from './crypto.ts';
import { parsePlainXml } from './plain-xml.ts';

/** A parsed element: text, or children by name; a repeated name is an array. */
export type XmlValue = string | XmlNode | (string | XmlNode)[];
export interface XmlNode {
  [name: string]: XmlValue;
}

/** Callbacks are a few kilobytes; a member list of a large group some tens. */
export const MAX_CALLBACK_BYTES = 1024 * 1024;
const MAX_DEPTH = 20;

const parser = new XMLParser({
  // A State of "0012" must stay a string.
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreAttributes: true,
  processEntities: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Children of the `<xml>` root. Throws `malformed_body` for anything else. */
export function parseXml(text: string): XmlNode {
  return parsePlainXml(text) ?? parseAnyXml(text);
}

/** What the library makes of it: the measure for the fast path, and the way for all that it leaves alone. */
export function parseAnyXml(text: string): XmlNode {
  const malformed = (why: string) => new CallbackError('malformed_body', `the XML is malformed: ${why}`);
  const problem = problemOf(text);
  if (problem) throw malformed(problem);
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : 'unreadable');
  }
  const root = isRecord(document) ? document.xml : undefined;
  if (!isRecord(root)) throw malformed('no <xml> root with children');
  return cleaned(root);
}

/** Text of a child that must be a leaf; undefined when absent or not a leaf. */
export function textOf(node: XmlNode, name: string): string | undefined {
  // What an object inherits is never text.
  const value = node[name];
  return typeof value === 'string' ? value : undefined;
}

const TAG = /^\/?[A-Za-z_][\w.:-]*(?:\s+[\w.:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*\/?$/;
/** What is passed over whole, or text in it could be taken for an element here and not by the parser, or the reverse. */
const SECTIONS = [
  ['<![CDATA[', ']]>'],
  ['<!--', '-->'],
  ['<?', '?>'],
] as const;

/**
 * What forbids to have the text parsed. Each `<` outside a section must begin a tag that its first `>` ends, so that the
 * depth counted here is the parser's, and no document type hides anywhere. `cleaned` recurses and needs the bound.
 */
function problemOf(text: string): string | undefined {
  if (!text.trimStart().startsWith('<')) return 'it does not start with an element';
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const [open, close] = SECTIONS.find(([mark]) => text.startsWith(mark, at)) ?? ['<', '>'];
    const end = text.indexOf(close, at + open.length);
    if (end === -1) return 'something in it has no end';
    if (open === '<') {
      const tag = text.slice(at + 1, end);
      if (!TAG.test(tag)) return tag.startsWith('!') ? 'document types are refused' : 'a tag is malformed';
      if (tag.startsWith('/')) depth--;
      else if (!tag.endsWith('/')) depth++;
      if (depth > MAX_DEPTH) return 'nested too deeply';
    }
    at = end + close.length;
  }
  return undefined;
}

function cleaned(node: Record<string, unknown>): XmlNode {
  const out: XmlNode = {};
  for (const [name, value] of Object.entries(node)) {
    // Line breaks between elements arrive as text of the parent.
    if (name === '#text' || name === '__proto__') continue;
    out[name] = Array.isArray(value) ? value.map(leafOrNode) : leafOrNode(value);
  }
  return out;
}

function leafOrNode(value: unknown): string | XmlNode {
  return isRecord(value) ? cleaned(value) : String(value ?? '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
