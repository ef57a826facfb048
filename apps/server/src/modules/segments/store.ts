/** SQL of segments in PostgreSQL: definitions, the queue of customers to evaluate, and changes on their way. */
import type { Rule } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export * from './queue.ts';

export interface SegmentRow {
  id: string;
  serial: number;
  name: string;
  rule: Rule;
  status: 'computing' | 'live';
  memberCount: string;
  evaluatedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const columns = `id, serial, name, rule, status, member_count as "memberCount", evaluated_at as "evaluatedAt",
  created_at as "createdAt", updated_at as "updatedAt"`;

/** Definitions are few: an operator writes each of them. */
const mostSegments = 2_000;

export function readAll(sql: Sql): Promise<SegmentRow[]> {
  return sql.query<SegmentRow>(`select ${columns} from segments order by serial limit $1`, [mostSegments]);
}

export async function readSegment(sql: Sql, id: string): Promise<SegmentRow | undefined> {
  const [row] = await sql.query<SegmentRow>(`select ${columns} from segments where id = $1`, [id]);
  return row;
}

export async function readRevision(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ revision: string }>('select revision from segment_revision');
  return row?.revision ?? '0';
}

/** Lets replicas notice, and makes definitions wait for one another. */
export async function bumpRevision(tx: Sql): Promise<void> {
  await tx.query('update segment_revision set revision = revision + 1');
}

/** Definitions wait until this transaction ends. */
export async function lockDefinitions(tx: Sql): Promise<void> {
  await tx.query('select 1 from segment_revision for update');
}

export async function insertSegment(
  tx: Sql,
  segment: { id: string; name: string; rule: Rule; now: Date },
): Promise<void> {
  await tx.query(
    `insert into segments (id, name, rule, status, created_at, updated_at)
     values ($1, $2, $3, 'computing', $4, $4)`,
    [segment.id, segment.name, JSON.stringify(segment.rule), segment.now],
  );
}

export async function updateSegment(
  tx: Sql,
  segment: { id: string; name: string; rule: Rule; now: Date },
): Promise<void> {
  await tx.query('update segments set name = $2, rule = $3, updated_at = $4 where id = $1', [
    segment.id,
    segment.name,
    JSON.stringify(segment.rule),
    segment.now,
  ]);
}

export async function deleteSegment(tx: Sql, id: string): Promise<void> {
  await tx.query('delete from segments where id = $1', [id]);
}

export async function markComputing(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.query(`update segments set status = 'computing' where id = any($1::uuid[])`, [ids]);
}

/** The members of these segments have been computed: their number by serial. */
export async function markLive(tx: Sql, counts: ReadonlyMap<number, number>, now: Date): Promise<void> {
  const params = [[...counts.keys()], [...counts.values()], now];
  await tx.query(
    `insert into segment_definitions (serial, at, members_before, members_after)
     select s.serial, $3, s.member_count, c.members
     from unnest($1::int[], $2::bigint[]) c(serial, members) join segments s using (serial)`,
    params,
  );
  await tx.query(
    `update segments s set status = 'live', member_count = c.members, evaluated_at = $3
     from unnest($1::int[], $2::bigint[]) c(serial, members) where s.serial = c.serial`,
    params,
  );
}

/** Members that came less those that went, by serial. */
export async function addToCounts(tx: Sql, deltas: ReadonlyMap<number, number>, now: Date): Promise<void> {
  if (deltas.size === 0) return;
  const serials = [...deltas.keys()];
  // In one order everywhere, so that two evaluators do not wait for each other in a circle.
  await tx.query('select 1 from segments where serial = any($1::int[]) order by serial for no key update', [
    serials,
  ]);
  await tx.query(
    `update segments s set member_count = member_count + d.delta, evaluated_at = greatest(evaluated_at, $3)
     from unnest($1::int[], $2::bigint[]) d(serial, delta) where s.serial = d.serial`,
    [serials, [...deltas.values()], now],
  );
}

/** What a customer belongs to after a batch, and what came and went. */
export interface MembershipChange {
  customerId: string;
  /** Serials, with the epoch milliseconds since when, 0 where unknown. */
  segments: number[];
  since: number[];
  entered: number[];
  exited: number[];
}

export interface ChangeBatch {
  batch: string;
  at: Date;
  changes: MembershipChange[];
}

export async function nextBatch(tx: Sql): Promise<string> {
  const [row] = await tx.query<{ batch: string }>(`select nextval('membership_batches') as batch`);
  if (!row) throw new Error('A sequence gave no number');
  return row.batch;
}

export async function insertChanges(
  tx: Sql,
  batch: ChangeBatch & { lanes: readonly number[] },
): Promise<void> {
  await tx.query('insert into membership_changes (batch, lanes, at, changes) values ($1, $2, $3, $4)', [
    batch.batch,
    batch.lanes,
    batch.at,
    JSON.stringify(batch.changes),
  ]);
}

/** Batches that touch these lanes and are not known to be in the warehouse, oldest first. */
export function pendingChanges(tx: Sql, lanes: readonly number[]): Promise<ChangeBatch[]> {
  return tx.query<ChangeBatch>(
    `select batch, at, changes from membership_changes where lanes && $1::smallint[] order by batch limit 100`,
    [lanes],
  );
}

export async function forgetChanges(sql: Sql, batches: readonly string[]): Promise<void> {
  await sql.query('delete from membership_changes where batch = any($1::bigint[])', [batches]);
}

/** Locks the plan of edges for this transaction; null when another replica is at it. */
export async function plannedUntil(tx: Sql): Promise<Date | 'never' | null> {
  const [row] = await tx.query<{ ms: string | null }>(
    `select nullif(extract(epoch from planned_until) * 1000, '-infinity')::bigint as ms
     from segment_sweep for update skip locked`,
  );
  if (!row) return null;
  return row.ms === null ? 'never' : new Date(Number(row.ms));
}

export async function setPlannedUntil(tx: Sql, until: Date): Promise<void> {
  await tx.query('update segment_sweep set planned_until = $1', [until]);
}

/** Edges from this moment on are planned again, for windows that a new definition brought. */
export async function replanFrom(tx: Sql, from: Date): Promise<void> {
  await tx.query('update segment_sweep set planned_until = least(planned_until, $1)', [from]);
}

export async function anyComputing(sql: Sql): Promise<boolean> {
  const rows = await sql.query(`select 1 from segments where status = 'computing' limit 1`);
  return rows.length > 0;
}

export async function readNames(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; name: string }>(
    'select id, name from segments where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
