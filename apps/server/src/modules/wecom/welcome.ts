/** The welcome: sent before anything else is done for a new friend, since its code dies after 20 seconds. */
import { type EventOf, endpoints, type MessageBody, openPlaintext, WecomError } from '@jetbridge/wecom';
import type { Arrival, Context, Corp, Greeting } from './corp.ts';
import { type Callback, retryCallback } from './inbox.ts';
import { backOffMs, cutToBytes, personalised, welcomeLifeMs, welcomeMarginMs } from './rules.ts';
import { greetedSince, greetingUnderWay, type WelcomeOutcome } from './welcome-store.ts';

export type WelcomeEvent = EventOf<
  'change_external_contact.add_external_contact' | 'change_external_contact.add_half_external_contact'
>;

/** The longest that the name may take when the text greets by name. */
const nameWithinMs = 1_500;
/** One attempt must end before its lease does. */
const attemptMs = 6_000;
const linkTitle = '点击查看';

/** Greets one new friend; `recorded` resolves once it is written down how that went. */
export async function greet(
  context: Context,
  callback: Callback,
): Promise<{ recorded: Promise<unknown> } | null> {
  const { corp } = context;
  const opened = openPlaintext(context.vault.decrypt(callback.body)).event;
  if (!corp || !('welcomeCode' in opened) || !opened.welcomeCode) return null;
  const arrival: Arrival = {
    staffUserid: opened.userId,
    externalUserid: opened.externalUserId,
    state: 'state' in opened ? (opened.state ?? null) : null,
  };
  const attempt = await attemptWelcome(context, corp, { callback, arrival, code: opened.welcomeCode });
  const { outcome, problem } = attempt;
  if (outcome === 'again') {
    const at = new Date(context.clock.now().getTime() + backOffMs(callback.attempts - 1));
    await retryCallback(context.pg, callback, { problem: problem ?? '', at, dead: false });
    return null;
  }
  const { id: callbackId, receivedAt, attempts } = callback;
  const ended = { ...arrival, callbackId, outcome, problem, receivedAt, finishedAt: attempt.at, attempts };
  // Not waited for: the next traveller can be greeted while this is written down. If it is not, the lease ends, and the
  // next try finds the code used.
  return { recorded: context.endWelcome(ended) };
}

interface Attempt {
  outcome: WelcomeOutcome | 'again';
  problem: string | null;
  /** When WeCom had accepted it, or it was given up. */
  at: Date;
}

async function attemptWelcome(
  context: Context,
  corp: Corp,
  welcome: { callback: Callback; arrival: Arrival; code: string },
): Promise<Attempt> {
  const { callback, arrival } = welcome;
  const over = (outcome: Attempt['outcome'], problem: string | null): Attempt => ({
    outcome,
    problem,
    at: context.clock.now(),
  });
  const leftMs = () => callback.receivedAt.getTime() + welcomeLifeMs - context.clock.now().getTime();
  if (leftMs() < welcomeMarginMs) return over('missed', 'the 20 seconds of the code were over');
  const greeting = await greetingFor(context, arrival);
  if (!greeting) return over('none', null);
  const body = await bodyOf(corp, greeting, arrival);
  try {
    const budgetMs = Math.min(attemptMs, leftMs());
    const signal = AbortSignal.timeout(Math.max(1, budgetMs));
    const options = { signal, maxWaitMs: Math.max(0, Math.min(2_000, budgetMs - welcomeMarginMs)) };
    await corp.urgent.call(endpoints.sendWelcome, { welcome_code: welcome.code, ...body }, options);
    return over('sent', null);
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    const problem = `${error.errcode ?? error.kind} ${error.en}`;
    // The code is used up. If an earlier try got no answer, it may have been that one which used it.
    // After a half friendship the whole one may bring the same code, which the first of the two has used.
    // Asked in this order: what is under way no longer has been written down.
    const rival = error.errcode === 41050 && (await greetingUnderWay(context.pg, callback.id));
    const greeted = error.errcode === 41050 && (await greetedSince(context.pg, arrival, callback.receivedAt));
    if (greeted) return over('none', null);
    if (rival && leftMs() > welcomeMarginMs) return over('again', problem);
    if (error.errcode === 41050 && callback.attempts > 1) return over('uncertain', problem);
    if (error.errcode === 41050) return over('missed', problem);
    const passing = ['network', 'throttled', 'aborted'].includes(error.kind) || error.retry !== 'never';
    if (passing && error.kind !== 'limit' && leftMs() > welcomeMarginMs) return over('again', problem);
    return over(passing ? 'missed' : 'refused', problem);
  }
}

async function greetingFor(context: Context, arrival: Arrival): Promise<Greeting | null> {
  for (const listener of context.friendListeners) {
    const greeting = await listener.greet(arrival);
    if (greeting) return greeting;
  }
  return null;
}

async function bodyOf(corp: Corp, greeting: Greeting, arrival: Arrival): Promise<MessageBody> {
  const name = greeting.text.includes('{name}') ? await nameOf(corp, arrival) : null;
  const content = personalised(greeting.text, name);
  return {
    ...(content ? { text: { content } } : {}),
    ...(greeting.link ? { attachments: [linkAttachment(greeting.link)] } : {}),
  };
}

/** The card that a link is shown as; its title must fit 128 bytes. */
export function linkAttachment(url: string, title: string = linkTitle) {
  return { msgtype: 'link' as const, link: { title: cutToBytes(title, 128), url } };
}

/** Null when WeCom does not tell quickly: a welcome without a name is better than none. */
async function nameOf(corp: Corp, arrival: Arrival): Promise<string | null> {
  try {
    const reply = await corp.urgent.call(
      endpoints.getFriend,
      { external_userid: arrival.externalUserid },
      { signal: AbortSignal.timeout(nameWithinMs), maxWaitMs: 500 },
    );
    return reply.external_contact.name || null;
  } catch (error) {
    if (error instanceof WecomError) return null;
    throw error;
  }
}
