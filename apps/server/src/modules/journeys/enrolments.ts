/** SQL of the people under way. Every statement is over many of them at once. */
import type { CustomerId } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';
import type { Traveller } from './nodes/node.ts';

export interface Entry {
  id: string;
  customerId: CustomerId;
  /** When what lets them in happened. */
  since: Date;
  because: string;
}

export interface Entered {
  id: string;
  customerId: CustomerId;
}

/**
 * Enrols those who may enter. The unique index has the last word on "one active enrolment per journey and customer";
 * customers of `entries` are distinct.
 */
export function enrol(
  tx: Sql,
  into: { journeyId: string; version: number; nodeId: number; now: Date; reentry: 'never' | 'always' | Date },
  entries: readonly Entry[],
): Promise<Entered[]> {
  const before = into.reentry instanceof Date ? into.reentry : null;
  return tx.query(
    `insert into enrolments (id, journey_id, version, customer_id, node_id, due_at, entered_at, since, because)
     select v.id, $1, $2, v.customer_id, $3, $4, $4, v.since, v.because
     from unnest($5::uuid[], $6::bigint[], $7::timestamptz[], $8::text[]) v(id, customer_id, since, because)
     where not exists (
       select 1 from enrolments e where e.customer_id = v.customer_id and e.journey_id = $1
         and (e.outcome is null or $9 = 'never' or e.entered_at > $10::timestamptz))
     order by v.customer_id
     on conflict do nothing returning id, customer_id as "customerId"`,
    [
      into.journeyId,
      into.version,
      into.nodeId,
      into.now,
      entries.map((e) => e.id),
      entries.map((e) => e.customerId),
      entries.map((e) => e.since),
      entries.map((e) => e.because),
      before ? 'before' : into.reentry,
      before,
    ],
  );
}

export interface Happening {
  customerId: CustomerId;
  name: string;
  at: Date;
}

/**
 * Ends the waits for these events. An event counts when it happened between what started the journey and the deadline.
 * A worker that is just moving the row holds its lock; once it is through, the row no longer waits and is left alone.
 */
export async function wake(tx: Sql, events: readonly Happening[], now: Date): Promise<number> {
  const rows = await tx.query(
    `update enrolments e set woken = true, waits_for = null, due_at = least(e.due_at, $4)
     from unnest($1::bigint[], $2::text[], $3::timestamptz[]) v(customer_id, name, at)
     where e.customer_id = v.customer_id and e.waits_for = v.name and e.due_at is not null
       and v.at >= e.since and v.at <= e.due_at
     returning 1`,
    [events.map((e) => e.customerId), events.map((e) => e.name), events.map((e) => e.at), now],
  );
  return rows.length;
}

/** Nodes of running journeys where somebody is due, the longest due first. */
export async function dueNodes(sql: Sql, now: Date, except: readonly number[]): Promise<number[]> {
  const rows = await sql.query<{ id: number }>(
    `select n.id from journeys j
     join journey_versions v on v.journey_id = j.id and v.live
     join journey_nodes n on n.journey_id = v.journey_id and n.version = v.version
     cross join lateral (
       select due_at from enrolments e where e.node_id = n.id and e.due_at <= $1 order by due_at limit 1) first
     where j.status = 'running' and not (n.id = any($2::int[]))
     order by first.due_at limit 16`,
    [now, except],
  );
  return rows.map((row) => row.id);
}

/** Takes up to `limit` people due at a node; other workers pass over them until the transaction ends. */
export function claim(tx: Sql, at: { nodeId: number; now: Date; limit: number }): Promise<Traveller[]> {
  return tx.query(
    `select id as "enrolmentId", customer_id as "customerId", ctid as row, runs, woken from enrolments
     where node_id = $1 and due_at <= $2 order by due_at limit $3 for update skip locked`,
    [at.nodeId, at.now, at.limit],
  );
}

/** Where people end up after a turn; many share one. `outcome` null: still under way. */
export interface Place {
  nodeId: number;
  dueAt: Date | null;
  waitsFor: string | null;
  runs: number;
  outcome: 'done' | null;
}

export interface Move {
  /** As `claim` gave it: nobody else can move the row while this transaction holds its lock. */
  row: string;
  /** Index into the places. */
  place: number;
}

/** Moves everybody of a turn in one statement. */
export async function move(
  tx: Sql,
  moves: readonly Move[],
  to: { places: readonly Place[]; now: Date },
): Promise<void> {
  const { places } = to;
  const [done] = await tx.query<{ n: number }>(
    `with moved as (
       update enrolments e set node_id = p.node_id, due_at = p.due_at, waits_for = p.waits_for, runs = p.runs,
              woken = false, outcome = p.outcome,
              left_at = case when p.outcome is not null then $8::timestamptz end
       from unnest($1::tid[], $2::int[]) m(row, place)
       join unnest($3::int[], $4::timestamptz[], $5::text[], $6::int[], $7::text[])
         with ordinality p(node_id, due_at, waits_for, runs, outcome, nr) on p.nr = m.place + 1
       where e.ctid = m.row returning 1)
     select count(*)::int as n from moved`,
    [
      moves.map((m) => m.row),
      moves.map((m) => m.place),
      places.map((p) => p.nodeId),
      places.map((p) => p.dueAt),
      places.map((p) => p.waitsFor),
      places.map((p) => p.runs),
      places.map((p) => p.outcome),
      to.now,
    ],
  );
  if (done?.n !== moves.length) throw new Error(`${done?.n} of ${moves.length} travellers were moved`);
}

export interface Removed {
  id: string;
  customerId: CustomerId;
  journeyId: string;
  nodeId: number;
}
const removed = `e.id, e.customer_id as "customerId", e.journey_id as "journeyId", e.node_id as "nodeId"`;

export async function removeOne(
  tx: Sql,
  which: { journeyId: string; id: string; now: Date },
): Promise<Removed | null> {
  const [row] = await tx.query<Removed>(
    `update enrolments e set outcome = 'removed', left_at = $3, due_at = null, waits_for = null
     where e.id = $1 and e.journey_id = $2 and e.outcome is null returning ${removed}`,
    [which.id, which.journeyId, which.now],
  );
  return row ?? null;
}

/**
 * Customers became one. Where several of them are under way on the same journey the one who entered first goes on
 * and the others are closed; returns those closed.
 */
export async function mergeCustomers(
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
  now: Date,
): Promise<Removed[]> {
  const pairs = [merges.map((m) => m.winner), merges.map((m) => m.loser)];
  const closed = await tx.query<Removed>(
    `with pairs as (select * from unnest($1::bigint[], $2::bigint[]) p(winner, loser)),
     people as (select loser as id, winner from pairs union select winner, winner from pairs),
     ranked as (
       select e.id, row_number() over (partition by p.winner, e.journey_id order by e.entered_at, e.id) as nr
       from people p join enrolments e on e.customer_id = p.id where e.outcome is null)
     update enrolments e set outcome = 'removed', left_at = $3, due_at = null, waits_for = null
     from ranked r where e.id = r.id and r.nr > 1 and e.outcome is null returning ${removed}`,
    [...pairs, now],
  );
  await tx.query(
    `update enrolments e set customer_id = p.winner
     from unnest($1::bigint[], $2::bigint[]) p(winner, loser) where e.customer_id = p.loser`,
    pairs,
  );
  return closed;
}

/** Concurrent workers add to different rows of the same count. */
const shard = Math.floor(Math.random() * 8);

/** Adds to counts by node and way: the ways out of the node, or `entered`, `done`, `removed`. */
export async function count(
  tx: Sql,
  passes: readonly { nodeId: number; way: string; n: number }[],
): Promise<void> {
  if (passes.length === 0) return;
  const sorted = [...passes].sort((a, b) => a.nodeId - b.nodeId || (a.way < b.way ? -1 : 1));
  await tx.query(
    `insert into journey_counts (node_id, way, shard, count)
     select node_id, way, $1, n from unnest($2::int[], $3::text[], $4::int[]) c(node_id, way, n)
     on conflict (node_id, way, shard) do update set count = journey_counts.count + excluded.count`,
    [shard, sorted.map((p) => p.nodeId), sorted.map((p) => p.way), sorted.map((p) => p.n)],
  );
}

export async function countEntries(
  tx: Sql,
  journeyId: string,
  entry: { n: number; at: Date },
): Promise<void> {
  await tx.query(
    `insert into journey_hours (journey_id, hour, shard, entered)
     values ($1, date_trunc('hour', $2::timestamptz, 'UTC'), $3, $4)
     on conflict (journey_id, hour, shard) do update set entered = journey_hours.entered + excluded.entered`,
    [journeyId, entry.at, shard, entry.n],
  );
}
