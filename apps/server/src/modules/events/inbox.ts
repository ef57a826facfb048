/** Writing into the inbox. Concurrent requests share one statement and one commit. */

import { AppError, isStoreUnavailable } from '../../kernel/errors.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';

export interface InboxRow {
  eventId: string;
  lane: number;
  sourceId: string | null;
  customerId: string | null;
  type: string;
  name: string;
  eventTime: Date;
  receivedAt: Date;
  /** JSON text: [kind, value] or [kind, blind index, sealed value]. */
  identifiers: string;
  /** JSON text. */
  traits: string | null;
  properties: string;
}

/** 'inbox' in ASCII: one writer at a time, all replicas together. */
const inboxLock = 0x696e626f78n;

const rowsPerStatement = 5_000;
/** Rows that may wait for the store before newcomers are told to come again. */
const mostWaiting = 50_000;

const day = (at: Date) => at.toISOString().slice(0, 10);

/**
 * Stands between the values of a column sent as one text, which spares quoting and unquoting each value of an array. JSON
 * escapes it, and names that hold it are refused on reading.
 */
const separator = '\u001e';

const column = (rows: readonly InboxRow[], value: (row: InboxRow) => string | number | null): string =>
  rows.map(value).join(separator);

/** Returns how many rows were new. Rows of one call may be of several days. */
export async function insertInbox(sql: Sql, rows: readonly InboxRow[]): Promise<number> {
  let inserted = 0;
  for (let i = 0; i < rows.length; i += rowsPerStatement) {
    inserted += await insertSome(sql, rows.slice(i, i + rowsPerStatement));
  }
  return inserted;
}

async function insertSome(sql: Sql, rows: readonly InboxRow[]): Promise<number> {
  const result = await sql.query<{ n: string }>(
    // The lock comes before the first sequence number is drawn, so that numbers become visible in their order. Without it a
    // reader could pass a number whose transaction commits later. It is held for one statement and its commit.
    `with turn as materialized (select pg_advisory_xact_lock(${inboxLock})),
     new as (
       insert into event_inbox (day, event_id, lane, source_id, customer_id, type, name, event_time, received_at,
                                identifiers, traits, properties)
       select (received_at at time zone 'UTC')::date, v.*
       from turn, unnest(string_to_array($1, $12)::uuid[], string_to_array($2, $12)::smallint[],
                   string_to_array($3, $12, '')::uuid[], string_to_array($4, $12, '')::bigint[], string_to_array($5, $12),
                   string_to_array($6, $12), string_to_array($7, $12)::timestamptz[], string_to_array($8, $12)::timestamptz[],
                   string_to_array($9, $12), string_to_array($10, $12, ''), string_to_array($11, $12))
         as v(event_id, lane, source_id, customer_id, type, name, event_time, received_at, identifiers, traits, properties)
       on conflict do nothing returning 1)
     select count(*) as n from new`,
    [
      column(rows, (r) => r.eventId),
      column(rows, (r) => r.lane),
      column(rows, (r) => r.sourceId),
      column(rows, (r) => r.customerId),
      column(rows, (r) => r.type),
      column(rows, (r) => r.name),
      column(rows, (r) => r.eventTime.toISOString()),
      column(rows, (r) => r.receivedAt.toISOString()),
      column(rows, (r) => r.identifiers),
      column(rows, (r) => r.traits),
      column(rows, (r) => r.properties),
      separator,
    ],
  );
  return Number(result[0]?.n ?? 0);
}

/** Partitions exist for yesterday to a week ahead; call at start and hourly. */
export async function ensurePartitions(sql: Sql, now: Date): Promise<void> {
  const days = Array.from({ length: 9 }, (_, i) => day(new Date(now.getTime() + (i - 1) * 86_400_000)));
  await sql.query(`select ensure_event_inbox(d) from unnest($1::date[]) d`, [days]);
}

interface Waiting {
  rows: InboxRow[];
  resolve(): void;
  reject(error: unknown): void;
}

export interface InboxWriter {
  /** Resolves once the rows are committed; rejects with `server.store_unavailable` when the store is away. */
  append(rows: InboxRow[]): Promise<void>;
}

export function createInboxWriter(pg: Postgres, onCommit: () => void): InboxWriter {
  let waiting: Waiting[] = [];
  let waitingRows = 0;
  let busy = false;

  function take(): Waiting[] {
    let rows = 0;
    let n = 0;
    for (const entry of waiting) {
      if (n > 0 && rows + entry.rows.length > rowsPerStatement) break;
      rows += entry.rows.length;
      n += 1;
    }
    const group = waiting.slice(0, n);
    waiting = waiting.slice(n);
    waitingRows -= rows;
    return group;
  }

  async function write(group: Waiting[]): Promise<void> {
    try {
      await insertInbox(
        pg,
        group.flatMap((entry) => entry.rows),
      );
      for (const entry of group) entry.resolve();
    } catch (error) {
      if (group.length > 1 && !isStoreUnavailable(error)) {
        // One request's row that PostgreSQL refuses must not fail its neighbours.
        for (const entry of group) await write([entry]);
        return;
      }
      for (const entry of group) entry.reject(error);
    }
  }

  async function flush(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      await write(take());
      onCommit();
    }
    busy = false;
  }

  return {
    append(rows) {
      if (rows.length === 0) return Promise.resolve();
      if (waitingRows + rows.length > mostWaiting)
        return Promise.reject(new AppError('server.store_unavailable'));
      return new Promise((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
        waitingRows += rows.length;
        // Requests that arrive in the same turn of the event loop share the commit.
        if (!busy) {
          busy = true;
          setImmediate(() => void flush());
        }
      });
    },
  };
}
