/**
 * Reading the inbox: which rows a replica works on next, written down before it starts, and closed in the
 * transaction that carries the batch's effects. See docs/decisions/0002-spine-batches.md.
 */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Lanes } from '../../kernel/lanes.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';

export interface BatchRow {
  eventId: string;
  lane: number;
  sourceId: string | null;
  /** Given when the publisher knew the customer. */
  customerId: CustomerId | null;
  type: string;
  name: string;
  eventTime: Date;
  receivedAt: Date;
  identifiers: string;
  traits: string | null;
  properties: string;
}

export interface Batch {
  id: string;
  lanes: number[];
  rows: BatchRow[];
  /** True when a crash may have left effects of this batch behind. */
  replay: boolean;
  /** Event ids known from before; null while not looked up. */
  duplicates: string[] | null;
}

interface BatchRecord {
  id: string;
  lanes: number[];
  from_seq: string;
  to_seq: string;
  duplicates: string[] | null;
}

interface Position {
  seq: string;
}

/** Stands between the values of a column read as one text, which spares a client call per value. Never in a value. */
const separator = '\u001e';

const milliseconds = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`;
const columns = [
  'event_id',
  'lane',
  'source_id',
  'customer_id',
  'type',
  'name',
  milliseconds('event_time'),
  milliseconds('received_at'),
  'identifiers',
  'traits',
  'properties',
] as const;

/** Rows of the inbox in the order of their numbers, the batch's rows `$1`–`$4` and what `range` says of them. */
async function readRows(
  sql: Sql,
  range: { after: string; lanes: readonly number[]; upTo: string | null; limit: number | null },
): Promise<{ rows: BatchRow[]; last: string | null }> {
  const [read] = await sql.query<Record<string, string | null>>(
    `select max(seq)::text as last,
       ${columns.map((column, n) => `string_agg(coalesce(${column}::text, ''), $5 order by seq) as c${n}`).join(', ')}
     from (select * from event_inbox where seq > $1 and lane = any($2::smallint[])
             and seq <= coalesce($3, 9223372036854775807) order by seq limit $4) batch`,
    [range.after, range.lanes, range.upTo, range.limit, separator],
  );
  if (!read?.last) return { rows: [], last: null };
  const [id, lane, source, customer, type, name, happened, received, identifiers, traits, properties] =
    columns.map((_, n) => (read[`c${n}`] ?? '').split(separator));
  const rows = (id ?? []).map(
    (eventId, n): BatchRow => ({
      eventId,
      lane: Number(lane?.[n]),
      sourceId: source?.[n] || null,
      customerId: (customer?.[n] || null) as CustomerId | null,
      type: type?.[n] ?? '',
      name: name?.[n] ?? '',
      eventTime: new Date(Number(happened?.[n])),
      receivedAt: new Date(Number(received?.[n])),
      identifiers: identifiers?.[n] ?? '',
      traits: traits?.[n] || null,
      properties: properties?.[n] ?? '',
    }),
  );
  return { rows: distinct(rows), last: read.last };
}

/** The next batch of these lanes, or null when nothing waits. An unfinished one comes first, just as it was. */
export async function openBatch(
  at: { pg: Postgres; lanes: Lanes; clock: Clock; size: number },
  owned: readonly number[],
): Promise<Batch | null> {
  if (owned.length === 0) return null;
  const open = await at.pg.query<BatchRecord>(
    `select b.* from spine_batches b where b.id in (
       select batch_id from spine_cursors where lane = any($1::smallint[]) and batch_id is not null)
     order by b.created_at limit 1`,
    [owned],
  );
  if (open[0]) return replay(at, open[0]);
  return at.pg.tx((tx) => plan(tx, at, owned));
}

async function replay(at: { pg: Postgres; lanes: Lanes }, record: BatchRecord): Promise<Batch> {
  // Its lanes may have gone to several replicas; a batch is finished by one.
  await at.lanes.seize(record.lanes);
  const range = { after: record.from_seq, upTo: record.to_seq, lanes: record.lanes, limit: null };
  const { rows } = await readRows(at.pg, range);
  return { id: record.id, lanes: record.lanes, rows, replay: true, duplicates: record.duplicates };
}

interface CursorGroup extends Position {
  lanes: number[];
}

async function plan(
  tx: Sql,
  at: { lanes: Lanes; clock: Clock; size: number },
  owned: readonly number[],
): Promise<Batch | null> {
  const groups = await tx.query<CursorGroup>(
    `select seq, array_agg(lane order by lane) as lanes from spine_cursors
     where lane = any($1::smallint[]) and batch_id is null group by seq order by seq limit 2`,
    [owned],
  );
  const group = groups[0];
  if (!group) return null;
  const ahead = groups[1];
  // Lanes that lag behind catch up to the others first; then all move on together.
  const range = { after: group.seq, upTo: ahead?.seq ?? null, lanes: group.lanes, limit: at.size };
  const { rows, last } = await readRows(tx, range);
  if (last === null) {
    if (ahead) await moveCursors(tx, group.lanes, ahead);
    return ahead ? { id: '', lanes: [], rows: [], replay: false, duplicates: [] } : null;
  }
  const id = uuidv7(at.clock);
  await at.lanes.fence(tx, group.lanes);
  await tx.query(
    `insert into spine_batches (id, lanes, from_seq, to_seq, created_at) values ($1, $2::smallint[], $3, $4, $5)`,
    [id, group.lanes, group.seq, last, at.clock.now()],
  );
  await tx.query(`update spine_cursors set batch_id = $1 where lane = any($2::smallint[])`, [
    id,
    group.lanes,
  ]);
  return { id, lanes: group.lanes, rows, replay: false, duplicates: null };
}

async function moveCursors(tx: Sql, lanes: number[], to: Position): Promise<void> {
  await tx.query(`update spine_cursors set seq = $2 where lane = any($1::smallint[])`, [lanes, to.seq]);
}

/** The inbox is unique per day; the same event on two days may meet in one batch. */
function distinct(rows: BatchRow[]): BatchRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.eventId) && seen.add(row.eventId));
}

export async function rememberDuplicates(sql: Sql, batch: Batch, duplicates: string[]): Promise<void> {
  await sql.query(`update spine_batches set duplicates = $2::uuid[] where id = $1`, [batch.id, duplicates]);
  batch.duplicates = duplicates;
}

/** In the transaction of the batch's effects: after it commits the batch is history. */
export async function closeBatch(tx: Sql, batch: Batch): Promise<void> {
  await tx.query(
    `with gone as (delete from spine_batches where id = $1 returning to_seq)
     update spine_cursors c set seq = gone.to_seq, batch_id = null from gone where c.batch_id = $1`,
    [batch.id],
  );
}

/** Drops days older than `keepDays` that every lane has left behind. Returns the partitions dropped. */
export async function dropOldDays(sql: Sql, now: Date, keepDays: number): Promise<string[]> {
  const before = new Date(now.getTime() - keepDays * 86_400_000)
    .toISOString()
    .slice(0, 10)
    .replaceAll('-', '');
  const candidates = await sql.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event_inbox'::regclass
     and right(inhrelid::regclass::text, 8) < $1 order by 1`,
    [before],
  );
  const dropped: string[] = [];
  for (const { name } of candidates) {
    if (!/^event_inbox_\d{8}$/.test(name)) continue;
    const [behind] = await sql.query<{ done: boolean }>(
      `select not exists (
         select 1 from ${name} i join spine_cursors c on c.lane = i.lane where i.seq > c.seq) as done`,
    );
    if (!behind?.done) continue;
    await sql.query(`drop table ${name}`);
    dropped.push(name);
  }
  return dropped;
}
