import { AppError } from './errors.ts';

/** A page asked for: how many items at most, and after which one; the position is what `pageOf` was told last time. */
export interface PageAsk {
  limit: number;
  after: string | null;
}

/** Positions of lists ordered by a UUID or a number; give the one that fits, or the database fails on a forged cursor. */
export const positions = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  number: /^[0-9]{1,18}$/,
  text: /^/,
} as const;

/**
 * Reads `cursor` and `limit` of a list query: 50 items unless told otherwise, 200 at most.
 * Throws request.invalid on a cursor that this list did not give.
 */
export function pageAsk(query: { cursor?: string; limit?: string }, position: RegExp): PageAsk {
  const limit = Math.min(Math.max(Number(query.limit ?? 50), 1), 200);
  if (query.cursor === undefined) return { limit, after: null };
  const after = decode(query.cursor);
  if (after !== null && position.test(after)) return { limit, after };
  throw new AppError('request.invalid', {
    problems: [{ in: 'querystring', field: 'cursor', reason: 'not a cursor of this list' }],
  });
}

/** Makes a page of rows fetched with `limit + 1`; `position` names a row in the order of the list. */
export function pageOf<T, U = T>(
  rows: readonly T[],
  ask: PageAsk,
  shape: { position: (row: T) => string; item: (row: T) => U },
): { items: U[]; nextCursor: string | null } {
  const shown = rows.slice(0, ask.limit);
  const last = shown.at(-1);
  const more = rows.length > ask.limit && last !== undefined;
  return {
    items: shown.map(shape.item),
    nextCursor: more ? Buffer.from(`p:${shape.position(last)}`).toString('base64url') : null,
  };
}

function decode(cursor: string): string | null {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  return text.startsWith('p:') ? text.slice(2) : null;
}
