import type { CustomerId, OutreachPolicy, RefusalReason } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export async function readPolicy(sql: Sql): Promise<OutreachPolicy | null> {
  const [row] = await sql.query<{ policy: OutreachPolicy }>('select policy from outreach_policy');
  return row?.policy ?? null;
}

export async function writePolicy(
  sql: Sql,
  policy: OutreachPolicy,
  change: { at: Date; by: string },
): Promise<void> {
  await sql.query(
    `insert into outreach_policy (policy, changed_at, changed_by) values ($1, $2, $3) on conflict (one)
     do update set policy = excluded.policy, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    [JSON.stringify(policy), change.at, change.by],
  );
}

export interface Outcome {
  key: string;
  id: string;
  status: string;
  reason: RefusalReason | null;
}

/** How asks of these keys were decided before. */
export function readOutcomes(sql: Sql, keys: readonly string[]): Promise<Outcome[]> {
  return sql.query('select key, id, status, reason from sends where key = any($1::text[])', [keys]);
}

export interface Spent {
  customerId: CustomerId;
  recentMarketing: number;
  quotaUsed: number;
}

/** What a budget's figures are about: marketing messages after `since`, quota of `period`. */
export interface BudgetView {
  since: Date;
  period: string;
}

const budgetFields = `customer_id as "customerId",
  case when cardinality(marketing_at) = 0 then 0
       else (select count(*)::int from unnest(marketing_at) t where t > $2) end as "recentMarketing",
  case when quota_period = $3 then quota_used else 0 end as "quotaUsed"`;

export function readBudgets(sql: Sql, ids: readonly CustomerId[], view: BudgetView): Promise<Spent[]> {
  return sql.query(`select ${budgetFields} from contact_budgets where customer_id = any($1::bigint[])`, [
    ids,
    view.since,
    view.period,
  ]);
}

/** Locks the budgets that exist, in the order of customers so that two decisions never wait for each other in a ring. */
export function lockBudgets(tx: Sql, ids: readonly CustomerId[], view: BudgetView): Promise<Spent[]> {
  return tx.query(
    `select ${budgetFields} from contact_budgets where customer_id = any($1::bigint[])
     order by customer_id for update`,
    [ids, view.since, view.period],
  );
}

export interface Spending {
  customerId: CustomerId;
  marketing: number;
  quota: number;
}

const spendingArrays = '$1::bigint[], $2::int[], $3::int[]';
const spendingValues = (spendings: readonly Spending[]) => [
  spendings.map((s) => s.customerId),
  spendings.map((s) => s.marketing),
  spendings.map((s) => s.quota),
];

/** Longest cap that can be set, in milliseconds: older marketing messages need not be remembered. */
const longestCapMs = 90 * 86_400_000;
const rememberedMessages = 100;

/** Adds to locked budgets. */
export async function spend(
  tx: Sql,
  spendings: readonly Spending[],
  at: { now: Date; period: string },
): Promise<void> {
  await tx.query(
    `update contact_budgets b set
       marketing_at = case when s.marketing = 0 then b.marketing_at else
         (array(select t from unnest(b.marketing_at) t where t > $6 order by t desc limit ${rememberedMessages} - s.marketing)
          || array_fill($4::timestamptz, array[s.marketing])) end,
       quota_period = $5,
       quota_used = case when b.quota_period = $5 then b.quota_used else 0 end + s.quota
     from unnest(${spendingArrays}) s(customer_id, marketing, quota)
     where b.customer_id = s.customer_id`,
    [...spendingValues(spendings), at.now, at.period, new Date(at.now.getTime() - longestCapMs)],
  );
}

/** Opens budgets with their first spending; returns those who had none. The others were opened meanwhile by somebody else. */
export async function openBudgets(
  tx: Sql,
  spendings: readonly Spending[],
  at: { now: Date; period: string },
): Promise<Set<CustomerId>> {
  const rows = await tx.query<{ id: CustomerId }>(
    `insert into contact_budgets (customer_id, marketing_at, quota_period, quota_used)
     select customer_id, array_fill($4::timestamptz, array[marketing]), $5, quota
     from unnest(${spendingArrays}) s(customer_id, marketing, quota) order by customer_id
     on conflict (customer_id) do nothing returning customer_id as id`,
    [...spendingValues(spendings), at.now, at.period],
  );
  return new Set(rows.map((row) => row.id));
}

/** What many sends have in common, so that it crosses the wire once. */
export interface SendKind {
  contentId: string;
  status: 'queued' | 'refused';
  reason: string | null;
}

export interface NewSend {
  id: string;
  /** Null: not kept. */
  key: string | null;
  customerId: CustomerId;
  kind: number;
}

/** Writes decisions; returns how many, which is fewer than given when another transaction decided one of the keys. */
export async function insertSends(
  tx: Sql,
  sends: readonly NewSend[],
  common: { kinds: readonly SendKind[]; at: Date },
): Promise<number> {
  const { kinds } = common;
  const [row] = await tx.query<{ n: number }>(
    `with written as (
       insert into sends (id, key, customer_id, content_id, status, reason, decided_at)
       select s.id, s.key, s.customer_id, k.content_id, k.status, k.reason, $8
       from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[]) s(id, key, customer_id, kind)
       join unnest($5::uuid[], $6::text[], $7::text[])
         with ordinality k(content_id, status, reason, nr) on k.nr = s.kind + 1
       on conflict (key) where key is not null do nothing returning 1)
     select count(*)::int as n from written`,
    [
      sends.map((s) => s.id),
      sends.map((s) => s.key),
      sends.map((s) => s.customerId),
      sends.map((s) => s.kind),
      kinds.map((k) => k.contentId),
      kinds.map((k) => k.status),
      kinds.map((k) => k.reason),
      common.at,
    ],
  );
  return row?.n ?? 0;
}

export interface Content {
  id: string;
  channel: string;
  purpose: string;
  origin: string;
  text: string;
  link: string | null;
}

export async function keepContents(tx: Sql, contents: readonly Content[]): Promise<void> {
  await tx.query(
    `insert into message_contents (id, channel, purpose, origin, text, link)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
     order by 1 on conflict (id) do nothing`,
    [
      contents.map((c) => c.id),
      contents.map((c) => c.channel),
      contents.map((c) => c.purpose),
      contents.map((c) => c.origin),
      contents.map((c) => c.text),
      contents.map((c) => c.link),
    ],
  );
}

/** Concurrent workers add to different rows of the same count. */
const shard = Math.floor(Math.random() * 8);

/** Adds to the hour's counts: `asked`, `sent`, `delivered`, `failed`, `refused:<reason>`. */
export async function count(tx: Sql, at: Date, outcomes: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...outcomes].filter(([, n]) => n > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  if (rows.length === 0) return;
  await tx.query(
    `insert into send_counts (hour, outcome, shard, count)
     select date_trunc('hour', $1::timestamptz, 'UTC'), outcome, $2, n from unnest($3::text[], $4::int[]) c(outcome, n)
     on conflict (hour, outcome, shard) do update set count = send_counts.count + excluded.count`,
    [at, shard, rows.map(([outcome]) => outcome), rows.map(([, n]) => n)],
  );
}

/** Two customers became one: their sends are one list, what was spent on either was spent on both. */
export async function moveCustomers(
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
): Promise<void> {
  const pairs = [merges.map((m) => m.winner), merges.map((m) => m.loser)];
  await tx.query(
    `update sends s set customer_id = m.winner
     from unnest($1::bigint[], $2::bigint[]) m(winner, loser) where s.customer_id = m.loser`,
    pairs,
  );
  await tx.query(
    `with gone as (
       delete from contact_budgets b using unnest($1::bigint[], $2::bigint[]) m(winner, loser)
       where b.customer_id = m.loser
       returning m.winner, b.marketing_at, b.quota_period, b.quota_used),
     joined as (
       select winner,
              array(select t from gone g, unnest(g.marketing_at) t where g.winner = o.winner order by t) as marketing_at,
              max(quota_period) as quota_period, sum(quota_used)::int as quota_used
       from gone o group by winner)
     insert into contact_budgets (customer_id, marketing_at, quota_period, quota_used)
     select * from joined order by winner
     on conflict (customer_id) do update set
       marketing_at = contact_budgets.marketing_at || excluded.marketing_at,
       quota_period = greatest(contact_budgets.quota_period, excluded.quota_period),
       quota_used = case when contact_budgets.quota_period = excluded.quota_period
                         then contact_budgets.quota_used + excluded.quota_used
                         when contact_budgets.quota_period > excluded.quota_period then contact_budgets.quota_used
                         else excluded.quota_used end`,
    pairs,
  );
}
