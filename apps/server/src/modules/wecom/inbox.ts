/** SQL of the callback inbox: once in, worked off in order per subject, held by one worker at a time. */
import type { Sql } from '../../kernel/postgres.ts';

export interface NewCallback {
  dedupeKey: string;
  kind: string;
  subject: string;
  body: string;
  eventTime: Date;
  receivedAt: Date;
  welcomeDue: boolean;
  /** Whoever stores it greets at once, so it is held from the start. */
  held: boolean;
}

export interface Callback {
  id: string;
  kind: string;
  body: string;
  eventTime: Date;
  receivedAt: Date;
  /** Of this claim; proves at the end that the callback is still held. */
  attempts: number;
}

const leaseMs = 60_000;
/** Shorter than half the life of a welcome code: after a crash there is time for another try. */
const welcomeLeaseMs = 8_000;
const columns = `c.id, c.kind, c.body, c.event_time as "eventTime", c.received_at as "receivedAt", c.attempts`;

/**
 * Callbacks that only say "look again". WeCom's times are whole seconds, so a second change within one looks like a
 * repetition of the first; looking once more is right for both.
 */
const lookAgain = /^change_external_(contact\.edit_external_contact|tag\.)/;

/** Per callback, in order: its id, or null when this event is in the inbox already and need not be worked on again. */
export async function insertCallbacks(
  sql: Sql,
  callbacks: readonly NewCallback[],
): Promise<(string | null)[]> {
  const distinct = [...new Map(callbacks.map((c) => [c.dedupeKey, c])).values()];
  const made = await sql.query<{ id: string; key: string }>(
    `insert into wecom_callbacks (dedupe_key, kind, subject, body, event_time, received_at, welcome, attempts, next_at)
     select k, kind, s, b, et, rt, w, held::int, case when held then rt + make_interval(secs => $9 / 1000.0) else rt end
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[],
                 $8::bool[])
       with ordinality v(k, kind, s, b, et, rt, w, held, n) order by n
     on conflict (dedupe_key) do update set state = 'pending', next_at = excluded.next_at,
         attempts = case wecom_callbacks.state when 'pending' then wecom_callbacks.attempts + 1 else 0 end
       where wecom_callbacks.kind ~ $10
     returning id, dedupe_key as key`,
    [
      distinct.map((c) => c.dedupeKey),
      distinct.map((c) => c.kind),
      distinct.map((c) => c.subject),
      distinct.map((c) => c.body),
      distinct.map((c) => c.eventTime),
      distinct.map((c) => c.receivedAt),
      distinct.map((c) => (c.welcomeDue ? 'due' : null)),
      distinct.map((c) => c.held),
      welcomeLeaseMs,
      lookAgain.source,
    ],
  );
  const ids = new Map(made.map((row) => [row.key, row.id]));
  return callbacks.map(({ dedupeKey }) => {
    const id = ids.get(dedupeKey) ?? null;
    // Two of one event in the same group: the first counts.
    ids.delete(dedupeKey);
    return id;
  });
}

/** Callbacks whose welcome is due, oldest first: their codes die first. */
export function claimWelcomes(sql: Sql, now: Date, limit: number): Promise<Callback[]> {
  return sql.query(
    `update wecom_callbacks c set attempts = c.attempts + 1, next_at = $2
     from (select id from wecom_callbacks where welcome = 'due' and next_at <= $1
           order by id limit $3 for update skip locked) due
     where c.id = due.id returning ${columns}`,
    [now, new Date(now.getTime() + welcomeLeaseMs), limit],
  );
}

/** The oldest pending callback of each subject that is due and not held; one with a welcome due waits for that. */
export function claimCallbacks(sql: Sql, now: Date, limit: number): Promise<Callback[]> {
  return sql.query(
    `update wecom_callbacks c set attempts = c.attempts + 1, next_at = $2
     from (select id from wecom_callbacks p
           where p.state = 'pending' and p.next_at <= $1 and p.welcome is distinct from 'due'
             and not exists (select 1 from wecom_callbacks e
                             where e.subject = p.subject and e.state = 'pending' and e.id < p.id)
           order by p.id limit $3 for update skip locked) due
     where c.id = due.id and c.state = 'pending' returning ${columns}`,
    [now, new Date(now.getTime() + leaseMs), limit],
  );
}

/** Ends callbacks in the transaction of their effects; answers the ids of those still held by this worker. */
export async function finishCallbacks(
  tx: Sql,
  callbacks: readonly Callback[],
  now: Date,
): Promise<Set<string>> {
  const done = await tx.query<{ id: string }>(
    `update wecom_callbacks c set state = 'done', worked_at = $3, problem = null
     from unnest($1::bigint[], $2::int[]) v(id, attempts)
     where c.id = v.id and c.attempts = v.attempts and c.state = 'pending' returning c.id`,
    [callbacks.map((c) => c.id), callbacks.map((c) => c.attempts), now],
  );
  return new Set(done.map((row) => row.id));
}

export async function retryCallback(
  sql: Sql,
  callback: Callback,
  outcome: { problem: string; at: Date; dead: boolean },
): Promise<void> {
  await sql.query(
    `update wecom_callbacks set problem = $3, next_at = $4, state = case when $5 then 'dead' else state end
     where id = $1 and attempts = $2 and state = 'pending'`,
    [callback.id, callback.attempts, outcome.problem.slice(0, 500), outcome.at, outcome.dead],
  );
}

/** Deletes what was worked off before `before`, at most `limit` at a time; dead ones are kept for a person. */
export async function pruneCallbacks(sql: Sql, before: Date, limit: number): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    `with gone as (delete from wecom_callbacks where id in
       (select id from wecom_callbacks where received_at < $1 and state = 'done' order by received_at limit $2)
       returning 1) select count(*)::int as n from gone`,
    [before, limit],
  );
  return row?.n ?? 0;
}
