/** A callback comes in: verified, opened, stored. Everything else happens later. */
import { CallbackError, openCallback, verifyUrl, type WecomEvent } from '@jetbridge/wecom';
import { hashToken } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import { type Context, requireCorp, topics } from './corp.ts';

/** Largest body that is looked at; a callback has a few kilobytes. */
export const callbackBytes = 64 * 1024;

/** Answers what an administrator's console asks when the address is entered. Throws `wecom.callback_refused`. */
export function answerVerification(context: Context, query: Record<string, unknown>): string {
  const corp = requireCorp(context);
  // Some proxies decode `+` to a space, which base64 never has.
  const echostr = typeof query.echostr === 'string' ? query.echostr.replaceAll(' ', '+') : query.echostr;
  return refusing(() => verifyUrl({ config: corp.callbacks, query: { ...query, echostr } }));
}

/**
 * Stores a callback; resolves after the commit, so that WeCom is answered only for what cannot be lost.
 * Throws `wecom.callback_refused` for what WeCom did not sign, and stores nothing of it.
 */
export async function receiveCallback(
  context: Context,
  query: Record<string, unknown>,
  body: Buffer,
): Promise<'stored' | 'duplicate'> {
  const corp = requireCorp(context);
  const opened = refusing(() => openCallback({ config: corp.callbacks, query, body }));
  const { event } = opened;
  const welcomeDue = 'welcomeCode' in event && event.welcomeCode !== undefined;
  const greet = welcomeDue ? (context.reserveGreeting?.() ?? null) : null;
  const callback = {
    dedupeKey: hashToken(opened.dedupeKey),
    kind: kindOf(event),
    subject: subjectOf(event),
    body: context.vault.encrypt(opened.plaintext),
    eventTime: new Date(event.createTime * 1000),
    receivedAt: context.clock.now(),
  };
  let id: string | null = null;
  try {
    id = await context.storeCallback({ ...callback, welcomeDue, held: greet !== null });
  } finally {
    greet?.(id === null ? null : { ...callback, id, attempts: 1 });
  }
  if (id !== null && !greet) context.signal.poke(topics.callbacks);
  return id === null ? 'duplicate' : 'stored';
}

function kindOf(event: WecomEvent): string {
  if (event.kind !== 'unknown') return event.kind;
  return ['unknown', event.event, event.changeType].filter(Boolean).join('.').slice(0, 200);
}

/** Callbacks about one traveller keep their order; the corp's own keep theirs. */
function subjectOf(event: WecomEvent): string {
  if ('externalUserId' in event) return `c:${event.externalUserId}`;
  return 'chatId' in event ? `g:${event.chatId}` : 'corp';
}

function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    // The reason is for the log; a stranger learns only that he or she is one.
    if (error instanceof CallbackError) throw new AppError('wecom.callback_refused', { reason: error.code });
    throw error;
  }
}
