/**
 * Consent: for which purpose a person may be contacted on which channel, and what proves it.
 *
 * Owns the current state per customer, purpose and channel, and the append-only history behind it. `service` rests on
 * the contract of carriage and holds until withdrawn; `marketing` must have been granted. Becoming a friend grants
 * both by the notice beside the code, but never overrides a withdrawal. When two customers become one, a withdrawal of
 * either holds. Refuses to record anything for a customer that does not exist.
 */
import { type Channel, type CustomerId, eventNames, type Purpose, purposes } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Customers } from '../customers/index.ts';
import type { Events } from '../events/index.ts';
import { mayContact, survivor } from './rules.ts';
import * as store from './store.ts';

export { bindConsentRoutes } from './routes.ts';

interface Context {
  pg: Postgres;
  clock: Clock;
  events: Pick<Events, 'publish'>;
  customers: Pick<Customers, 'summaries' | 'onMerge'>;
}

export interface ConsentRecord {
  customerId: CustomerId;
  purpose: Purpose;
  channel: Channel;
  granted: boolean;
  /** What the person saw, said or did. */
  evidence: string;
  /** A user's name, or what recorded it. */
  by: string;
}

/** Somebody became a friend on WeCom; `evidence` says what notice was shown, such as the channel code's. */
export interface FriendNotice {
  customerId: CustomerId;
  evidence: string;
  at: Date;
}

export type Consent = ReturnType<typeof createConsent>;

export function createConsent(context: Context) {
  context.customers.onMerge((tx, merges) => merge(tx, merges));
  return {
    /** Whether each customer may be contacted for this purpose on this channel; every id given is in the map. */
    async state(
      sql: Sql,
      ids: readonly CustomerId[],
      use: { purpose: Purpose; channel: Channel },
    ): Promise<Map<CustomerId, boolean>> {
      const granted = await store.readGranted(sql, ids, use);
      return new Map(ids.map((id) => [id, mayContact(use.purpose, granted.get(id))]));
    },
    /** Records a grant or a withdrawal and announces it. Throws `customers.not_found`. */
    record: (record: ConsentRecord) => context.pg.tx((tx) => recordOne(context, tx, record)),
    /** Grants service and marketing on WeCom to new friends who have not spoken about it; idempotent. */
    grantOnFriendAdded: (tx: Sql, notices: readonly FriendNotice[]) => grantFriends(context, tx, notices),
    /** What is on record for one customer, for the 360° view. */
    async ofCustomer(sql: Sql, id: CustomerId) {
      const rows = await store.readCurrent(sql, [id], false);
      return rows.map(({ purpose, channel, granted, at, evidence }) => ({
        purpose,
        channel,
        granted,
        at: at.toISOString(),
        evidence,
      }));
    },
  };
}

async function recordOne(context: Context, tx: Sql, record: ConsentRecord): Promise<void> {
  const customer = (await context.customers.summaries(tx, [record.customerId])).get(record.customerId);
  if (!customer) throw new AppError('customers.not_found');
  const { purpose, channel, granted, evidence, by } = record;
  const at = context.clock.now();
  const row = { customerId: customer.id, purpose, channel, granted, evidence, recordedBy: by, at };
  await store.putCurrent(tx, [row]);
  await remember(context, tx, [row]);
}

async function grantFriends(context: Context, tx: Sql, notices: readonly FriendNotice[]): Promise<void> {
  const newest = new Map(notices.map((notice) => [notice.customerId, notice]));
  if (newest.size === 0) return;
  const rows = [...newest.values()].flatMap(({ customerId, evidence, at }) =>
    purposes.map((purpose) => {
      const channel: Channel = 'wecom';
      return { customerId, purpose, channel, granted: true, evidence, recordedBy: 'wecom', at };
    }),
  );
  const added = await store.addCurrent(tx, rows);
  if (added.length > 0) await remember(context, tx, added);
}

async function remember(context: Context, tx: Sql, rows: readonly store.ConsentRow[]): Promise<void> {
  const ids = rows.map(() => uuidv7(context.clock));
  await store.addHistory(tx, rows, ids);
  await context.events.publish(
    tx,
    rows.map((row, index) => ({
      key: `consent:${ids[index]}`,
      name: row.granted ? eventNames.consentGranted : eventNames.consentWithdrawn,
      eventTime: row.at,
      customerId: row.customerId,
      properties: { purpose: row.purpose, channel: row.channel },
    })),
  );
}

async function merge(tx: Sql, merges: readonly { winner: CustomerId; loser: CustomerId }[]): Promise<void> {
  const winnerOf = new Map(merges.map(({ winner, loser }) => [loser, winner]));
  const losers = [...winnerOf.keys()];
  const rows = await store.readCurrent(tx, [...new Set([...losers, ...winnerOf.values()])], true);
  if (!rows.some((row) => winnerOf.has(row.customerId))) return;
  const kept = new Map<string, store.ConsentRow>();
  for (const row of rows) {
    const moved = { ...row, customerId: winnerOf.get(row.customerId) ?? row.customerId };
    const key = `${moved.customerId} ${row.purpose} ${row.channel}`;
    const other = kept.get(key);
    kept.set(key, other ? survivor(other, moved) : moved);
  }
  await store.dropCurrent(tx, losers);
  await store.putCurrent(tx, [...kept.values()]);
  await store.moveHistory(tx, merges);
}
