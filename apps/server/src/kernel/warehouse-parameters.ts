import { OPAQUE_SQL } from './sql-text.ts';

/**
 * Puts the values of `{name:Type}` placeholders into the SQL text, as the ClickHouse server does when it parses:
 * each becomes a typed literal, never a piece of syntax.
 *
 * Why here and not in the engine: chdb keeps bound parameters in one place for the whole process, so two bound
 * queries cannot run side by side, and its own binding therefore lets them queue.
 *
 * @param values by name, escaped as in a `param_*` of the HTTP interface (tab-separated escaping)
 * @throws {ParameterError} a value is missing, unused types such as Map are asked for, or a name is no identifier
 */
export function bindParameters(sql: string, values: ReadonlyMap<string, string>): string {
  if (!sql.includes('{')) return sql;
  return sql.replace(OPAQUE_OR_PLACEHOLDER, (match, name: string | undefined, type: string | undefined) => {
    if (name === undefined || type === undefined) return match;
    const value = values.get(name);
    if (value !== undefined) return literal(name, type.trim(), value);
    throw new ParameterError(456, `Substitution \`${name}\` is not set. (UNKNOWN_QUERY_PARAMETER)`);
  });
}

const OPAQUE_OR_PLACEHOLDER = new RegExp(
  String.raw`${OPAQUE_SQL}|\{\s*([A-Za-z_]\w*)\s*:\s*([A-Za-z_][^{}]*)\}`,
  'g',
);

/** Code 456 is UNKNOWN_QUERY_PARAMETER, 457 BAD_QUERY_PARAMETER in ClickHouse. */
export class ParameterError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

function literal(name: string, type: string, value: string): string {
  if (type === 'Identifier') return quoteIdentifier(unescapeTabSeparated(value));
  if (value === '\\N' && /^Nullable\(|^LowCardinality\(Nullable\(/.test(type))
    return `_CAST(NULL, ${quote(type)})`;
  if (/\bMap\(/.test(type)) {
    throw new ParameterError(
      457,
      `Parameter \`${name}\`: Map values cannot be bound, pass two arrays. (BAD_QUERY_PARAMETER)`,
    );
  }
  if (type === 'String') return quote(unescapeTabSeparated(value));
  if (/^U?Int(8|16|32|64)$/.test(type) && /^-?\d{1,20}$/.test(value))
    return `_CAST(${value}, ${quote(type)})`;
  // An array or tuple is written out in its own syntax and has no outer escaping.
  const composite = /^(Array|Tuple|Nested)\(/.test(type);
  return `_CAST(${quote(composite ? value : unescapeTabSeparated(value))}, ${quote(type)})`;
}

/** A string literal; ClickHouse knows backslash escapes in it. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  b: '\b',
  f: '\f',
  0: '\0',
  a: '\x07',
  v: '\v',
};

function unescapeTabSeparated(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) => ESCAPES[character] ?? character);
}
