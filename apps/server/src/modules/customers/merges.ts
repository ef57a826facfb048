/** Two customers become one, and may be parted again. */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { queueMirror } from './mirror.ts';
import { mergeTraits, type TimedTraits } from './rules.ts';
import { canonicalIds } from './store.ts';

export interface Merge {
  winner: CustomerId;
  loser: CustomerId;
}

export interface RecordedMerge extends Merge {
  mergeId: string;
}

/** Moves what another module keeps per customer, in the transaction of the merge. */
export type MergeHandler = (tx: Sql, merges: readonly Merge[]) => Promise<void>;

interface CustomerRow {
  id: CustomerId;
  name: string | null;
  name_at: Date | null;
  traits: TimedTraits;
  merged_into: CustomerId | null;
}

interface Before {
  identities: [kind: string, value: string][];
  loser: { name: string | null; nameAt: string | null; traits: TimedTraits };
  winner: { name: string | null; nameAt: string | null; traits: TimedTraits };
}

const sideOf = (row: CustomerRow) => ({
  name: row.name,
  nameAt: row.name_at?.toISOString() ?? null,
  traits: row.traits,
});

/** Null when one of them was merged by somebody else meanwhile. */
export async function mergeStored(
  tx: Sql,
  deps: { clock: Clock; onMerge: readonly MergeHandler[] },
  merges: readonly (Merge & { because: string })[],
): Promise<RecordedMerge[] | null> {
  if (merges.length === 0) return [];
  const rows = await tx.query<CustomerRow>(
    `select id, name, name_at, traits, merged_into from customers where id = any($1::bigint[]) order by id for update`,
    [[...new Set(merges.flatMap((m) => [m.winner, m.loser]))]],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (rows.some((row) => row.merged_into !== null)) return null;
  const moved = await moveIdentities(tx, merges);
  const records = merges.map((merge) => {
    const winner = byId.get(merge.winner) as CustomerRow;
    const loser = byId.get(merge.loser) as CustomerRow;
    const before: Before = {
      identities: moved.get(merge.loser) ?? [],
      loser: sideOf(loser),
      winner: sideOf(winner),
    };
    byId.set(merge.winner, joined(winner, loser));
    return { ...merge, mergeId: uuidv7(deps.clock), before };
  });
  await writeMerges(tx, deps.clock, {
    records,
    winners: [...new Set(merges.map((m) => m.winner))].flatMap((id) => byId.get(id) ?? []),
  });
  // A crash before the mirror is written must not leave the loser alive in the warehouse.
  await queueMirror(tx, [...new Set(merges.flatMap((m) => [m.winner, m.loser]))]);
  const plain = records.map(({ winner, loser, mergeId }) => ({ winner, loser, mergeId }));
  for (const handler of deps.onMerge) await handler(tx, plain);
  return plain;
}

function joined(winner: CustomerRow, loser: CustomerRow): CustomerRow {
  const newer = winner.name === null || (loser.name !== null && (loser.name_at ?? 0) > (winner.name_at ?? 0));
  return {
    ...winner,
    name: newer ? loser.name : winner.name,
    name_at: newer ? loser.name_at : winner.name_at,
    traits: mergeTraits(winner.traits, loser.traits),
  };
}

async function moveIdentities(
  tx: Sql,
  merges: readonly Merge[],
): Promise<Map<CustomerId, [string, string][]>> {
  const rows = await tx.query<{ kind: string; value: string; loser: CustomerId }>(
    `update identities i set customer_id = m.winner from unnest($1::bigint[], $2::bigint[]) m(winner, loser)
     where i.customer_id = m.loser returning i.kind, i.value, m.loser`,
    [merges.map((m) => m.winner), merges.map((m) => m.loser)],
  );
  const moved = new Map<CustomerId, [string, string][]>();
  for (const row of rows) moved.set(row.loser, [...(moved.get(row.loser) ?? []), [row.kind, row.value]]);
  return moved;
}

async function writeMerges(
  tx: Sql,
  clock: Clock,
  {
    records,
    winners,
  }: { records: (RecordedMerge & { because: string; before: Before })[]; winners: CustomerRow[] },
): Promise<void> {
  await tx.query(
    `update customers c set name = v.name, name_at = v.name_at, traits = v.traits, version = version + 1
     from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::jsonb[]) v(id, name, name_at, traits) where c.id = v.id`,
    [
      winners.map((w) => w.id),
      winners.map((w) => w.name),
      winners.map((w) => w.name_at),
      winners.map((w) => JSON.stringify(w.traits)),
    ],
  );
  await tx.query(
    `update customers c set merged_into = m.winner, version = version + 1
     from unnest($1::bigint[], $2::bigint[]) m(winner, loser) where c.id = m.loser`,
    [records.map((r) => r.winner), records.map((r) => r.loser)],
  );
  await tx.query(
    `insert into customer_merges (id, winner, loser, at, because, before)
     select id, winner, loser, $5, because, before
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $6::jsonb[]) m(id, winner, loser, because, before)`,
    [
      records.map((r) => r.mergeId),
      records.map((r) => r.winner),
      records.map((r) => r.loser),
      records.map((r) => r.because),
      clock.now(),
      records.map((r) => JSON.stringify(r.before)),
    ],
  );
}

const copyColumns = 'name, event_time, received_at, event_id, type, source_id, properties, origin_id';

/**
 * Copies the events of merged customers to their winners and remembers it. The rows of the merges stay locked
 * meanwhile and events that the winner has are left out, so a repetition after a crash, or by another replica, adds
 * nothing. Returns the merges that were finished.
 */
export async function copyMergedEvents(
  deps: { pg: Postgres; warehouse: Warehouse; clock: Clock },
  again: readonly CustomerId[] = [],
): Promise<Merge[]> {
  return deps.pg.tx(async (tx) => {
    const open = await tx.query<Merge & { id: string }>(
      `select id, winner, loser from customer_merges
       where undone_at is null and (copied_at is null or loser = any($1::bigint[])) order by at, id limit 2000 for update`,
      [again],
    );
    if (open.length === 0) return [];
    // Straight to whoever lives at the end of the chain: a winner may have been merged further meanwhile.
    const living = await canonicalIds(
      tx,
      open.map((m) => m.winner),
    );
    const winners = open.map((m) => living.get(m.winner) ?? m.winner);
    await deps.warehouse.command(
      `INSERT INTO events (customer_id, ${copyColumns})
       SELECT transform(customer_id, {losers:Array(UInt64)}, {winners:Array(UInt64)}, toUInt64(0)) AS winner, ${copyColumns}
       FROM events WHERE customer_id IN {losers:Array(UInt64)}
         AND (winner, event_id) NOT IN (SELECT customer_id, event_id FROM events WHERE customer_id IN {winners:Array(UInt64)})`,
      // Quoted numbers are refused inside arrays.
      { losers: open.map((m) => BigInt(m.loser)), winners: winners.map(BigInt) },
    );
    await tx.query(`update customer_merges set copied_at = $2 where id = any($1::uuid[])`, [
      open.map((m) => m.id),
      deps.clock.now(),
    ]);
    return open.map(({ winner, loser }) => ({ winner, loser }));
  });
}

/**
 * Parts two merged customers: identities go back, each side gets its traits of before plus what was stated since,
 * and the winner loses the copies of the loser's events. Events that came by the loser's identifiers after the merge
 * stay with the winner. What other modules moved (friends, tags, enrolments) stays with the winner as well.
 */
export async function undoMerge(
  deps: { pg: Postgres; warehouse: Warehouse; clock: Clock },
  mergeId: string,
): Promise<Merge> {
  return deps.pg.tx(async (tx) => {
    const [merge] = await tx.query<
      Merge & { before: Before; copied_at: Date | null; undone_at: Date | null }
    >(`select winner, loser, before, copied_at, undone_at from customer_merges where id = $1 for update`, [
      mergeId,
    ]);
    if (!merge) throw new AppError('customers.merge_not_found');
    const [winner] = await tx.query<CustomerRow>(
      `select id, name, name_at, traits, merged_into from customers where id = $1 for update`,
      [merge.winner],
    );
    if (merge.undone_at !== null || !winner || winner.merged_into !== null) {
      throw new AppError('customers.merge_refused', {
        reason: merge.undone_at ? 'undone already' : 'merged further',
      });
    }
    await restore(tx, merge, winner);
    await tx.query(
      `update customer_merges set undone_at = $2, copied_at = coalesce(copied_at, $2) where id = $1`,
      [mergeId, deps.clock.now()],
    );
    await deps.warehouse.command(
      `ALTER TABLE events DELETE WHERE customer_id = {winner:UInt64}
         AND event_id IN (SELECT event_id FROM events WHERE customer_id = {loser:UInt64})`,
      { winner: merge.winner, loser: merge.loser },
      { mutations_sync: 1 },
    );
    return { winner: merge.winner, loser: merge.loser };
  });
}

async function restore(tx: Sql, merge: Merge & { before: Before }, winner: CustomerRow): Promise<void> {
  const { before } = merge;
  const traits: TimedTraits = { ...winner.traits };
  for (const [name, entry] of Object.entries(before.loser.traits)) {
    if (JSON.stringify(traits[name]) !== JSON.stringify(entry)) continue;
    const own = before.winner.traits[name];
    if (own) traits[name] = own;
    else delete traits[name];
  }
  const nameIsLosers = winner.name === before.loser.name && winner.name !== before.winner.name;
  await tx.query(
    `update customers set traits = $2, name = $3, name_at = $4, version = version + 1 where id = $1`,
    [
      merge.winner,
      JSON.stringify(traits),
      nameIsLosers ? before.winner.name : winner.name,
      nameIsLosers ? before.winner.nameAt : winner.name_at,
    ],
  );
  await tx.query(
    `update customers set merged_into = null, traits = $2, name = $3, name_at = $4, version = version + 1 where id = $1`,
    [merge.loser, JSON.stringify(before.loser.traits), before.loser.name, before.loser.nameAt],
  );
  await tx.query(
    `update identities i set customer_id = $1 from unnest($3::text[], $4::text[]) b(kind, value)
     where i.kind = b.kind and i.value = b.value and i.customer_id = $2`,
    [merge.loser, merge.winner, before.identities.map((i) => i[0]), before.identities.map((i) => i[1])],
  );
  await queueMirror(tx, [merge.winner, merge.loser]);
}
