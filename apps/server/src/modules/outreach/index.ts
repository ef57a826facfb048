/**
 * Outreach: the only way to reach a person.
 *
 * Owns the policy (frequency cap, quiet hours, quota), the budget spent on each person, the sends with their receipts
 * and tracked links. Terms: an *ask* is somebody's wish to say something to one person; the *decision* allows or
 * refuses it with a reason; an allowed ask is a *send*, which leaves through the outbox to its *channel*; a *receipt*
 * says how it ended. Refuses who is no friend, has not consented, was written to often enough, sleeps, or has used up
 * the channel's quota. Knows nothing of journeys or campaigns: whoever asks names itself in `origin`.
 */
import type { Channel as ChannelCode, CustomerId, OutreachPolicy, Purpose, Send } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import type { PageAsk } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { Customers } from '../customers/index.ts';
import type { Channel } from './channels/channel.ts';
import { type Ask, decide, frameOf, readPeople, sendTopic } from './decide.ts';
import { type DeliveryContext, noteReceipts, sendHandler } from './delivery.ts';
import { follow } from './links.ts';
import { defaultPolicy, isZone, refusalOf, startOfDay } from './rules.ts';
import * as store from './store.ts';
import { listSends, outcomesByHour, readBudget } from './views.ts';

export type { Channel } from './channels/channel.ts';
export { createWecomChannel } from './channels/wecom.ts';
export type { Ask, Decision } from './decide.ts';
export { bindOutreachRoutes } from './routes.ts';

type Context = DeliveryContext & { customers: Pick<Customers, 'summaries' | 'onMerge'> };

export type Outreach = ReturnType<typeof createOutreach>;

/** @param options.publicUrl origin under which travellers reach this server, without a slash at the end */
export function createOutreach(options: Omit<Context, 'channels'> & { channels: readonly Channel[] }) {
  const channels = new Map<ChannelCode, Channel>(options.channels.map((channel) => [channel.code, channel]));
  const context: Context = { ...options, channels };
  const { pg, clock } = context;
  for (const channel of channels.values()) {
    channel.onReceipts((tx, receipts) => noteReceipts(context, tx, receipts));
  }
  context.customers.onMerge((tx, merges) => store.moveCustomers(tx, merges));
  return {
    /** Decides thousands of asks at once, in the caller's transaction: an answer per key. */
    decide: (tx: Sql, asks: readonly Ask[]) => decide(context, tx, asks),
    /** For `startOutbox`: what delivers the sends. */
    topics: { [sendTopic]: sendHandler(context) },
    follow: (code: string, person: boolean) => follow(context, code, person),
    /** What `decide` would answer now; nothing is written. */
    wouldSend: (customerId: CustomerId, purpose: Purpose) => wouldSend(context, customerId, purpose),
    sends: (ask: PageAsk, filter: { status?: string | undefined; customerId?: string | undefined }) =>
      sends(context, ask, filter),
    /** Decisions and their ends by hour. */
    outcomesByHour: (from: Date, to: Date) => outcomesByHour(pg, from, to),
    async budget() {
      const policy = (await store.readPolicy(pg)) ?? defaultPolicy;
      const today = startOfDay(clock.now(), policy.quiet.zone);
      const yesterday = startOfDay(new Date(today.getTime() - 1), policy.quiet.zone);
      // A day and a bit later is tomorrow, also when clocks change; hours to come are empty.
      return readBudget(
        pg,
        { yesterday, today, tomorrow: new Date(today.getTime() + 26 * 3_600_000) },
        policy,
      );
    },
    /** Throws `request.invalid` on a time zone that does not exist. */
    async setPolicy(policy: OutreachPolicy, by: string): Promise<OutreachPolicy> {
      if (!isZone(policy.quiet.zone)) {
        const problem = { in: 'body', field: '/quiet/zone', reason: 'not a time zone' };
        throw new AppError('request.invalid', { problems: [problem] });
      }
      await store.writePolicy(pg, policy, { at: clock.now(), by });
      return policy;
    },
  };
}

async function wouldSend(context: Context, customerId: CustomerId, purpose: Purpose) {
  const { pg, clock, customers } = context;
  const customer = (await customers.summaries(pg, [customerId])).get(customerId);
  if (!customer) throw new AppError('customers.not_found');
  const ask = { customerId: customer.id, purpose, channel: 'wecom' as const };
  const frame = await frameOf(pg, clock.now());
  const person = await readPeople(context, pg, [ask]);
  const [spent] = await store.readBudgets(pg, [customer.id], frame.view);
  const refusal = refusalOf(
    frame,
    { ...person(ask), recentMarketing: spent?.recentMarketing ?? 0, quotaUsed: spent?.quotaUsed ?? 0 },
    purpose,
  );
  return {
    allowed: refusal === null,
    reason: refusal?.refused ?? null,
    until: refusal?.until?.toISOString() ?? null,
  };
}

async function sends(
  context: Context,
  ask: PageAsk,
  filter: { status?: string | undefined; customerId?: string | undefined },
): Promise<{ items: Send[]; nextCursor: string | null }> {
  const { items, nextCursor } = await listSends(context.pg, ask, filter);
  const names = await context.customers.summaries(context.pg, [...new Set(items.map((i) => i.customerId))]);
  return {
    items: items.map((item) => ({ ...item, customerName: names.get(item.customerId)?.name ?? null })),
    nextCursor,
  };
}
