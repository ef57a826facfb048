import type { Import, ImportMap, RowRefusal } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';
import type { Encoding } from './records.ts';

export interface ImportRow {
  id: string;
  kind: Import['kind'];
  file_name: string;
  status: Import['status'];
  bytes: string;
  lines: string | null;
  encoding: Encoding | null;
  sha256: string | null;
  map: ImportMap | null;
  read: string;
  accepted: string;
  repeated: string;
  refused: string;
  customers: string | null;
  sums: Import['sums'];
  problem: string | null;
  created_at: Date;
  created_by: string;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface LineRefusal {
  line: number;
  field: string | null;
  reason: RowRefusal;
}

const columns = `id, kind, file_name, status, bytes, lines, encoding, sha256, map, read, accepted, repeated, refused,
  customers, sums, problem, created_at, created_by, started_at, finished_at`;

export async function insertImport(
  sql: Sql,
  row: { id: string; kind: string; fileName: string; createdAt: Date; createdBy: string },
): Promise<ImportRow> {
  const rows = await sql.query<ImportRow>(
    `insert into imports (id, kind, file_name, status, created_at, created_by)
     values ($1, $2, $3, 'uploading', $4, $5) returning ${columns}`,
    [row.id, row.kind, row.fileName, row.createdAt, row.createdBy],
  );
  return only(rows);
}

export async function importById(sql: Sql, id: string): Promise<ImportRow | null> {
  const [row] = await sql.query<ImportRow>(`select ${columns} from imports where id = $1`, [id]);
  return row ?? null;
}

/** Takes the file's place for a new upload; false when the import has been run already. */
export async function beginUpload(sql: Sql, id: string, token: string): Promise<boolean> {
  const rows = await sql.query(
    `update imports set status = 'uploading', upload_token = $2, bytes = 0, lines = null, encoding = null, sha256 = null
     where id = $1 and status in ('uploading', 'uploaded') returning 1`,
    [id, token],
  );
  if (rows.length === 0) return false;
  await sql.query('delete from import_chunks where import_id = $1', [id]);
  return true;
}

/** False when another upload has taken the file's place. */
export async function addChunk(
  sql: Sql,
  chunk: { importId: string; token: string; seq: number; bytes: Buffer },
): Promise<boolean> {
  const rows = await sql.query(
    `with own as (update imports set bytes = bytes + length($4::bytea)
       where id = $1 and upload_token = $2 and status = 'uploading' returning id)
     insert into import_chunks (import_id, seq, bytes) select id, $3, $4 from own returning 1`,
    [chunk.importId, chunk.token, chunk.seq, chunk.bytes],
  );
  return rows.length > 0;
}

export async function endUpload(
  sql: Sql,
  end: { id: string; token: string; lines: number; encoding: Encoding; sha256: string },
): Promise<ImportRow | null> {
  const [row] = await sql.query<ImportRow>(
    `update imports set status = 'uploaded', upload_token = null, lines = $3, encoding = $4, sha256 = $5
     where id = $1 and upload_token = $2 returning ${columns}`,
    [end.id, end.token, end.lines, end.encoding, end.sha256],
  );
  return row ?? null;
}

export async function chunkBytes(sql: Sql, importId: string, seq: number): Promise<Buffer | null> {
  const [row] = await sql.query<{ bytes: Buffer }>(
    'select bytes from import_chunks where import_id = $1 and seq = $2',
    [importId, seq],
  );
  return row?.bytes ?? null;
}

/** Null unless the file is there and waits to be run. */
export async function startRun(
  sql: Sql,
  id: string,
  at: { map: ImportMap; now: Date },
): Promise<ImportRow | null> {
  const [row] = await sql.query<ImportRow>(
    `update imports set status = 'running', map = $2, started_at = $3
     where id = $1 and status = 'uploaded' returning ${columns}`,
    [id, JSON.stringify(at.map), at.now],
  );
  return row ?? null;
}

export interface Lease {
  holder: string;
  now: Date;
  until: Date;
}

/** The oldest running import that nobody works on, or that this holder was working on. */
export async function claimRunning(sql: Sql, lease: Lease): Promise<ImportRow | null> {
  const [row] = await sql.query<ImportRow>(
    `update imports set leased_by = $1, leased_until = $3 where id = (
       select id from imports where status = 'running' and (leased_until is null or leased_until <= $2 or leased_by = $1)
       order by started_at limit 1 for update skip locked) returning ${columns}`,
    [lease.holder, lease.now, lease.until],
  );
  return row ?? null;
}

export interface Progress {
  read: number;
  accepted: number;
  repeated: number;
  refused: number;
}

type Step = Progress & {
  /** Of all rows up to the end of this step. */
  figures: Pick<Import, 'customers' | 'sums'>;
  lease: Lease;
};

/** Books a step in the transaction that stores its rows. False when the import was cancelled or taken over. */
export async function bookStep(sql: Sql, id: string, step: Step): Promise<boolean> {
  const rows = await sql.query(
    `update imports set read = read + $3, accepted = accepted + $4, repeated = repeated + $5, refused = refused + $6,
       customers = $7, sums = $8, leased_until = $9
     where id = $1 and leased_by = $2 and status = 'running' returning 1`,
    [
      id,
      step.lease.holder,
      step.read,
      step.accepted,
      step.repeated,
      step.refused,
      step.figures.customers,
      JSON.stringify(step.figures.sums),
      step.lease.until,
    ],
  );
  return rows.length > 0;
}

export async function addRefusals(sql: Sql, id: string, refusals: readonly LineRefusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await sql.query(
    `insert into import_refusals (import_id, line, field, reason)
     select $1, * from unnest($2::bigint[], $3::text[], $4::text[]) on conflict do nothing`,
    [id, refusals.map((r) => r.line), refusals.map((r) => r.field), refusals.map((r) => r.reason)],
  );
}

/** False when the import was cancelled or taken over. */
export async function renewLease(sql: Sql, id: string, lease: Lease): Promise<boolean> {
  const rows = await sql.query(
    `update imports set leased_until = $3 where id = $1 and leased_by = $2 and status = 'running' returning 1`,
    [id, lease.holder, lease.until],
  );
  return rows.length > 0;
}

export async function releaseLease(sql: Sql, id: string, holder: string): Promise<void> {
  await sql.query(
    'update imports set leased_by = null, leased_until = null where id = $1 and leased_by = $2',
    [id, holder],
  );
}

/** Ends an import, whatever the outcome, and forgets the bytes of its file. False when it had ended before. */
export async function finish(
  sql: Sql,
  id: string,
  end: { status: 'done' | 'failed' | 'cancelled'; problem: string | null; now: Date },
): Promise<boolean> {
  const rows = await sql.query(
    `update imports set status = $2, problem = $3, finished_at = $4, leased_by = null, leased_until = null,
       upload_token = null
     where id = $1 and status in ('uploading', 'uploaded', 'running') returning 1`,
    [id, end.status, end.problem, end.now],
  );
  if (rows.length > 0) await sql.query('delete from import_chunks where import_id = $1', [id]);
  return rows.length > 0;
}

/** Whether the same file went in completely before, by the same map. */
export async function wasDoneBefore(sql: Sql, row: ImportRow): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from imports where status = 'done' and sha256 = $1 and map = $2 and id <> $3 limit 1`,
    [row.sha256, JSON.stringify(row.map), row.id],
  );
  return rows.length > 0;
}

/** Forgets files that were uploaded and never run; returns how many. */
export async function forgetStale(sql: Sql, before: Date): Promise<number> {
  const rows = await sql.query(
    `delete from imports where id in (
       select id from imports where status in ('uploading', 'uploaded') and created_at < $1 limit 100) returning 1`,
    [before],
  );
  return rows.length;
}

function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('A row was expected');
  return row;
}
