/** What `sync_msg` reads: three days of messages and events per account, announced by one callback for many. */
import type { endpoints } from '@jetbridge/wecom';
import type { Parts } from '../parts.ts';
import { Refusal } from '../route.ts';
import type { Account, Session } from './state.ts';

const KEPT_MS = 3 * 86_400_000;
const TOKEN_MS = 10 * 60_000;
/** The "strict limit" without a token is not published. */
const TOKENLESS_PER_MINUTE = 20;
const MAX_PAGE = 1000;

export function newMsgid(parts: Parts, of: string): string {
  return parts.random.text(32, 'kf message', of, parts.world.serial());
}

/** A message of the customer or of a servicer in the client. */
export function logMessage(
  parts: Parts,
  session: Session,
  message: { msgid: string; msgtype: string; body: unknown; userid?: string | undefined },
): void {
  const { msgid, msgtype, body, userid } = message;
  append(parts, session.openKfId, {
    msgid,
    open_kfid: session.openKfId,
    external_userid: session.externalUserId,
    send_time: Math.floor(parts.scheduler.now() / 1000),
    origin: userid === undefined ? 3 : 5,
    ...(userid === undefined ? {} : { servicer_userid: userid }),
    msgtype,
    [msgtype]: body,
  });
}

/** An event; the ids stand inside it. */
export function logEvent(
  parts: Parts,
  openKfId: string,
  event: { event_type: string; [name: string]: string | number },
): void {
  append(parts, openKfId, {
    msgid: newMsgid(parts, openKfId),
    send_time: Math.floor(parts.scheduler.now() / 1000),
    origin: 4,
    msgtype: 'event',
    event: { ...event, open_kfid: openKfId },
  });
}

/** A message sent by API takes a place and is never shown: one of the reasons why pages are short or empty. */
export function logHidden(parts: Parts, openKfId: string): void {
  append(parts, openKfId, undefined);
}

function append(parts: Parts, openKfId: string, message: object | undefined): void {
  const account = parts.world.service.accounts.get(openKfId);
  if (!account) return;
  forget(account, parts.scheduler.now());
  account.log.push({ at: parts.scheduler.now(), message });
  if (message) notify(parts, account);
}

// Whatever happens at one moment is one callback.
function notify(parts: Parts, account: Account): void {
  if (account.notifying) return;
  account.notifying = true;
  const { random, scheduler, callbacks, world } = parts;
  scheduler.after(0, () => {
    account.notifying = false;
    const now = scheduler.now();
    const token = `ENC${random.text(43, 'kf token', account.openKfId, world.serial())}`;
    const { tokens } = world.service;
    for (const [old, { at }] of tokens) {
      if (now - at <= TOKEN_MS) break;
      tokens.delete(old);
    }
    tokens.set(token, { openKfId: account.openKfId, at: now });
    callbacks.emit({ Event: 'kf_msg_or_event', Token: token, OpenKfId: account.openKfId });
  });
}

function forget(account: Account, now: number): void {
  const young = account.log.findIndex(({ at }) => now - at <= KEPT_MS);
  const old = young === -1 ? account.log.length : young;
  // Cut rarely, as cutting moves what is left; reading begins at what is young enough in any case.
  if (old < 1_000 && old < account.log.length) return;
  account.log.splice(0, old);
  account.logStart += old;
}

/** One page. `has_more` tells the end, not the cursor, which is there always. */
export function readLog(parts: Parts, account: Account, params: endpoints.ServiceSync) {
  const now = parts.scheduler.now();
  checkToken(parts, account, params.token);
  const { position, afterEmpty } = positionOf(params.cursor, account);
  const young = account.log.findIndex(({ at }) => now - at <= KEPT_MS);
  const first = account.logStart + (young === -1 ? account.log.length : young);
  const start = Math.max(position, first);
  const end = account.logStart + account.log.length;
  const { random, settings } = parts;
  const draw = ['empty kf page', account.openKfId, start, end] as const;
  if (start < end && !afterEmpty && random.chance(settings.oddPages, ...draw)) {
    return { next_cursor: cursorAt(`${start}+`), has_more: 1 as const, msg_list: [] };
  }
  const next = Math.min(end, start + (params.limit ?? MAX_PAGE));
  const page = account.log.slice(start - account.logStart, next - account.logStart);
  const has_more = next < end ? (1 as const) : (0 as const);
  return {
    next_cursor: cursorAt(String(next)),
    has_more,
    msg_list: page.flatMap(({ message }) => message ?? []),
  };
}

function checkToken(parts: Parts, account: Account, token: string | undefined): void {
  const now = parts.scheduler.now();
  if (token) {
    const known = parts.world.service.tokens.get(token);
    if (!known || known.openKfId !== account.openKfId || now - known.at > TOKEN_MS) throw new Refusal(95007);
    return;
  }
  const minute = Math.floor(now / 60_000);
  if (account.tokenless.minute !== minute) account.tokenless = { minute, calls: 0 };
  if (++account.tokenless.calls > TOKENLESS_PER_MINUTE) throw new Refusal(45009);
}

function cursorAt(position: string): string {
  return Buffer.from(`kf:${position}`, 'latin1').toString('base64url');
}

function positionOf(cursor: string | undefined, account: Account): { position: number; afterEmpty: boolean } {
  if (!cursor) return { position: 0, afterEmpty: false };
  const match = /^kf:(\d{1,12})(\+?)$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const position = Number(match?.[1]);
  if (!match || position > account.logStart + account.log.length) throw new Refusal(50100);
  return { position, afterEmpty: match[2] === '+' };
}
