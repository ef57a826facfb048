/** SQL of messages handed to WeCom, and of the tasks that staff have yet to confirm. */
import type { Sql } from '../../kernel/postgres.ts';

export interface SendRow {
  key: string;
  state: 'calling' | 'handed' | 'delivered' | 'failed';
  msgid: string | null;
  problem: string | null;
  at: Date;
}

export function readSends(sql: Sql, keys: readonly string[]): Promise<SendRow[]> {
  return sql.query(`select key, state, msgid, problem, at from wecom_sends where key = any($1::text[])`, [
    keys,
  ]);
}

/** Notes that these are about to be handed over; answers the keys that were new. */
export async function beginSends(
  sql: Sql,
  sends: readonly { key: string; staffUserid: string; externalUserid: string }[],
  now: Date,
): Promise<Set<string>> {
  const rows = await sql.query<{ key: string }>(
    `insert into wecom_sends (key, staff_userid, external_userid, state, at)
     select k, s, e, 'calling', $4 from unnest($1::text[], $2::text[], $3::text[]) v(k, s, e)
     on conflict (key) do nothing returning key`,
    [sends.map((s) => s.key), sends.map((s) => s.staffUserid), sends.map((s) => s.externalUserid), now],
  );
  return new Set(rows.map((row) => row.key));
}

export async function handOver(
  tx: Sql,
  task: { msgid: string; staffUserid: string; keys: readonly string[]; pollAt: Date },
  now: Date,
): Promise<void> {
  await tx.query(`update wecom_sends set state = 'handed', msgid = $2, at = $3 where key = any($1::text[])`, [
    task.keys,
    task.msgid,
    now,
  ]);
  await tx.query(
    `insert into wecom_tasks (msgid, staff_userid, created_at, poll_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [task.msgid, task.staffUserid, now, task.pollAt],
  );
}

export async function failSends(
  sql: Sql,
  keys: readonly string[],
  end: { problem: string; now: Date },
): Promise<void> {
  if (keys.length === 0) return;
  await sql.query(
    `update wecom_sends set state = 'failed', problem = $2, at = $3 where key = any($1::text[])`,
    [keys, end.problem, end.now],
  );
}

/** Nothing was sent: the next try starts afresh. */
export async function forgetSends(sql: Sql, keys: readonly string[]): Promise<void> {
  await sql.query(`delete from wecom_sends where key = any($1::text[]) and state = 'calling'`, [keys]);
}

export interface Task {
  msgid: string;
  staffUserid: string;
  createdAt: Date;
  polls: number;
}

/** Tasks due to be asked about, held for a minute. */
export function claimTasks(sql: Sql, now: Date, limit: number): Promise<Task[]> {
  return sql.query(
    `update wecom_tasks t set poll_at = $2, polls = polls + 1
     from (select msgid from wecom_tasks where poll_at <= $1 order by poll_at limit $3 for update skip locked) due
     where t.msgid = due.msgid
     returning t.msgid, t.staff_userid as "staffUserid", t.created_at as "createdAt", t.polls`,
    [now, new Date(now.getTime() + 60_000), limit],
  );
}

/** When to ask next; null when everything is known. */
export async function scheduleTask(sql: Sql, msgid: string, pollAt: Date | null): Promise<void> {
  await sql.query(`update wecom_tasks set poll_at = $2 where msgid = $1`, [msgid, pollAt]);
}

export interface Settlement {
  externalUserid: string;
  status: 'delivered' | 'failed';
  problem: string | null;
  at: Date;
}

/** Settles those of a task that were open; answers whose. */
export async function settleSends(
  tx: Sql,
  msgid: string,
  settlements: readonly Settlement[],
): Promise<Set<string>> {
  const rows = await tx.query<{ externalUserid: string }>(
    `update wecom_sends s set state = v.status, problem = v.problem, at = v.at
     from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) v(e, status, problem, at)
     where s.msgid = $1 and s.external_userid = v.e and s.state = 'handed'
     returning s.external_userid as "externalUserid"`,
    [
      msgid,
      settlements.map((s) => s.externalUserid),
      settlements.map((s) => s.status),
      settlements.map((s) => s.problem),
      settlements.map((s) => s.at),
    ],
  );
  return new Set(rows.map((row) => row.externalUserid));
}

export async function openRecipients(sql: Sql, msgid: string): Promise<string[]> {
  const rows = await sql.query<{ externalUserid: string }>(
    `select external_userid as "externalUserid" from wecom_sends where msgid = $1 and state = 'handed'`,
    [msgid],
  );
  return rows.map((row) => row.externalUserid);
}
