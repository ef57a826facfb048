import type { ImportField, ImportMap } from '@jetbridge/contract';

/** What a column becomes. Members have traits, events have properties, a time and a name. */
export type Role = 'identifier' | 'trait' | 'property' | 'time' | 'event';

/** One line of the mapping as it is edited. */
export interface MapRow {
  key: string;
  role: Role;
  /** Identifier kind, trait or property; unused for time and event. */
  name: string;
  column: string | number;
  type?: ImportField['type'];
  format?: string;
  empty?: string[];
}

let made = 0;
export const newRowKey = () => `r${++made}`;

function rowOf(role: Role, name: string, field: ImportField): MapRow {
  return {
    key: newRowKey(),
    role,
    name,
    column: field.column,
    ...(field.type ? { type: field.type } : {}),
    ...(field.format ? { format: field.format } : {}),
    ...(field.empty ? { empty: field.empty } : {}),
  };
}

export function rowsOf(map: ImportMap): MapRow[] {
  const named = (role: Role, fields: Record<string, ImportField> | undefined) =>
    Object.entries(fields ?? {}).map(([name, field]) => rowOf(role, name, field));
  return [
    ...named('identifier', map.identifiers),
    ...(map.event && 'column' in map.event ? [rowOf('event', '', { column: map.event.column })] : []),
    ...(map.time ? [rowOf('time', '', map.time)] : []),
    ...named('trait', map.traits),
    ...named('property', map.properties),
  ];
}

function fieldOf(row: MapRow): ImportField {
  return {
    column: row.column,
    ...(row.type ? { type: row.type } : {}),
    ...(row.format ? { format: row.format } : {}),
    ...(row.empty && row.empty.length > 0 ? { empty: row.empty } : {}),
  };
}

/** The map with its rows put back; what the rows do not say (encoding, constants, prefix) stays. */
export function mapOf(base: ImportMap, rows: readonly MapRow[]): ImportMap {
  const {
    traits: _traits,
    properties: _properties,
    time: _time,
    event,
    identifiers: _identifiers,
    ...rest
  } = base;
  const named = (role: Role) =>
    Object.fromEntries(
      rows.filter((row) => row.role === role && row.name !== '').map((row) => [row.name, fieldOf(row)]),
    );
  const time = rows.find((row) => row.role === 'time');
  const eventRow = rows.find((row) => row.role === 'event');
  const traits = named('trait');
  const properties = named('property');
  const constant = event && 'name' in event ? event : undefined;
  return {
    ...rest,
    identifiers: named('identifier'),
    ...(Object.keys(traits).length > 0 ? { traits } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(time ? { time: fieldOf(time) } : {}),
    ...(eventRow ? { event: { column: eventRow.column } } : constant ? { event: constant } : {}),
  };
}

/** Columns that no row uses yet. */
export function unusedColumns(
  columns: readonly string[],
  rows: readonly MapRow[],
  header: boolean,
): (string | number)[] {
  const used = new Set(rows.map((row) => row.column));
  return columns.map((name, index) => (header ? name : index)).filter((column) => !used.has(column));
}
