/** Reading the elements of an event. What is missing or of the wrong shape is `undefined`, never a guess and never a throw. */
import { textOf, type XmlNode, type XmlValue } from '../xml.ts';

/** One reader per kind; `undefined` when the elements that make the kind what it is are missing. */
export type Readers<Kinds> = {
  readonly [Kind in keyof Kinds]: (fields: XmlNode) => Kinds[Kind] | undefined;
};

/** Like `textOf`, but an empty element means the same as none. */
export function filled(fields: XmlNode, name: string): string | undefined {
  return textOf(fields, name) || undefined;
}

export function integer(fields: XmlNode, name: string): number | undefined {
  return integerFrom(textOf(fields, name));
}

export function decimal(fields: XmlNode, name: string): number | undefined {
  const text = textOf(fields, name);
  return text !== undefined && /^-?\d{1,15}(\.\d{1,30})?$/.test(text) ? Number(text) : undefined;
}

/** A comma-joined list; undefined when the element is absent, empty when it is. */
export function list(fields: XmlNode, name: string): string[] | undefined {
  const text = textOf(fields, name);
  return text === undefined ? undefined : splitList(text);
}

export function integers(fields: XmlNode, name: string): number[] | undefined {
  return list(fields, name)?.flatMap((text) => integerFrom(text) ?? []);
}

export function splitList(text: string): string[] {
  return text.split(',').flatMap((id) => id.trim() || []);
}

/** A child with children of its own. */
export function child(fields: XmlNode, name: string): XmlNode | undefined {
  const value = fields[name];
  return isNode(value) ? value : undefined;
}

/** All children of that name: none, one, or those that repeat. */
function repeated(fields: XmlNode | undefined, name: string): (string | XmlNode)[] {
  const value = fields?.[name];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The texts among the children of that name. */
export function texts(fields: XmlNode | undefined, name: string): string[] {
  return repeated(fields, name).filter((value): value is string => typeof value === 'string' && value !== '');
}

export function nodes(fields: XmlNode | undefined, name: string): XmlNode[] {
  return repeated(fields, name).filter(isNode);
}

function isNode(value: XmlValue | undefined): value is XmlNode {
  return typeof value === 'object' && !Array.isArray(value);
}

function integerFrom(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
