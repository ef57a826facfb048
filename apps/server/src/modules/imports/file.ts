/** The bytes of a file: taken in piece by piece, and read again from the store that every replica sees. */
import { createHash } from 'node:crypto';
import type { Import } from '@jetbridge/contract';
import { importLimits } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import { guessEncoding } from './encoding.ts';
import * as store from './store.ts';
import { importView } from './views.ts';

const chunkBytes = 1024 * 1024;

/**
 * Stores a file as it arrives, in constant memory. Throws imports.not_ready when the import was run already or another
 * upload took over, request.too_large beyond 2 GiB, imports.file_invalid for an empty file.
 */
export async function receiveFile(
  at: { pg: Postgres; clock: Clock },
  id: string,
  body: AsyncIterable<Buffer>,
): Promise<Import> {
  const token = uuidv7(at.clock);
  if (!(await store.importById(at.pg, id))) throw new AppError('imports.not_found');
  if (!(await at.pg.tx((tx) => store.beginUpload(tx, id, token)))) throw new AppError('imports.not_ready');
  const hash = createHash('sha256');
  const guess = guessEncoding();
  let seq = 0;
  let total = 0;
  for await (const bytes of chunksOf(body)) {
    total += bytes.length;
    if (total > importLimits.bytes) throw new AppError('request.too_large');
    hash.update(bytes);
    guess.see(bytes);
    if (!(await store.addChunk(at.pg, { importId: id, token, seq, bytes })))
      throw new AppError('imports.not_ready');
    seq += 1;
  }
  if (total === 0) throw new AppError('imports.file_invalid', { reason: 'empty' });
  const encoding = guess.end();
  // A last line without an end is a line too.
  const lines = guess.lines() + (guess.endsInsideLine() ? 1 : 0);
  const row = await store.endUpload(at.pg, { id, token, lines, encoding, sha256: hash.digest('hex') });
  if (!row) throw new AppError('imports.not_ready');
  return importView(row);
}

/** Regroups whatever sizes arrive into pieces of one mebibyte. */
async function* chunksOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size < chunkBytes) continue;
    const all = Buffer.concat(parts);
    let at = 0;
    for (; all.length - at >= chunkBytes; at += chunkBytes) yield all.subarray(at, at + chunkBytes);
    parts = at < all.length ? [all.subarray(at)] : [];
    size = all.length - at;
  }
  if (size > 0) yield Buffer.concat(parts);
}

export async function* storedFile(sql: Sql, id: string): AsyncGenerator<Uint8Array> {
  for (let seq = 0; ; seq++) {
    const bytes = await store.chunkBytes(sql, id, seq);
    if (!bytes) return;
    yield bytes;
  }
}
