import type { OutreachPolicy, Send } from '@jetbridge/contract';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';

interface SendRow {
  id: string;
  customerId: Send['customerId'];
  channel: string;
  purpose: Send['purpose'];
  text: string;
  status: string;
  reason: string | null;
  origin: string;
  decidedAt: Date;
  sentAt: Date | null;
  deliveredAt: Date | null;
  clicks: number;
}

/** Sends and refusals, newest first; names are filled in by the caller, who may ask customers. */
export async function listSends(
  sql: Sql,
  ask: PageAsk,
  filter: { status?: string | undefined; customerId?: string | undefined },
): Promise<{ items: Omit<Send, 'customerName'>[]; nextCursor: string | null }> {
  // The id is made from the time of the decision, so that its order is theirs.
  const rows = await sql.query<SendRow>(
    `select s.id, s.customer_id as "customerId", c.channel, c.purpose, coalesce(s.body, c.text) as text, s.status,
            s.reason, c.origin, s.decided_at as "decidedAt", s.sent_at as "sentAt", s.delivered_at as "deliveredAt",
            s.clicks
     from sends s join message_contents c on c.id = s.content_id
     where ($1::uuid is null or s.id < $1::uuid)
       and ($2::text is null or s.status = $2)
       and ($3::bigint is null or s.customer_id = $3::bigint)
     order by s.id desc limit $4`,
    [ask.after, filter.status ?? null, filter.customerId ?? null, ask.limit + 1],
  );
  return pageOf(rows, ask, {
    position: (row) => row.id,
    item: (row) => ({
      ...row,
      decidedAt: row.decidedAt.toISOString(),
      sentAt: row.sentAt?.toISOString() ?? null,
      deliveredAt: row.deliveredAt?.toISOString() ?? null,
    }),
  });
}

export interface OutcomeCount {
  /** Start of the hour, UTC. */
  hour: Date;
  /** asked, sent, delivered, failed, or refused:<reason> */
  outcome: string;
  count: number;
}

/** Decisions and their ends by hour, `from` included, `to` not. */
export async function outcomesByHour(sql: Sql, from: Date, to: Date): Promise<OutcomeCount[]> {
  const rows = await sql.query<{ hour: Date; outcome: string; count: string }>(
    `select hour, outcome, sum(count) as count from send_counts where hour >= $1 and hour < $2
     group by hour, outcome order by hour, outcome limit 20000`,
    [from, to],
  );
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Sums of a day and the day before. @param days their starts and the end of the second */
export async function readBudget(
  sql: Sql,
  days: { yesterday: Date; today: Date; tomorrow: Date },
  policy: OutreachPolicy,
) {
  const rows = await outcomesByHour(sql, days.yesterday, days.tomorrow);
  const today = new Map<string, number>();
  let yesterdaySent = 0;
  for (const { hour, outcome, count } of rows) {
    if (hour >= days.today) today.set(outcome, (today.get(outcome) ?? 0) + count);
    else if (outcome === 'sent') yesterdaySent += count;
  }
  const refused = [...today]
    .filter(([outcome]) => outcome.startsWith('refused:'))
    .map(([outcome, count]) => ({ reason: outcome.slice('refused:'.length), count }))
    .sort((a, b) => b.count - a.count);
  const of = (outcome: string) => today.get(outcome) ?? 0;
  return {
    today: { asked: of('asked'), sent: of('sent'), delivered: of('delivered'), refused },
    yesterdaySent,
    policy,
  };
}
