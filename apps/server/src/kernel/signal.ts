import pg from 'pg';
import type { Logger } from 'pino';
import type { Sql } from './postgres.ts';

const channel = 'jetbridge';

/**
 * Wake-ups between the loops of all replicas. A signal may be lost (a connection breaks), so whoever waits also
 * looks by itself now and then; it is for speed, never for truth.
 */
export interface Signal {
  /** Wakes listeners everywhere once the caller's transaction commits. */
  notify(tx: Sql, topic: string): Promise<void>;
  /** Wakes listeners here at once and elsewhere at most every 20 ms. For what has been committed already. */
  poke(topic: string): void;
  on(topic: string, listener: () => void): void;
  close(): Promise<void>;
}

export async function openSignal(options: { url: string; log: Logger }): Promise<Signal> {
  const listeners = new Map<string, Set<() => void>>();
  const pending = new Set<string>();
  let client: pg.Client | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let retry: NodeJS.Timeout | null = null;

  const emit = (topic: string) => {
    for (const listener of listeners.get(topic) ?? []) listener();
  };

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: options.url, application_name: 'jetbridge-signal' });
    next.on('notification', (message) => emit(message.payload ?? ''));
    next.on('error', () => reconnect(next));
    next.on('end', () => reconnect(next));
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
    // Whatever was signalled while nobody listened.
    for (const topic of listeners.keys()) emit(topic);
  }

  function reconnect(lost: pg.Client): void {
    if (closed || (client !== null && client !== lost) || retry !== null) return;
    client = null;
    retry = setTimeout(() => {
      retry = null;
      connect().catch((error) => {
        options.log.warn({ err: error }, 'wake-up connection lost; polling meanwhile');
        reconnect(lost);
      });
    }, 500);
  }

  function flush(): void {
    timer = null;
    const topics = [...pending];
    pending.clear();
    client
      ?.query('select pg_notify($1, topic) from unnest($2::text[]) topic', [channel, topics])
      .catch(() => undefined); // Lost wake-ups are made up for by polling.
  }

  await connect();
  return {
    async notify(tx, topic) {
      await tx.query('select pg_notify($1, $2)', [channel, topic]);
    },
    poke(topic) {
      emit(topic);
      pending.add(topic);
      timer ??= setTimeout(flush, 20);
    },
    on(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
    },
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      if (retry) clearTimeout(retry);
      await client?.end();
    },
  };
}
