/**
 * The spine: takes the next batch of the inbox, finds whose events they are, delivers them to the warehouse, and tells
 * segments, journeys and whoever else listens. Every step before the last can be repeated; the last one, a single
 * PostgreSQL transaction, moves the cursor, so that listeners see each event exactly once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../kernel/clock.ts';
import type { Lanes } from '../kernel/lanes.ts';
import type { Log } from '../kernel/log.ts';
import { type Loop, startLoop } from '../kernel/loop.ts';
import type { Postgres, Sql } from '../kernel/postgres.ts';
import type { Signal } from '../kernel/signal.ts';
import type { Warehouse } from '../kernel/warehouse.ts';
import type { Customers } from '../modules/customers/index.ts';
import {
  type Batch,
  closeBatch,
  deliverBatch,
  findDuplicates,
  openBatch,
  type Resolved,
  type ResolvedEvent,
  rememberDuplicates,
  spineSignal,
} from '../modules/events/index.ts';

export interface SpineListener {
  /** In the transaction that moves the cursor. Must be set-based and must not call outside the database. */
  onEvents(tx: Sql, events: readonly ResolvedEvent[]): Promise<void>;
}

/** What a batch did to a customer, so that segments can decide whom to evaluate again. */
export interface CustomerChange {
  customerId: CustomerId;
  events: { name: string; eventTime: Date }[];
  /** Traits or the customer itself changed (made, merged). */
  profile: boolean;
}

export interface SpineDeps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  log: Log;
  lanes: Lanes;
  signal: Signal;
  customers: Customers;
  /** Receives every change, before the listeners. */
  onChanges(tx: Sql, changes: readonly CustomerChange[]): Promise<void>;
  listeners: readonly SpineListener[];
  /** Woken after each batch. */
  wakes: readonly string[];
  batchSize?: number;
}

export interface Spine {
  stop(): Promise<void>;
  /** Works until the inbox is empty, beside the loop; for tests and the demo's seeding. */
  settle(): Promise<void>;
}

const defaultBatchSize = 10_000;
/**
 * Every insert into the warehouse has a fixed price, whatever its size. When events come in numbers, they are gathered for
 * a moment; a few are worked on at once.
 */
const busyRows = 100;
const gatherMs = 300;

export function startSpine(deps: SpineDeps): Spine {
  let turn: Promise<unknown> = Promise.resolve();
  /** The loop and whoever settles take turns: two at once would open the same batch. */
  function run(): Promise<number | null> {
    const mine = turn.then(() => deps.lanes.use((owned) => workOne(deps, owned)));
    turn = mine.catch(() => undefined);
    return mine;
  }
  const loop: Loop = startLoop({
    name: 'spine',
    log: deps.log,
    idleMs: 1_000,
    run: async () => {
      const startedAt = performance.now();
      const rows = await run();
      if (rows !== null && rows >= busyRows && rows < (deps.batchSize ?? defaultBatchSize)) {
        await sleep(Math.max(0, gatherMs - (performance.now() - startedAt)));
      }
      return rows !== null;
    },
  });
  deps.signal.on(spineSignal, () => loop.poke());
  deps.lanes.onChange(() => loop.poke());
  return {
    async stop() {
      await loop.stop();
      await turn;
    },
    async settle() {
      while ((await run()) !== null);
    },
  };
}

/** Works on one batch: how many rows it had, null when there was none. */
export async function workOne(deps: SpineDeps, owned: readonly number[]): Promise<number | null> {
  const batch = await openBatch(
    { pg: deps.pg, lanes: deps.lanes, clock: deps.clock, size: deps.batchSize ?? defaultBatchSize },
    owned,
  );
  if (batch === null) return null;
  if (batch.rows.length === 0) return 0;
  const resolution = await deps.customers.resolveRows(batch.rows);
  if (resolution.merges.length > 0 || batch.replay) await deps.customers.copyMergedEvents();
  const resolved = await fresh(deps, batch, resolution.owners);
  const owners = resolution.owners;
  // After a crash nobody knows which mirrors were written; all of the batch's are written again.
  const changed = batch.replay ? [...new Set(owners)] : resolution.changed;
  await Promise.all([
    deliverBatch(deps.warehouse, batch, resolved),
    deps.customers.mirror(changed, batch.id),
  ]);
  await finish(deps, { batch, resolved, changed });
  for (const topic of deps.wakes) deps.signal.poke(topic);
  return batch.rows.length;
}

/** The rows that are not repetitions of what the warehouse has, with their customers. */
async function fresh(deps: SpineDeps, batch: Batch, owners: readonly CustomerId[]): Promise<Resolved[]> {
  const all = batch.rows.map((row, n) => ({ row, customerId: owners[n] as CustomerId }));
  if (batch.duplicates === null) {
    const duplicates = await findDuplicates(deps.warehouse, all);
    // Written down before the insert: afterwards this batch's own events would look like repetitions.
    if (duplicates !== null) await rememberDuplicates(deps.pg, batch, duplicates);
  }
  if (batch.duplicates === null || batch.duplicates.length === 0) return all;
  const known = new Set(batch.duplicates);
  return all.filter(({ row }) => !known.has(row.eventId));
}

async function finish(
  deps: SpineDeps,
  at: { batch: Batch; resolved: readonly Resolved[]; changed: readonly CustomerId[] },
): Promise<void> {
  const { batch, resolved, changed } = at;
  const ids = [...new Set([...resolved.map((r) => r.customerId), ...changed])];
  // A customer of this batch may have been merged by another replica after we looked: its copy missed our events.
  const gone = await deps.customers.mergedAway(deps.pg, ids);
  if (gone.length > 0) await deps.customers.copyMergedEvents(gone);
  await deps.pg.tx(async (tx) => {
    await deps.lanes.fence(tx, batch.lanes);
    const now =
      gone.length > 0 ? await deps.customers.canonical(tx, gone) : new Map<CustomerId, CustomerId>();
    const events = resolved.map(({ row, customerId }) => toEvent(row, now.get(customerId) ?? customerId));
    await deps.onChanges(tx, changesOf(events, [...changed, ...gone, ...now.values()]));
    for (const listener of deps.listeners) await listener.onEvents(tx, events);
    await closeBatch(tx, batch);
  });
}

function toEvent(row: Resolved['row'], customerId: CustomerId): ResolvedEvent {
  let properties: Record<string, unknown> | undefined;
  return {
    eventId: row.eventId,
    customerId,
    type: row.type,
    name: row.name,
    eventTime: row.eventTime,
    receivedAt: row.receivedAt,
    sourceId: row.sourceId,
    // Most events interest no listener: parsed when somebody looks.
    get properties() {
      properties ??= JSON.parse(row.properties) as Record<string, unknown>;
      return properties;
    },
  };
}

function changesOf(events: readonly ResolvedEvent[], changed: readonly CustomerId[]): CustomerChange[] {
  const changes = new Map<CustomerId, CustomerChange>();
  const of = (customerId: CustomerId): CustomerChange => {
    const known = changes.get(customerId) ?? { customerId, events: [], profile: false };
    changes.set(customerId, known);
    return known;
  };
  for (const event of events)
    of(event.customerId).events.push({ name: event.name, eventTime: event.eventTime });
  for (const id of changed) of(id).profile = true;
  return [...changes.values()];
}
