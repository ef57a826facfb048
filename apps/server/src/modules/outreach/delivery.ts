import { type Channel as ChannelCode, type CustomerId, eventNames } from '@jetbridge/contract';
import type { Logger } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import type { OutboxItem, OutboxTopic, Outcome } from '../../kernel/outbox.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Consent } from '../consent/index.ts';
import type { Customers } from '../customers/index.ts';
import type { Events } from '../events/index.ts';
import type { Channel, Handover, Receipt } from './channels/channel.ts';
import { frameOf } from './decide.ts';
import * as deliveries from './delivery-store.ts';
import { expiryMs, linkCode, needsName, renderText, textBytes } from './rules.ts';
import { count } from './store.ts';

export interface DeliveryContext {
  pg: Postgres;
  clock: Clock;
  events: Pick<Events, 'publish'>;
  consent: Pick<Consent, 'state'>;
  customers: Pick<Customers, 'summaries'>;
  channels: ReadonlyMap<ChannelCode, Channel>;
  log: Logger;
  /** Origin under which travellers reach `/l/:code`. */
  publicUrl: string;
}

interface Prepared {
  send: deliveries.QueuedSend;
  text: string;
  link: string | null;
}

/** The outbox's side of outreach: hands decided messages to their channel, at least once, by the send's id as key. */
export function sendHandler(context: DeliveryContext): OutboxTopic {
  return { batch: 20, concurrency: 1, handle: (items) => handle(context, items) };
}

async function handle(context: DeliveryContext, items: OutboxItem[]): Promise<Map<string, Outcome>> {
  const sendsOf = new Map(items.map((item) => [item.id, (item.payload as { sends: string[] }).sends]));
  const queued = await deliveries.readQueued(context.pg, [...sendsOf.values()].flat());
  const retries = await handOver(context, queued);
  return new Map(
    items.map((item): [string, Outcome] => {
      const again = (sendsOf.get(item.id) ?? []).flatMap((id) => retries.get(id)?.getTime() ?? []);
      return [item.id, again.length === 0 ? 'done' : { retryAt: new Date(Math.min(...again)) }];
    }),
  );
}

/** Returns when to try again those that neither left nor failed for good. */
async function handOver(
  context: DeliveryContext,
  queued: readonly deliveries.QueuedSend[],
): Promise<Map<string, Date>> {
  const { ready, notSent, retries } = await lookAgain(context, queued);
  const prepared = await prepare(context, ready);
  const handedOver: deliveries.HandedOver[] = [];
  for (const [code, channel] of context.channels) {
    const mine = prepared.filter(({ send }) => send.channel === code);
    if (mine.length === 0) continue;
    const answers = await deliverOn(context, channel, mine);
    for (const { send, text } of mine) {
      const answer: Handover | undefined = answers.get(send.id);
      if (!answer) retries.set(send.id, new Date(context.clock.now().getTime() + 30_000));
      else if ('message' in answer) handedOver.push({ id: send.id, ...answer, body: text });
      else if ('retryAt' in answer) retries.set(send.id, answer.retryAt);
      else notSent.push({ id: send.id, status: 'failed', reason: answer.failed.slice(0, 200) });
    }
  }
  await context.pg.tx((tx) => note(context, tx, { handedOver, notSent }));
  return retries;
}

/** A channel that breaks down has answered nobody: they are tried again until their day is over, not just so many times. */
async function deliverOn(
  context: DeliveryContext,
  channel: Channel,
  messages: readonly Prepared[],
): Promise<Map<string, Handover>> {
  try {
    return await channel.deliver(
      messages.map(({ send, text, link }) => ({ key: send.id, customerId: send.customerId, text, link })),
    );
  } catch (error) {
    context.log.error({ err: error, channel: channel.code, messages: messages.length }, 'channel failed');
    return new Map();
  }
}

/** What was allowed when it was decided may no longer be by the time its channel is free. */
async function lookAgain(context: DeliveryContext, queued: readonly deliveries.QueuedSend[]) {
  const now = context.clock.now();
  const frame = await frameOf(context.pg, now);
  const ready: deliveries.QueuedSend[] = [];
  const notSent: deliveries.NotSent[] = [];
  const retries = new Map<string, Date>();
  const consented = new Map<string, Map<CustomerId, boolean>>();
  for (const { channel, purpose } of queued) {
    const key = `${channel} ${purpose}`;
    if (consented.has(key)) continue;
    const ids = queued.filter((s) => s.channel === channel && s.purpose === purpose).map((s) => s.customerId);
    consented.set(key, await context.consent.state(context.pg, ids, { purpose, channel }));
  }
  for (const send of queued) {
    if (!consented.get(`${send.channel} ${send.purpose}`)?.get(send.customerId))
      notSent.push({ id: send.id, status: 'refused', reason: 'no_consent' });
    else if (now.getTime() - send.decidedAt.getTime() > expiryMs)
      notSent.push({ id: send.id, status: 'refused', reason: 'expired' });
    else if (send.purpose === 'marketing' && frame.quietUntil) retries.set(send.id, frame.quietUntil);
    else ready.push(send);
  }
  return { ready, notSent, retries };
}

async function prepare(
  context: DeliveryContext,
  sends: readonly deliveries.QueuedSend[],
): Promise<Prepared[]> {
  const named = sends.filter((send) => needsName(send.text)).map((send) => send.customerId);
  const summaries = named.length > 0 ? await context.customers.summaries(context.pg, named) : null;
  return sends.map((send) => {
    const link = send.linked ? `${context.publicUrl}/l/${linkCode(send.id)}` : null;
    // A channel may put the link on a line of its own beneath the text.
    const limit = textBytes - (link === null ? 0 : Buffer.byteLength(link) + 1);
    return { send, text: renderText(send.text, summaries?.get(send.customerId)?.name ?? null, limit), link };
  });
}

async function note(
  context: DeliveryContext,
  tx: Sql,
  ends: { handedOver: deliveries.HandedOver[]; notSent: deliveries.NotSent[] },
): Promise<void> {
  const now = context.clock.now();
  const messages = [...new Set(ends.handedOver.map((send) => send.message))];
  if (messages.length > 0) await deliveries.lockMessages(tx, messages);
  const sent = messages.length > 0 ? await deliveries.markHandedOver(tx, ends.handedOver, now) : [];
  const notSent = ends.notSent.length > 0 ? await deliveries.markNotSent(tx, ends.notSent, now) : [];
  await announce(context, tx, [...sent, ...notSent]);
  if (messages.length > 0) await announce(context, tx, await deliveries.applyReceipts(tx, messages));
}

/** The channel learnt how messages ended; in its transaction. */
export async function noteReceipts(
  context: DeliveryContext,
  tx: Sql,
  receipts: readonly Receipt[],
): Promise<void> {
  if (receipts.length === 0) return;
  const messages = [...new Set(receipts.map((receipt) => receipt.message))];
  await deliveries.lockMessages(tx, messages);
  await deliveries.keepReceipts(tx, receipts);
  await announce(context, tx, await deliveries.applyReceipts(tx, messages));
}

const eventOf: Record<string, { name: string; outcome: string }> = {
  handed_over: { name: eventNames.messageSent, outcome: 'sent' },
  delivered: { name: eventNames.messageDelivered, outcome: 'delivered' },
  failed: { name: eventNames.messageFailed, outcome: 'failed' },
  refused: { name: eventNames.messageFailed, outcome: 'failed' },
};

async function announce(
  context: DeliveryContext,
  tx: Sql,
  changed: readonly deliveries.Changed[],
): Promise<void> {
  if (changed.length === 0) return;
  const outcomes = new Map<string, number>();
  for (const { status } of changed) {
    const outcome = eventOf[status]?.outcome ?? status;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  await count(tx, context.clock.now(), outcomes);
  await context.events.publish(
    tx,
    changed.map((send) => ({
      key: `send:${send.id}:${send.status}`,
      name: eventOf[send.status]?.name ?? send.status,
      eventTime: send.at,
      customerId: send.customerId,
      properties: {
        send: send.id,
        channel: send.channel,
        purpose: send.purpose,
        origin: send.origin,
        ...(send.reason === null ? {} : { reason: send.reason }),
      },
    })),
  );
}
