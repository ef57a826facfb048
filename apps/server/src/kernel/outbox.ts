/**
 * Effects on the world outside, decided in a transaction and delivered afterwards, at least once. The receiver must
 * treat the key as an idempotency key. What is out of attempts stays in the table with its reason.
 */
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Postgres, Sql } from './postgres.ts';
import type { Signal } from './signal.ts';

export interface Effect {
  topic: string;
  /** Unique within the topic; a second effect of the same key is the same effect. */
  key: string;
  payload: unknown;
  notBefore?: Date;
}

export interface OutboxItem<P = unknown> {
  id: string;
  key: string;
  payload: P;
  attempts: number;
}

export type Outcome = 'done' | { retryAt: Date } | { failed: string };

export interface OutboxTopic {
  /** Items handed over at once. */
  batch: number;
  /** Batches under way at once. */
  concurrency: number;
  /** An outcome per item id; an item left out is tried again later. */
  handle(items: OutboxItem[]): Promise<Map<string, Outcome>>;
}

export interface Outbox {
  stop(): Promise<void>;
  /** Works until nothing is due; for tests and orderly ends. */
  drain(): Promise<void>;
}

/** While an item is being delivered nobody else takes it; after a crash it is due again when this is over. */
const leaseMs = 60_000;
const maxAttempts = 12;

const signalName = (topic: string) => `outbox:${topic}`;

/** Call inside the transaction that decides. `now` is when effects without `notBefore` are due. */
export async function enqueueEffects(tx: Sql, effects: readonly Effect[], now: Date): Promise<void> {
  if (effects.length === 0) return;
  await tx.query(
    `insert into outbox (topic, key, payload, next_at)
     select * from unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[])
     on conflict (topic, key) do nothing`,
    [
      effects.map((e) => e.topic),
      effects.map((e) => e.key),
      effects.map((e) => JSON.stringify(e.payload)),
      effects.map((e) => e.notBefore ?? now),
    ],
  );
  for (const topic of new Set(effects.map((e) => e.topic))) {
    await tx.query(`select pg_notify('jetbridge', $1)`, [signalName(topic)]);
  }
}

/** Effects that ran out of attempts and wait for a person. */
export async function countFailedEffects(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `select count(*)::int as n from outbox where failed is not null`,
  );
  return row?.n ?? 0;
}

interface Options {
  pg: Postgres;
  clock: Clock;
  log: Logger;
  signal: Signal;
  topics: Record<string, OutboxTopic>;
}

export function startOutbox(options: Options): Outbox {
  const loops: Loop[] = [];
  for (const [name, topic] of Object.entries(options.topics)) {
    for (let i = 0; i < topic.concurrency; i++) {
      const loop = startLoop({
        name: signalName(name),
        log: options.log,
        idleMs: 1_000,
        run: () => deliver(options, name, topic),
      });
      options.signal.on(signalName(name), () => loop.poke());
      loops.push(loop);
    }
  }
  return {
    stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))),
    async drain() {
      for (const [name, topic] of Object.entries(options.topics)) while (await deliver(options, name, topic));
    },
  };
}

/** Takes one batch of due items; true when it was full. */
async function deliver(options: Options, name: string, topic: OutboxTopic): Promise<boolean> {
  const { pg, clock } = options;
  const now = clock.now();
  const items = await pg.query<OutboxItem>(
    `update outbox o set attempts = attempts + 1, next_at = $4
     from (select id from outbox where topic = $1 and failed is null and next_at <= $2
           order by next_at limit $3 for update skip locked) due
     where o.id = due.id
     returning o.id, o.key, o.payload, o.attempts`,
    [name, now, topic.batch, new Date(now.getTime() + leaseMs)],
  );
  if (items.length === 0) return false;
  let outcomes: Map<string, Outcome>;
  try {
    outcomes = await topic.handle(items);
  } catch (error) {
    options.log.error(
      { err: error, topic: name, items: items.length },
      'effects not delivered; trying again',
    );
    outcomes = new Map();
  }
  await settle(options, items, outcomes);
  return items.length === topic.batch;
}

async function settle(options: Options, items: OutboxItem[], outcomes: Map<string, Outcome>): Promise<void> {
  const done: string[] = [];
  const again: { id: string; at: Date }[] = [];
  const failed: { id: string; reason: string }[] = [];
  for (const item of items) {
    const outcome = outcomes.get(item.id);
    if (outcome === 'done') done.push(item.id);
    else if (outcome && 'failed' in outcome) failed.push({ id: item.id, reason: outcome.failed });
    else if (outcome) again.push({ id: item.id, at: outcome.retryAt });
    else if (item.attempts >= maxAttempts) failed.push({ id: item.id, reason: 'out of attempts' });
    else {
      const delayMs = Math.min(600_000, 1_000 * 2 ** item.attempts);
      again.push({ id: item.id, at: new Date(options.clock.now().getTime() + delayMs) });
    }
  }
  const { pg } = options;
  if (done.length > 0) await pg.query(`delete from outbox where id = any($1::bigint[])`, [done]);
  if (again.length > 0) {
    await pg.query(
      `update outbox o set next_at = v.at from unnest($1::bigint[], $2::timestamptz[]) v(id, at) where o.id = v.id`,
      [again.map((a) => a.id), again.map((a) => a.at)],
    );
  }
  if (failed.length > 0) {
    await pg.query(
      `update outbox o set failed = v.reason from unnest($1::bigint[], $2::text[]) v(id, reason) where o.id = v.id`,
      [failed.map((f) => f.id), failed.map((f) => f.reason)],
    );
  }
}
