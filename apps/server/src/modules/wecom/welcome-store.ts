/** SQL of welcomes: what became of each, and how long it took. */
import type { Sql } from '../../kernel/postgres.ts';
import type { Arrival } from './corp.ts';

export type WelcomeOutcome = 'sent' | 'none' | 'missed' | 'refused' | 'uncertain';

export interface WelcomeRow extends Omit<Arrival, 'state'> {
  callbackId: string;
  outcome: WelcomeOutcome;
  problem: string | null;
  receivedAt: Date;
  finishedAt: Date;
}

export interface EndedWelcome extends WelcomeRow {
  /** Of the claim; proves that the callback is still held. */
  attempts: number;
}

/**
 * Ends the welcomes of callbacks and records how they went, in one statement. The callbacks go on at once, with fresh
 * attempts. What another worker has taken over in the meantime is left to that one.
 */
export async function endWelcomes(sql: Sql, ended: readonly EndedWelcome[], now: Date): Promise<void> {
  await sql.query(
    `with v as (
       select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                            $7::timestamptz[], $8::int[], $9::int[])
                       as u(id, staff, external, outcome, problem, received_at, finished_at, delay_ms, attempts)),
     held as (
       update wecom_callbacks c set welcome = 'done', attempts = 0, next_at = $10 from v
       where c.id = v.id and c.attempts = v.attempts and c.welcome = 'due' returning c.id)
     insert into wecom_welcomes (callback_id, staff_userid, external_userid, outcome, problem, received_at, finished_at,
                                 delay_ms)
     select v.id, staff, external, outcome, problem, received_at, finished_at, delay_ms from v join held using (id)
     on conflict do nothing`,
    [
      ended.map((w) => w.callbackId),
      ended.map((w) => w.staffUserid),
      ended.map((w) => w.externalUserid),
      ended.map((w) => w.outcome),
      ended.map((w) => w.problem),
      ended.map((w) => w.receivedAt),
      ended.map((w) => w.finishedAt),
      ended.map((w) => Math.max(0, w.finishedAt.getTime() - w.receivedAt.getTime())),
      ended.map((w) => w.attempts),
      now,
    ],
  );
}

export interface SentWelcome {
  callbackId: string;
  staffUserid: string;
  delayMs: number;
  finishedAt: Date;
}

/** Of these callbacks the welcomes that were sent and not announced yet; from now on they count as announced. */
export function takeSentWelcomes(tx: Sql, callbackIds: readonly string[]): Promise<SentWelcome[]> {
  return tx.query(
    `update wecom_welcomes set published = true
     where callback_id = any($1::bigint[]) and outcome = 'sent' and not published
     returning callback_id as "callbackId", staff_userid as "staffUserid", delay_ms as "delayMs",
               finished_at as "finishedAt"`,
    [callbackIds],
  );
}

/** Whether this pair was greeted in the minute before `at`, or after it. */
export async function greetedSince(sql: Sql, pair: Omit<Arrival, 'state'>, at: Date): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from wecom_welcomes where staff_userid = $1 and external_userid = $2 and outcome = 'sent'
       and finished_at > $3::timestamptz - interval '1 minute' limit 1`,
    [pair.staffUserid, pair.externalUserid, at],
  );
  return rows.length > 0;
}

/** Whether another callback about the same traveller is being greeted, and not written down yet. */
export async function greetingUnderWay(sql: Sql, callbackId: string): Promise<boolean> {
  const rows = await sql.query(
    `select 1 from wecom_callbacks mine join wecom_callbacks other using (subject)
     where mine.id = $1 and other.id <> mine.id and other.state = 'pending' and other.welcome = 'due' limit 1`,
    [callbackId],
  );
  return rows.length > 0;
}
