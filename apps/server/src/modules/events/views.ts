import type { CustomerId, StreamEvent } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';

/** The stream without the names of customers, which are not ours to know. */
export type BareStreamEvent = Omit<StreamEvent, 'customerName' | 'source'> & { sourceId: string };

interface StreamRow {
  event_id: string;
  customer_id: CustomerId;
  name: string;
  event_time: string;
  received_at: string;
  source_id: string;
  properties: string;
}

const instant = (text: string) => `${text.replace(' ', 'T')}Z`;

export function createEventViews({ warehouse, clock }: { warehouse: Warehouse; clock: Clock }) {
  return {
    /** Newest first. With `after` (received at, event id of an earlier answer) only what came since. */
    async stream(filter: { name?: string | undefined; after?: string | undefined; limit: number }) {
      const [afterTime, afterId] = (filter.after ?? '').split('|');
      const sinceMs = afterTime ? Date.parse(afterTime) : clock.now().getTime() - 86_400_000;
      const since = new Date(Number.isNaN(sinceMs) ? 0 : sinceMs);
      const rows = await warehouse.query<StreamRow>(
        `SELECT event_id, customer_id, name, event_time, received_at, source_id, properties FROM recent_events
         WHERE received_at >= {since:DateTime64(3)}
           AND ({name:String} = '' OR name = {name:String})
           AND (received_at, toString(event_id)) > ({since:DateTime64(3)}, {afterId:String})
         ORDER BY received_at DESC, toString(event_id) DESC LIMIT {limit:UInt32}`,
        { since, name: filter.name ?? '', afterId: afterId ?? '', limit: filter.limit },
      );
      const items: BareStreamEvent[] = rows.map((row) => ({
        eventId: row.event_id,
        customerId: row.customer_id,
        name: row.name,
        eventTime: instant(row.event_time),
        receivedAt: instant(row.received_at),
        sourceId: row.source_id,
        properties: JSON.parse(row.properties),
      }));
      const newest = items[0];
      return { items, after: newest ? `${newest.receivedAt}|${newest.eventId}` : (filter.after ?? null) };
    },

    /** Events received in the last full 60 seconds. */
    async perMinute(): Promise<number> {
      const [row] = await warehouse.query<{ n: string }>(
        `SELECT count() AS n FROM recent_events WHERE received_at > {since:DateTime64(3)}`,
        { since: new Date(clock.now().getTime() - 60_000) },
      );
      return Number(row?.n ?? 0);
    },

    /** Names of all events by frequency, each with the properties that a sample of them carries. */
    async names(): Promise<{ name: string; count: number; properties: string[] }[]> {
      const rows = await warehouse.query<{ name: string; n: string; keys: string[] }>(
        `SELECT name, sum(events) AS n, arraySort(groupUniqArrayArrayMerge(100)(properties)) AS keys
         FROM event_names GROUP BY name ORDER BY n DESC LIMIT 500`,
      );
      return rows.map((row) => ({ name: row.name, count: Number(row.n), properties: row.keys }));
    },
  };
}
