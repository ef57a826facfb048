/** Opaque cursors: a position, marked so that a made-up or foreign one answers 50100. */
import { type Call, Refusal } from '../route.ts';

interface Paging {
  cursor: unknown;
  limit: number | undefined;
  fallback: number;
  /** Keeps the cursors of different lists apart. */
  kind: string;
}

/**
 * One page of a list that does not change its order. The last page has an empty cursor. With the call, pages may be odd:
 * short, or empty, and yet with a cursor (`oddPages`).
 */
export function pageOf<T>(
  rows: readonly T[],
  paging: Paging,
  call?: Pick<Call, 'random' | 'settings'>,
): { rows: T[]; next_cursor: string } {
  const { start, end, next_cursor } = rangeOf(rows.length, paging, call);
  return { rows: rows.slice(start, end), next_cursor };
}

/** As `pageOf`, for who finds the rows of a range by other means. */
export function rangeOf(
  total: number,
  paging: Paging,
  call?: Pick<Call, 'random' | 'settings'>,
): { start: number; end: number; next_cursor: string } {
  const { position: start, afterEmpty } = read(paging.cursor, paging.kind);
  const limit = Math.max(1, Math.floor(paging.limit ?? paging.fallback));
  const end = Math.min(start + limit, Math.max(start, total));
  const draw = ['odd page', paging.kind, start, total] as const;
  if (!call?.random.chance(call.settings.oddPages, ...draw)) {
    return { start, end, next_cursor: end < total ? write(`${paging.kind}:${end}`) : '' };
  }
  // One empty page at a place, or a list would never end; at its end nothing is left to be odd about.
  const least = afterEmpty ? 1 : 0;
  if (end - start < least) return { start, end: start, next_cursor: '' };
  const odd = start + call.random.between({ min: least, max: end - start }, 'rows of an odd page', ...draw);
  const next = odd === start ? write(`${paging.kind}:${start}+`) : write(`${paging.kind}:${odd}`);
  return { start, end: odd, next_cursor: next };
}

function read(cursor: unknown, kind: string): { position: number; afterEmpty: boolean } {
  if (cursor === undefined || cursor === '') return { position: 0, afterEmpty: false };
  const text = typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString('latin1') : '';
  const match = /^([a-z]+):(\d{1,12})(\+?)$/.exec(text);
  if (!match || match[1] !== kind) throw new Refusal(50100);
  return { position: Number(match[2]), afterEmpty: match[3] === '+' };
}

function write(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64url');
}
