/** The customer as the warehouse knows it: alive or merged away, and the traits without names and contacts. */
import type { CustomerId } from '@jetbridge/contract';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { TimedTraits } from './rules.ts';

interface MirrorRow {
  id: CustomerId;
  traits: TimedTraits;
  version: string;
  merged_into: CustomerId | null;
}

/** Newest version wins in the warehouse, so writing twice, or in any order, does no harm. */
export async function mirrorCustomers(
  sql: Sql,
  warehouse: Warehouse,
  at: { ids: readonly CustomerId[]; token?: string },
): Promise<void> {
  if (at.ids.length === 0) return;
  const rows = await sql.query<MirrorRow>(
    `select id, traits, version, merged_into from customers where id = any($1::bigint[])`,
    [at.ids],
  );
  const mirrored = rows.map((row) => ({
    customer_id: row.id,
    alive: row.merged_into === null ? 1 : 0,
    traits: JSON.stringify(
      Object.fromEntries(Object.entries(row.traits).map(([name, [value]]) => [name, value])),
    ),
    version: row.version,
  }));
  await warehouse.insert('customers', mirrored, at.token === undefined ? {} : { token: at.token });
}

/** Wakes the loop that mirrors what was changed outside the spine. */
export const mirrorSignal = 'customers';

/** Has the mirrors of these customers written soon after the caller's transaction commits. */
export async function queueMirror(tx: Sql, ids: readonly CustomerId[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(`insert into customer_mirror_queue select unnest($1::bigint[]) on conflict do nothing`, [
    ids,
  ]);
  await tx.query(`select pg_notify('jetbridge', $1)`, [mirrorSignal]);
}

/** Mirrors what was changed outside the spine. Returns the customers. */
export async function drainMirrorQueue(pg: Postgres, warehouse: Warehouse): Promise<CustomerId[]> {
  return pg.tx(async (tx) => {
    const rows = await tx.query<{ customer_id: CustomerId }>(
      `select customer_id from customer_mirror_queue order by customer_id limit 2000 for update skip locked`,
    );
    const ids = rows.map((row) => row.customer_id);
    if (ids.length === 0) return [];
    await mirrorCustomers(tx, warehouse, { ids });
    await tx.query(`delete from customer_mirror_queue where customer_id = any($1::bigint[])`, [ids]);
    return ids;
  });
}
