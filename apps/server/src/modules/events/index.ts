/**
 * events owns the sources with their write keys, the inbox that every event enters, and delivery to the warehouse.
 *
 * Terms: a *source* sends calls with its *write key*; a *call* becomes an *event*; the *inbox* holds events until the
 * spine has worked on them; a *batch* is what the spine works on at once.
 * It refuses calls that are malformed, too large, or of an unknown write key. It does not know customers.
 */
import type { CustomerId, IdentityKind } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import { uuidFromHash, uuidv7 } from '../../kernel/ids.ts';
import { laneOf } from '../../kernel/lanes.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { byStrength, type Identifier, normalIdentifier, sealedKinds } from './identifiers.ts';
import { createInboxWriter, ensurePartitions, type InboxRow, insertInbox } from './inbox.ts';
import { type IncomingEvent, isEvent, isRejection, type Rejection, readCall, tooLarge } from './rules.ts';
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
export { byStrength, type Identifier, normalIdentifier, sealedKinds } from './identifiers.ts';
export { bindEventsRoutes } from './routes.ts';
export { createEventViews } from './views.ts';

/** An event the product itself announces. At least one of customerId and identifiers. */
export interface OwnEvent {
  /** Idempotency key: the same key is the same event. */
  key: string;
  name: string;
  eventTime: Date;
  properties: Record<string, unknown>;
  customerId?: CustomerId;
  identifiers?: { kind: IdentityKind; value: string }[];
  traits?: Record<string, unknown>;
}

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

  function seal(identifier: Identifier): string[] {
    if (!sealedKinds.has(identifier.kind)) return [identifier.kind, identifier.value];
    return [
      identifier.kind,
      vault.blindIndex(identifier.kind, identifier.value),
      vault.encrypt(identifier.value),
    ];
  }

  function rowOf(source: ActiveSource, event: IncomingEvent, receivedAtMs: number): InboxRow {
    const first = event.identifiers[0];
    return {
      eventId: event.messageId === null ? uuidv7(clock) : uuidFromHash(source.id, event.messageId),
      lane: laneOf(first ? `${first.kind}:${first.value}` : ''),
      sourceId: source.id,
      customerId: null,
      type: event.type,
      name: event.name,
      eventTime: new Date(event.eventTimeMs),
      receivedAt: new Date(receivedAtMs),
      identifiers: JSON.stringify(event.identifiers.map(seal)),
      traits: event.traits === null ? null : JSON.stringify(event.traits),
      properties: JSON.stringify(event.properties),
    };
  }

  function rowsOf(source: ActiveSource, events: IncomingEvent[], receivedAtMs: number) {
    const rows: InboxRow[] = [];
    const rejected: Rejection[] = [];
    for (const event of events) {
      const row = rowOf(source, event, receivedAtMs);
      const reason = tooLarge(row.properties, row.traits);
      if (reason) rejected.push({ index: event.index, field: 'properties', reason });
      else rows.push(row);
    }
    return { rows, rejected };
  }

  function readBatch(source: ActiveSource, calls: readonly unknown[]) {
    const receivedAtMs = clock.now().getTime();
    const arrival = { receivedAtMs, sentAtMs: null, userIdKind: source.userIdKind };
    const reads = calls.map((call, index) => readCall(call, index, arrival));
    const { rows, rejected } = rowsOf(source, reads.filter(isEvent), receivedAtMs);
    return { rows, rejected: [...reads.filter(isRejection), ...rejected] };
  }

  function ownRow(event: OwnEvent): InboxRow {
    const identifiers = (event.identifiers ?? []).flatMap(
      ({ kind, value }) => normalIdentifier(kind, value) ?? [],
    );
    const first = identifiers.sort(byStrength)[0];
    const now = clock.now();
    return {
      eventId: uuidFromHash('own', event.key),
      lane: laneOf(first ? `${first.kind}:${first.value}` : `customer:${event.customerId}`),
      sourceId: null,
      customerId: event.customerId ?? null,
      type: 'track',
      name: event.name,
      eventTime: new Date(Math.min(event.eventTime.getTime(), now.getTime())),
      receivedAt: now,
      identifiers: JSON.stringify(identifiers.map(seal)),
      traits: event.traits ? JSON.stringify(event.traits) : null,
      properties: JSON.stringify(event.properties),
    };
  }

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
