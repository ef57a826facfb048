/** Opaque cursors: a position, marked so that a made-up or foreign one answers 50100. */
import { Refusal } from '../route.ts';

/** Position of a cursor; 0 for none. `kind` keeps the cursors of different lists apart. */
export function positionOf(cursor: unknown, kind: string): number {
  if (cursor === undefined || cursor === '') return 0;
  const text = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString('latin1') : '';
  const match = /^([a-z]+):(\d{1,12})$/.exec(text);
  if (!match || match[1] !== kind) throw new Refusal(50100);
  return Number(match[2]);
}

export function cursorAt(position: number, kind: string): string {
  return Buffer.from(`${kind}:${position}`, 'latin1').toString('base64url');
}

/** One page of a list that does not change its order. The last page has an empty cursor. */
export function pageOf<T>(
  rows: readonly T[],
  paging: { cursor: unknown; limit: number | undefined; fallback: number; kind: string },
): { rows: T[]; next_cursor: string } {
  const start = positionOf(paging.cursor, paging.kind);
  const end = start + (paging.limit ?? paging.fallback);
  return { rows: rows.slice(start, end), next_cursor: end < rows.length ? cursorAt(end, paging.kind) : '' };
}
