/**
 * events owns the sources with their write keys, the inbox that every event enters, and delivery to the warehouse.
 *
 * Terms: a *source* sends calls with its *write key*; a *call* becomes an *event*; the *inbox* holds events until the
 * spine has worked on them; a *batch* is what the spine works on at once.
 * It refuses calls that are malformed, too large, or of an unknown write key. It does not know customers.
 */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { createInboxWriter, ensurePartitions, insertInbox } from './inbox.ts';
import { createInboxRows, type OwnEvent } from './rows.ts';
import type { IncomingEvent, Rejection } from './rules.ts';
import { type ActiveSource, createSources } from './sources.ts';

export {
  type Batch,
  type BatchRow,
  closeBatch,
  dropOldDays,
  openBatch,
  rememberDuplicates,
} from './batches.ts';
export { deliverBatch, findDuplicates, type Resolved, warehouseInstant } from './delivery.ts';
export { byStrength, normalIdentifier, sealedKinds } from './identifiers.ts';
export { bindEventsRoutes } from './routes.ts';
export type { OwnEvent } from './rows.ts';
export { createEventViews } from './views.ts';

/** What the spine hands to its listeners once an event belongs to a customer. */
export interface ResolvedEvent {
  eventId: string;
  customerId: CustomerId;
  type: string;
  name: string;
  eventTime: Date;
  receivedAt: Date;
  sourceId: string | null;
  properties: Record<string, unknown>;
}

/** The wake-up that follows every commit into the inbox. */
export const spineSignal = 'spine';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  vault: Vault;
  signal: Signal;
}

export function createEvents({ pg, warehouse, clock, vault, signal }: Deps) {
  const sources = createSources({ pg, warehouse, clock });
  const writer = createInboxWriter(pg, () => signal.poke(spineSignal));
  const { readBatch, rowsOf, ownRow } = createInboxRows({ clock, vault });

  return {
    sources,
    now: () => clock.now(),
    sourceOf: (writeKey: string) => sources.byWriteKey(writeKey),

    /** Stores calls of one source; resolves after the commit with those that were too large. */
    async store(source: ActiveSource, events: IncomingEvent[], receivedAtMs: number): Promise<Rejection[]> {
      const { rows, rejected } = rowsOf(source, events, receivedAtMs);
      await writer.append(rows);
      return rejected;
    },

    /**
     * The same checks for calls read from a file, in the caller's transaction. `inserted` leaves out those received
     * today already; older repetitions are recognised by the spine.
     */
    async acceptBatch(sql: Sql, source: ActiveSource, calls: readonly unknown[]) {
      const { rows, rejected } = readBatch(source, calls);
      const inserted = await insertInbox(sql, rows);
      signal.poke(spineSignal);
      return { inserted, accepted: rows.length, rejected };
    },

    /** Whether acceptBatch takes this call; the answer does not depend on when it is asked. */
    wouldAccept: (source: ActiveSource, call: unknown): boolean => readBatch(source, [call]).rows.length > 0,

    /** Announces events in the caller's transaction. */
    async publish(tx: Sql, events: readonly OwnEvent[]): Promise<void> {
      if (events.length === 0) return;
      await insertInbox(tx, events.map(ownRow));
      await signal.notify(tx, spineSignal);
    },

    ensurePartitions: () => ensurePartitions(pg, clock.now()),

    /** Rows that the spine has not worked on yet; counting stops at `most`. */
    async backlog(most: number): Promise<number> {
      const [row] = await pg.query<{ n: string }>(
        `select count(*) as n from (
           select 1 from event_inbox i
           where i.seq > (select min(seq) from spine_cursors)
           limit $1) waiting`,
        [most],
      );
      return Number(row?.n ?? 0);
    },
  };
}

export type Events = ReturnType<typeof createEvents>;
