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

/** Recorded once per callback; a second record of the same is dropped. */
export async function saveWelcome(tx: Sql, welcome: WelcomeRow): Promise<void> {
  await tx.query(
    `insert into wecom_welcomes (callback_id, staff_userid, external_userid, outcome, problem, received_at, finished_at,
                                 delay_ms)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      welcome.callbackId,
      welcome.staffUserid,
      welcome.externalUserid,
      welcome.outcome,
      welcome.problem,
      welcome.receivedAt,
      welcome.finishedAt,
      Math.max(0, welcome.finishedAt.getTime() - welcome.receivedAt.getTime()),
    ],
  );
}

/** The welcome of a callback if it was sent and not announced yet; from now on it counts as announced. */
export async function takeSentWelcome(
  tx: Sql,
  callbackId: string,
): Promise<{ delayMs: number; finishedAt: Date } | null> {
  const [row] = await tx.query<{ delayMs: number; finishedAt: Date }>(
    `update wecom_welcomes set published = true where callback_id = $1 and outcome = 'sent' and not published
     returning delay_ms as "delayMs", finished_at as "finishedAt"`,
    [callbackId],
  );
  return row ?? null;
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
