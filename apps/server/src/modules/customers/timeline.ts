/** What customers did, from the warehouse. */
import type { CustomerId, TimelineItem } from '@jetbridge/contract';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { warehouseInstant } from '../events/index.ts';

/** `before` is (event time, event id) of the last one seen. */
export interface TimelinePage {
  before: [string, string] | null;
  limit: number;
  name?: string | undefined;
}

const instant = (text: string) => `${text.replace(' ', 'T')}Z`;

/** When each did something for the last time, and how much it did in all. */
export async function lastEvents(
  warehouse: Warehouse,
  ids: readonly CustomerId[],
): Promise<Map<CustomerId, { last: string; n: number }>> {
  if (ids.length === 0) return new Map();
  const rows = await warehouse.query<{ customer_id: CustomerId; last: string; n: string }>(
    `SELECT customer_id, max(event_time) AS last, count() AS n FROM events
     WHERE customer_id IN {ids:Array(UInt64)} GROUP BY customer_id`,
    { ids: ids.map(BigInt) },
  );
  return new Map(rows.map((row) => [row.customer_id, { last: instant(row.last), n: Number(row.n) }]));
}

/** Newest first. */
export async function timelineOf(
  warehouse: Warehouse,
  id: CustomerId,
  page: TimelinePage,
): Promise<(Omit<TimelineItem, 'source'> & { sourceId: string })[]> {
  const [time, eventId] = page.before ?? ['2200-01-01T00:00:00.000Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
  const rows = await warehouse.query<{
    event_id: string;
    name: string;
    type: string;
    event_time: string;
    received_at: string;
    source_id: string;
    properties: string;
  }>(
    `SELECT event_id, name, type, event_time, received_at, source_id, properties FROM events
     WHERE customer_id = {id:UInt64} AND (event_time, event_id) < ({time:DateTime64(3)}, {eventId:UUID})
       AND ({name:String} = '' OR name = {name:String})
     ORDER BY event_time DESC, event_id DESC LIMIT {limit:UInt32}`,
    { id, time: warehouseInstant(new Date(time)), eventId, name: page.name ?? '', limit: page.limit },
  );
  return rows.map((row) => ({
    eventId: row.event_id,
    name: row.name,
    type: row.type,
    eventTime: instant(row.event_time),
    receivedAt: instant(row.received_at),
    sourceId: row.source_id,
    properties: JSON.parse(row.properties),
  }));
}
