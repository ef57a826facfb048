/** From the inbox to the warehouse: each event once, whatever is repeated or interrupted. */
import type { CustomerId } from '@jetbridge/contract';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { Batch, BatchRow } from './batches.ts';

export interface Resolved {
  row: BatchRow;
  customerId: CustomerId;
}

const hourMs = 3_600_000;

/**
 * The inbox recognises a repetition on the same day. A copy received on an earlier day lies in the warehouse, and it
 * happened before this day began (an hour is added for clocks): only such events need looking up. Null when there was
 * nothing to look up.
 */
export async function findDuplicates(
  warehouse: Warehouse,
  resolved: readonly Resolved[],
): Promise<string[] | null> {
  const suspects = resolved.filter(({ row }) => {
    const dayStart = Date.UTC(
      row.receivedAt.getUTCFullYear(),
      row.receivedAt.getUTCMonth(),
      row.receivedAt.getUTCDate(),
    );
    return row.eventTime.getTime() < dayStart + hourMs;
  });
  if (suspects.length === 0) return null;
  const found = await warehouse.query<{ event_id: string }>(
    `SELECT DISTINCT event_id FROM events
     WHERE customer_id IN {customers:Array(UInt64)} AND event_id IN {events:Array(UUID)}`,
    {
      customers: [...new Set(suspects.map((s) => BigInt(s.customerId)))],
      events: suspects.map((s) => s.row.eventId),
    },
  );
  return found.map((f) => f.event_id);
}

/** ClickHouse reads `2026-11-21 08:00:00.000` fastest; the column is UTC. */
export const warehouseInstant = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 23);

/** One insert under the batch's token: a second one of the same batch adds nothing. */
export async function deliverBatch(
  warehouse: Warehouse,
  batch: Batch,
  resolved: readonly Resolved[],
): Promise<void> {
  if (resolved.length === 0) return;
  const rows = resolved.map(({ row, customerId }) => ({
    customer_id: customerId,
    name: row.name,
    event_time: warehouseInstant(row.eventTime),
    received_at: warehouseInstant(row.receivedAt),
    event_id: row.eventId,
    type: row.type,
    source_id: row.sourceId ?? '',
    properties: row.properties,
    origin_id: customerId,
  }));
  await warehouse.insert('events', rows, { token: batch.id });
}
