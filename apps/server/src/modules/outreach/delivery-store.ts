import type { Channel, CustomerId, Purpose } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export interface QueuedSend {
  id: string;
  customerId: CustomerId;
  channel: Channel;
  purpose: Purpose;
  origin: string;
  text: string;
  /** Whether the message carries a link. */
  linked: boolean;
  decidedAt: Date;
}

/** Those of these sends that have not left yet, oldest first. */
export function readQueued(sql: Sql, ids: readonly string[]): Promise<QueuedSend[]> {
  return sql.query(
    `select s.id, s.customer_id as "customerId", c.channel, c.purpose, c.origin, c.text,
            c.link is not null as linked, s.decided_at as "decidedAt"
     from sends s join message_contents c on c.id = s.content_id
     where s.id = any($1::uuid[]) and s.status = 'queued' order by s.id`,
    [ids],
  );
}

/** A send whose status changed, with what its event says. */
export interface Changed {
  id: string;
  customerId: CustomerId;
  channel: string;
  purpose: string;
  origin: string;
  status: string;
  reason: string | null;
  at: Date;
}
const changed = (at: string) =>
  `s.id, s.customer_id as "customerId", c.channel, c.purpose, c.origin, s.status, s.reason, ${at} as at`;

export interface HandedOver {
  id: string;
  message: string;
  address: string;
  body: string;
}

/** Notes what the channel took; returns those that were still queued. */
export function markHandedOver(tx: Sql, sends: readonly HandedOver[], at: Date): Promise<Changed[]> {
  return tx.query(
    `update sends s set status = 'handed_over', handed_as = v.message, address = v.address, body = v.body, sent_at = $5
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) v(id, message, address, body), message_contents c
     where c.id = s.content_id and s.id = v.id and s.status = 'queued' returning ${changed('s.sent_at')}`,
    [
      sends.map((s) => s.id),
      sends.map((s) => s.message),
      sends.map((s) => s.address),
      sends.map((s) => s.body),
      at,
    ],
  );
}

export interface NotSent {
  id: string;
  status: 'failed' | 'refused';
  reason: string;
}

/** Notes what will never leave; returns those that were still queued. */
export function markNotSent(tx: Sql, sends: readonly NotSent[], at: Date): Promise<Changed[]> {
  return tx.query(
    `update sends s set status = v.status, reason = v.reason
     from unnest($1::uuid[], $2::text[], $3::text[]) v(id, status, reason), message_contents c
     where c.id = s.content_id and s.id = v.id and s.status = 'queued' returning ${changed('$4::timestamptz')}`,
    [sends.map((s) => s.id), sends.map((s) => s.status), sends.map((s) => s.reason), at],
  );
}

/**
 * Whoever learns of a message's end and whoever notes its hand-over take turns, or each would miss the other's
 * uncommitted row. Locked in one order, so that two that share several messages do not wait in a ring.
 */
export async function lockMessages(tx: Sql, messages: readonly string[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('outreach:' || m, 0))
     from (select distinct m from unnest($1::text[]) m order by m) ordered`,
    [messages],
  );
}

export interface ReceiptRow {
  message: string;
  address: string;
  status: 'delivered' | 'failed';
  reason: string | null;
  at: Date;
}

export async function keepReceipts(tx: Sql, receipts: readonly ReceiptRow[]): Promise<void> {
  await tx.query(
    `insert into send_receipts (handed_as, address, status, reason, at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
     on conflict (handed_as, address, status) do nothing`,
    [
      receipts.map((r) => r.message),
      receipts.map((r) => r.address),
      receipts.map((r) => r.status),
      receipts.map((r) => r.reason),
      receipts.map((r) => r.at),
    ],
  );
}

/** Applies the receipts of these messages to sends that were handed over, each once; returns what ended. */
export function applyReceipts(tx: Sql, messages: readonly string[]): Promise<Changed[]> {
  return tx.query(
    `with due as (
       delete from send_receipts r using sends s
       where r.handed_as = any($1::text[]) and s.handed_as = r.handed_as and s.address = r.address
       returning s.id, r.status, r.reason, r.at),
     first as (select distinct on (id) * from due order by id, at)
     update sends s set status = f.status, reason = f.reason,
            delivered_at = case when f.status = 'delivered' then f.at end
     from first f, message_contents c where c.id = s.content_id and s.id = f.id and s.status = 'handed_over' returning ${changed('f.at')}`,
    [messages],
  );
}

export interface Click {
  sendId: string;
  customerId: CustomerId;
  target: string;
  clicks: number;
  origin: string;
}

/** Where a link leads. */
export async function readLink(sql: Sql, sendId: string): Promise<string | null> {
  const [row] = await sql.query<{ link: string }>(
    `select c.link from sends s join message_contents c on c.id = s.content_id where s.id = $1 and c.link is not null`,
    [sendId],
  );
  return row?.link ?? null;
}

export async function countClick(tx: Sql, sendId: string): Promise<Click | null> {
  const [row] = await tx.query<Click>(
    `update sends s set clicks = s.clicks + 1 from message_contents c
     where s.id = $1 and c.id = s.content_id and c.link is not null and s.clicks < 100000
     returning s.id as "sendId", s.customer_id as "customerId", c.link as target, s.clicks, c.origin`,
    [sendId],
  );
  return row ?? null;
}
