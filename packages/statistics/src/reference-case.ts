/** A number that somebody else published, beside what we give for it. Written down per area in its references.ts, run by references.test.ts. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ReferenceCase {
  /** The exported function that is held. */
  readonly of: string;
  /** Unique for the function: what is computed, in words. */
  readonly name: string;
  /** Paper, book, or the R command that printed it. */
  readonly source: string;
  /** As printed: its last digit is the tolerance. Several numbers are separated by blanks. */
  readonly published: string;
  readonly ours: () => number | ArrayLike<number>;
  /** Path below the folder of real data that is not a part of the project; without it the case keeps its row and is not run. */
  readonly data?: string;
}

const realData = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));

export function hasRealFile(path: string): boolean {
  return existsSync(realData + path);
}

/** Rows of a real CSV file (comma) or of a table with blanks, without its heading line. */
export function readRealRows(path: string, { heading = true, separator = /[,\s]+/ } = {}): string[][] {
  const lines = readFileSync(realData + path, 'utf8')
    .trim()
    .split(/\r?\n/);
  return lines.slice(heading ? 1 : 0).map((line) => line.trim().split(separator));
}

/** Lists as two columns, as functions on many histories or baskets take them. */
export function listsOf(lists: readonly (readonly number[])[]): { offsets: number[]; items: number[] } {
  const offsets = [0];
  for (const list of lists) offsets.push((offsets.at(-1) ?? 0) + list.length);
  return { offsets, items: lists.flat() };
}
