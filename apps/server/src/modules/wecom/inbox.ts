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

/** The callback was given to another worker while this one worked; its effects must not be kept. */
export class LeaseLost extends Error {
  constructor() {
    super('Another worker took this callback over.');
    this.name = 'LeaseLost';
  }
}

const leaseMs = 60_000;
const columns = `c.id, c.kind, c.body, c.event_time as "eventTime", c.received_at as "receivedAt", c.attempts`;

/** False when this event is in the inbox already. */
export async function insertCallback(sql: Sql, callback: NewCallback): Promise<boolean> {
  const made = await sql.query(
    `insert into wecom_callbacks (dedupe_key, kind, subject, body, event_time, received_at, welcome, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $6) on conflict (dedupe_key) do nothing returning 1`,
    [
      callback.dedupeKey,
      callback.kind,
      callback.subject,
      callback.body,
      callback.eventTime,
      callback.receivedAt,
      callback.welcomeDue ? 'due' : null,
    ],
  );
  return made.length > 0;
}

/** Callbacks whose welcome is due, oldest first: their codes die first. */
export function claimWelcomes(sql: Sql, now: Date, limit: number): Promise<Callback[]> {
  return sql.query(
    `update wecom_callbacks c set attempts = c.attempts + 1, next_at = $2
     from (select id from wecom_callbacks where welcome = 'due' and next_at <= $1
           order by id limit $3 for update skip locked) due
     where c.id = due.id returning ${columns}`,
    [now, new Date(now.getTime() + leaseMs), limit],
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

/** Ends a callback in the transaction of its effects. Throws LeaseLost when it is held by somebody else by now. */
export async function finishCallback(tx: Sql, callback: Callback, now: Date): Promise<void> {
  const done = await tx.query(
    `update wecom_callbacks set state = 'done', worked_at = $3, problem = null
     where id = $1 and attempts = $2 and state = 'pending' returning 1`,
    [callback.id, callback.attempts, now],
  );
  if (done.length === 0) throw new LeaseLost();
}

/** Ends the welcome of a callback; the callback itself goes on at once, with fresh attempts. */
export async function finishWelcome(tx: Sql, callback: Callback, now: Date): Promise<void> {
  const done = await tx.query(
    `update wecom_callbacks set welcome = 'done', attempts = 0, next_at = $3
     where id = $1 and attempts = $2 and welcome = 'due' returning 1`,
    [callback.id, callback.attempts, now],
  );
  if (done.length === 0) throw new LeaseLost();
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
