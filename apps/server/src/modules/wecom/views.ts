import type { contract, Reply, Staff } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Corp } from './corp.ts';

type Status = Reply<typeof contract.wecom.status>;

/** Business days are the airline's. */
const zone = 'Asia/Shanghai';
/** Latest callbacks of which the median is taken. */
const medianOf = 500;

/** Whether WeCom is connected, and how its callbacks fare. */
export async function status(context: { pg: Postgres; clock: Clock; corp: Corp | null }): Promise<Status> {
  const { pg, clock, corp } = context;
  const [callbacks] = await pg.query<{
    today: number;
    pending: number;
    failed: number;
    lastAt: Date | null;
    medianWorkMs: number | null;
  }>(
    `select (select count(*)::int from wecom_callbacks where received_at >=
               date_trunc('day', $1::timestamptz at time zone $2) at time zone $2) as today,
            (select count(*)::int from wecom_callbacks where state = 'pending') as pending,
            (select count(*)::int from wecom_callbacks where state = 'dead') as failed,
            (select max(received_at) from wecom_callbacks) as "lastAt",
            (select round(percentile_cont(0.5) within group (order by ms))::int from (
               select extract(epoch from worked_at - received_at) * 1000 as ms from wecom_callbacks
               where state = 'done' order by id desc limit $3) latest) as "medianWorkMs"`,
    [clock.now(), zone, medianOf],
  );
  const [rest] = await pg.query<{
    staff: number;
    friends: number;
    syncAt: Date | null;
    problem: string | null;
  }>(
    `select (select count(*)::int from wecom_staff where active) as staff,
            (select count(*)::int from wecom_friends where state = 'friend') as friends,
            (select finished_at from wecom_progress where name = 'comparison') as "syncAt",
            coalesce((select problem from wecom_progress where name = 'comparison'),
                     (select problem from wecom_callbacks where state <> 'done' and problem is not null
                      order by id desc limit 1)) as problem`,
  );
  return {
    configured: corp !== null,
    simulated: corp?.config.simulated ?? false,
    corpId: corp?.config.corpId ?? null,
    callbackUrl: corp?.config.callbackUrl ?? null,
    simulatorUrl: corp?.config.simulatorUrl ?? null,
    staff: rest?.staff ?? 0,
    friends: rest?.friends ?? 0,
    callbacksToday: callbacks?.today ?? 0,
    callbacksPending: callbacks?.pending ?? 0,
    callbacksFailed: callbacks?.failed ?? 0,
    lastCallbackAt: callbacks?.lastAt?.toISOString() ?? null,
    medianWorkMs: callbacks?.medianWorkMs ?? null,
    lastSyncAt: rest?.syncAt?.toISOString() ?? null,
    lastError: rest?.problem ?? null,
  };
}

export async function listStaff(
  sql: Sql,
  ask: PageAsk,
): Promise<{ items: Staff[]; nextCursor: string | null }> {
  const rows = await sql.query<Staff>(
    `select s.userid, s.name, s.active,
            (select count(*)::int from wecom_friends f where f.staff_userid = s.userid and f.state = 'friend') as friends
     from wecom_staff s where $1::text is null or s.userid > $1 order by s.userid limit $2`,
    [ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, { position: (row) => row.userid, item: (row) => row });
}

export interface Welcomes {
  sent: number;
  missed: number;
  /** Of those sent: callback received → accepted by WeCom. */
  p50Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
}

/** How welcomes fared since then. */
export async function welcomesSince(sql: Sql, since: Date): Promise<Welcomes> {
  const [row] = await sql.query<Welcomes>(
    `select count(*) filter (where outcome = 'sent')::int as sent,
            count(*) filter (where outcome in ('missed', 'uncertain', 'refused'))::int as missed,
            round(percentile_cont(0.5) within group (order by delay_ms) filter (where outcome = 'sent'))::int as "p50Ms",
            round(percentile_cont(0.99) within group (order by delay_ms) filter (where outcome = 'sent'))::int as "p99Ms",
            max(delay_ms) filter (where outcome = 'sent') as "maxMs"
     from wecom_welcomes where finished_at >= $1`,
    [since],
  );
  return row ?? { sent: 0, missed: 0, p50Ms: null, p99Ms: null, maxMs: null };
}

/** Friends now, and gained and lost between two instants. */
export async function friendCounts(
  sql: Sql,
  from: Date,
  to: Date,
): Promise<{ total: number; gained: number; lost: number }> {
  const [row] = await sql.query<{ total: number; gained: number; lost: number }>(
    `select count(*) filter (where state = 'friend')::int as total,
            count(*) filter (where times > 0 and since >= $1 and since < $2)::int as gained,
            count(*) filter (where times > 0 and removed_at >= $1 and removed_at < $2)::int as lost
     from wecom_friends`,
    [from, to],
  );
  return row ?? { total: 0, gained: 0, lost: 0 };
}
