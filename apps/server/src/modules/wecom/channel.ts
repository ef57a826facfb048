/** Messages to friends: handed to WeCom as tasks that the member confirms. */
import { endpoints, WecomError } from '@jetbridge/wecom';
import { type Context, requireCorp, topics } from './corp.ts';
import { pollDelayMs, taskKey, tomorrow } from './rules.ts';
import * as sends from './sends.ts';
import { linkAttachment } from './welcome.ts';

export interface OutgoingMessage {
  /** Idempotency key: the same key is the same message, whatever the rest says. */
  key: string;
  staffUserid: string;
  externalUserid: string;
  /** At most 4,000 bytes. */
  text: string;
  link?: string | null;
  /** Title of the card that shows the link. */
  linkTitle?: string;
}

/** `failed` says why: `not_a_friend`, `quota`, `uncertain`, or WeCom's errcode. */
export type HandOver = { handedOver: string } | { retryAt: Date } | { failed: string };

/** WeCom takes so many recipients of one message. */
const recipientsAtOnce = 10_000;
/** Somebody else may still be at it; after this nobody is, and whether the message left is not known. */
const callingForMs = 2 * 60_000;

/**
 * Hands messages over, those of one member with equal text and link together. At most once: WeCom knows no idempotency
 * key, so a message whose call was cut off counts as failed (`uncertain`) rather than being sent twice.
 */
export async function sendMessages(
  context: Context,
  items: readonly OutgoingMessage[],
): Promise<Map<string, HandOver>> {
  requireCorp(context);
  const results = new Map<string, HandOver>();
  const now = context.clock.now();
  for (const row of await sends.readSends(
    context.pg,
    items.map((item) => item.key),
  )) {
    results.set(row.key, await earlierResult(context, row, now));
  }
  const fresh = items.filter((item) => !results.has(item.key));
  const begun = await sends.beginSends(context.pg, fresh, now);
  for (const item of fresh.filter(({ key }) => !begun.has(key))) {
    results.set(item.key, { retryAt: new Date(now.getTime() + callingForMs) });
  }
  const tasks = tasksOf(fresh.filter(({ key }) => begun.has(key)));
  await Promise.all(tasks.map((task) => handOne(context, task, results)));
  if (tasks.length > 0) context.signal.poke(topics.receipts);
  return results;
}

/** Messages that may go together: equal text and link of one member, and nobody twice. */
function tasksOf(items: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const groups = new Map<string, OutgoingMessage[]>();
  const times = new Map<string, number>();
  for (const item of items) {
    const recipient = `${taskKey(item)}\n${item.externalUserid}`;
    const time = times.get(recipient) ?? 0;
    times.set(recipient, time + 1);
    const group = `${time}\n${taskKey(item)}`;
    const list = groups.get(group);
    if (list) list.push(item);
    else groups.set(group, [item]);
  }
  return [...groups.values()].flatMap((group) => chunks(group, recipientsAtOnce));
}

async function earlierResult(context: Context, row: sends.SendRow, now: Date): Promise<HandOver> {
  if (row.msgid && row.state !== 'failed') return { handedOver: row.msgid };
  if (row.state === 'failed') return { failed: row.problem ?? 'failed' };
  const heldUntil = new Date(row.at.getTime() + callingForMs);
  if (heldUntil > now) return { retryAt: heldUntil };
  await sends.failSends(context.pg, [row.key], { problem: 'uncertain', now });
  return { failed: 'uncertain' };
}

async function handOne(
  context: Context,
  task: readonly OutgoingMessage[],
  results: Map<string, HandOver>,
): Promise<void> {
  const [first] = task;
  if (!first) return;
  const { client } = requireCorp(context);
  const settle = (items: readonly OutgoingMessage[], result: HandOver) => {
    for (const item of items) results.set(item.key, result);
  };
  const keys = task.map((item) => item.key);
  try {
    const reply = await client.call(endpoints.addMassMessage, {
      chat_type: 'single',
      external_userid: task.map((item) => item.externalUserid),
      sender: first.staffUserid,
      ...(first.text ? { text: { content: first.text } } : {}),
      ...(first.link ? { attachments: [linkAttachment(first.link, first.linkTitle)] } : {}),
    });
    const refused = new Set(reply.fail_list ?? []);
    const taken = task.filter((item) => !refused.has(item.externalUserid));
    const notTaken = task.filter((item) => refused.has(item.externalUserid));
    const now = context.clock.now();
    await context.pg.tx(async (tx) => {
      await sends.handOver(
        tx,
        {
          msgid: reply.msgid,
          staffUserid: first.staffUserid,
          keys: taken.map((item) => item.key),
          pollAt: new Date(now.getTime() + pollDelayMs(0)),
        },
        now,
      );
      await sends.failSends(
        tx,
        notTaken.map((item) => item.key),
        { problem: 'not_a_friend', now },
      );
    });
    settle(taken, { handedOver: reply.msgid });
    settle(notTaken, { failed: 'not_a_friend' });
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    const result = verdict(error, context.clock.now());
    if ('retryAt' in result) await sends.forgetSends(context.pg, keys);
    else await sends.failSends(context.pg, keys, { problem: result.failed, now: context.clock.now() });
    settle(task, result);
  }
}

function verdict(error: WecomError, now: Date): { retryAt: Date } | { failed: string } {
  // No connection was made, so nothing was sent; any other break leaves it open.
  if (error.kind === 'network') {
    return error.cause === neverSent
      ? { retryAt: new Date(now.getTime() + 10_000) }
      : { failed: 'uncertain' };
  }
  if (error.errcode === 41048) return { failed: 'quota' };
  if (error.kind === 'api' && error.retry === 'tomorrow') return { retryAt: tomorrow(now) };
  // Held back, or the token could not be read: nothing was sent either.
  const held = error.kind === 'throttled' || error.kind === 'store';
  if (held || (error.kind === 'api' && error.retry !== 'never')) {
    return { retryAt: new Date(now.getTime() + (error.retryAfterMs ?? 60_000)) };
  }
  return { failed: String(error.errcode ?? error.kind) };
}

/** Name of the error that stands for a connection that was never made. */
const neverSent = 'NeverSent';
const unreachable = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** `fetch` that tells a connection never made from one that broke; only the former is safe to try again. */
export async function tellingFetch(
  input: Parameters<typeof fetch>[0],
  init?: RequestInit,
): Promise<Response> {
  try {
    return await fetch(input, init);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    if (!unreachable.test(code)) throw error;
    const told = new Error('no connection', { cause: error });
    told.name = neverSent;
    throw told;
  }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
