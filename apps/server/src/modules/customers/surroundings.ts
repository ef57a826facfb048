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

const months = 24;

/** The months up to now in the airline's zone, oldest first, as `2026-11`. */
function monthsUpTo(now: Date): string[] {
  const local = new Date(now.getTime() + 8 * 3_600_000);
  return Array.from({ length: months }, (_, n) =>
    new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - (months - 1 - n), 1))
      .toISOString()
      .slice(0, 7),
  );
}

/** Purchases in yuan and flights for each of the last 24 months; other currencies are not added to yuan. */
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
     FROM events WHERE customer_id = {id:UInt64} AND event_time > {since:DateTime64(3)} GROUP BY month`,
    { id, since: new Date(now.getTime() - 732 * 86_400_000) },
  );
  const byMonth = new Map(rows.map((row) => [row.month, row]));
  return monthsUpTo(now).map((month) => ({
    month,
    amountFen: Number(byMonth.get(month)?.fen ?? 0),
    orders: Number(byMonth.get(month)?.orders ?? 0),
    flights: Number(byMonth.get(month)?.flights ?? 0),
  }));
}
