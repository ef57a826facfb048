/** Whether something of unknown origin has the fields that its kind must have. */

export type FieldType = 'string' | 'number' | 'list' | 'object';

/** The fields that must be there, with their types; optional and new ones are not looked at. */
export type Shape<T> = { [K in keyof T]?: FieldType };

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields outside the shape are taken on the word of the documentation. */
export function hasShape<T extends object>(value: unknown, shape: Shape<T>): value is T {
  if (!isRecord(value)) return false;
  return Object.entries<FieldType | undefined>(shape).every(([name, type]) => typeOf(value[name]) === type);
}

function typeOf(value: unknown): FieldType | undefined {
  if (typeof value === 'string' || typeof value === 'number') return typeof value as 'string' | 'number';
  if (Array.isArray(value)) return 'list';
  return isRecord(value) ? 'object' : undefined;
}
