/** What surrounds one customer: merges, conflicts, money by month. */
import type { Customer, CustomerId } from '@jetbridge/contract';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';

export async function mergesOf(pg: Postgres, id: CustomerId): Promise<Customer['merges']> {
  const rows = await pg.query<{
    id: string;
    loser: CustomerId;
    at: Date;
    because: string;
    undone_at: Date | null;
  }>(
    `select id, loser, at, because, undone_at from customer_merges where winner = $1 order by at desc limit 50`,
    [id],
  );
  return rows.map((row) => ({
    id: row.id,
    mergedId: row.loser,
    at: row.at.toISOString(),
    because: row.because,
    undoneAt: row.undone_at?.toISOString() ?? null,
  }));
}

export async function conflictsOf(pg: Postgres, id: CustomerId): Promise<Customer['conflicts']> {
  const rows = await pg.query<{ id: string; other: CustomerId; at: Date; because: string }>(
    `select id, case when left_id = $1 then right_id else left_id end as other, at, because from customer_conflicts
     where decided_at is null and (left_id = $1 or right_id = $1) order by at desc limit 50`,
    [id],
  );
  return rows.map((row) => ({
    id: row.id,
    otherId: row.other,
    at: row.at.toISOString(),
    because: row.because,
  }));
}

/** Purchases in yuan and flights, month by month; other currencies are not added to yuan. */
export async function valueByMonth(
  warehouse: Warehouse,
  id: CustomerId,
  now: Date,
): Promise<Customer['value']> {
  const rows = await warehouse.query<{ month: string; fen: string; orders: string; flights: string }>(
    `SELECT formatDateTime(toTimeZone(event_time, 'Asia/Shanghai'), '%Y-%m') AS month,
       toInt64(round(100 * sumIf(JSONExtractFloat(properties, 'total'), name = 'Order Completed'
         AND JSONExtractString(properties, 'currency') IN ('', 'CNY')))) AS fen,
       countIf(name = 'Order Completed') AS orders, countIf(name = 'Flight Flown') AS flights
     FROM events WHERE customer_id = {id:UInt64} AND event_time > {since:DateTime64(3)} GROUP BY month ORDER BY month`,
    { id, since: new Date(now.getTime() - 730 * 86_400_000) },
  );
  return rows.map((row) => ({
    month: row.month,
    amountFen: Number(row.fen),
    orders: Number(row.orders),
    flights: Number(row.flights),
  }));
}
