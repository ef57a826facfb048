/** Customers that wait to be evaluated, edges that will be due, and who may work on which lanes. */
import type { Sql } from '../../kernel/postgres.ts';

/** The class of the advisory locks of lanes here; any number that nothing else uses. */
const laneLocks = 7_301;

/** Of these lanes those that nobody else evaluates now, kept until the transaction ends. Never waits. */
export async function tryLanes(tx: Sql, lanes: readonly number[]): Promise<number[]> {
  const rows = await tx.query<{ lane: number }>(
    `select lane from unnest($2::int[]) lane where pg_try_advisory_xact_lock($1, lane)`,
    [laneLocks, lanes],
  );
  return rows.map(({ lane }) => lane);
}

/** All lanes, waiting for whoever evaluates one: until the transaction ends nobody changes a membership. */
export async function lockLanes(tx: Sql, lanes: readonly number[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock($1, lane) from (select unnest($2::int[]) lane order by 1) lanes`,
    [laneLocks, lanes],
  );
}

export interface Claim {
  customerId: string;
  /** Null for one that comes from an edge alone. */
  version: string | null;
  /** See Dirty. */
  names: readonly string[] | null;
}

/** A customer to evaluate: for the segments that look at these events, or, with null, for all. */
export interface Dirty {
  customerId: string;
  names: readonly string[] | null;
}

/** Never in the name of an event. */
const separator = '\u001e';

/** Queues customers for evaluation now, each once, and edges for when they are due. */
export async function enqueueCustomers(tx: Sql, dirty: readonly Dirty[], now: Date): Promise<void> {
  if (dirty.length === 0) return;
  await tx.query(
    `insert into segment_queue (customer_id, lane, queued_at, names)
     select id, id % 64, $2, string_to_array(names, $4) from unnest($1::bigint[], $3::text[]) d(id, names) order by id
     on conflict (customer_id) do update set version = segment_queue.version + 1, names =
       case when segment_queue.names is null or excluded.names is null then null
            else array(select distinct unnest(segment_queue.names || excluded.names)) end`,
    [
      dirty.map(({ customerId }) => customerId),
      now,
      dirty.map(({ names }) => (names === null ? null : names.join(separator))),
      separator,
    ],
  );
}

export async function enqueueEdges(
  tx: Sql,
  edges: readonly { customerId: string; dueMs: number }[],
): Promise<void> {
  if (edges.length === 0) return;
  await tx.query(
    `insert into segment_edges (customer_id, due_at, lane)
     select id, due, id % 64
     from (select distinct id, to_timestamp(ms / 1000.0) due from unnest($1::bigint[], $2::bigint[]) e(id, ms) order by 1, 2) edges
     on conflict do nothing`,
    [edges.map((edge) => edge.customerId), edges.map((edge) => edge.dueMs)],
  );
}

/** Customers of these lanes to evaluate at `now`, the longest waiting first. Takes no lock: the lanes are held. */
export async function claim(
  tx: Sql,
  at: { lanes: readonly number[]; now: Date; limit: number },
): Promise<Claim[]> {
  const queued = await tx.query<Claim>(
    `select customer_id as "customerId", version, names from segment_queue
     where lane = any($1::smallint[]) order by queued_at limit $2`,
    [at.lanes, at.limit],
  );
  const known = new Set(queued.map(({ customerId }) => customerId));
  const edges = await tx.query<{ customerId: string }>(
    `select distinct customer_id as "customerId" from (
       select customer_id from segment_edges
       where due_at <= $2 and lane = any($1::smallint[]) order by due_at limit $3) due`,
    [at.lanes, at.now, at.limit],
  );
  const due = new Set(edges.map(({ customerId }) => customerId));
  return [
    // An edge may concern any segment.
    ...queued.map((claimed) => (due.has(claimed.customerId) ? { ...claimed, names: null } : claimed)),
    ...[...due]
      .filter((customerId) => !known.has(customerId))
      .map((customerId) => ({ customerId, version: null, names: null })),
  ];
}

/** Takes off what was evaluated at `now`; a customer for whom more arrived meanwhile stays. */
export async function release(tx: Sql, claims: readonly Claim[], now: Date): Promise<void> {
  const queued = claims.filter(({ version }) => version !== null);
  // One look-up each: how full the queue is changes too fast for the planner to know, and a wrong guess takes seconds.
  await tx.query(
    `delete from segment_queue where ctid = any(array(
       select q.ctid from unnest($1::bigint[], $2::bigint[]) c(id, version) cross join lateral (
         select ctid from segment_queue where customer_id = c.id and version = c.version for update skip locked) q))`,
    [queued.map(({ customerId }) => customerId), queued.map(({ version }) => version)],
  );
  await tx.query('delete from segment_edges where customer_id = any($1::bigint[]) and due_at <= $2', [
    claims.map(({ customerId }) => customerId),
    now,
  ]);
}

/** When the next edge is due; null when none is planned. */
export async function nextEdge(sql: Sql): Promise<Date | null> {
  const [row] = await sql.query<{ due: Date | null }>('select min(due_at) as due from segment_edges');
  return row?.due ?? null;
}

/** All that was queued before this moment has been evaluated. */
export async function evaluatedUntil(sql: Sql, now: Date): Promise<Date> {
  const [row] = await sql.query<{ at: Date | null }>('select min(queued_at) as at from segment_queue');
  return row?.at && row.at < now ? row.at : now;
}

export async function queueLength(sql: Sql, now: Date): Promise<number> {
  const [row] = await sql.query<{ n: string }>(
    `select (select count(*) from segment_queue) + (select count(*) from segment_edges where due_at <= $1)
       + (select count(*) from membership_changes) as n`,
    [now],
  );
  return Number(row?.n ?? 0);
}
