/** What customers do with WeChat customer service. */
import type { ServiceBodies } from '@jetbridge/wecom';
import type { Parts, Who } from '../parts.ts';
import { findPerson } from '../people.ts';
import { logEvent, logMessage, newMsgid } from './log.ts';
import { addLine, continueSession, sessionWith, welcomeCode } from './sessions.ts';
import type { Account, Session } from './state.ts';
import { countWritten } from './statistics.ts';

/** A customer with an account. */
export interface Pair {
  openKfId: string;
  person: Who;
}

type Writable = Exclude<keyof ServiceBodies, `event.${string}`>;

/** What can be written, as `sync_msg` will show it. */
export type Written = { [Kind in Writable]: { msgtype: Kind; body: ServiceBodies[Kind] } }[Writable];

export type EnterOutcome =
  | { outcome: 'entered'; openKfId: string; externalUserId: string; name: string }
  /** A link that was changed, or put together of two, opens nothing that the corp hears of. */
  | { outcome: 'refused'; reason: 'unknown_link' | 'unknown_person' };

/** Undefined, or false, where such a thing cannot be done: nothing has changed then. */
export interface CustomerActions {
  /** Opens a link of `kf/add_contact_way`, with `scene_param` or without. */
  enter(input: { url: string; person: Who }): EnterOutcome;
  /** Returns the msgid; undefined also where the servicer takes no more messages. */
  write(input: Pair & { text: string }): string | undefined;
  /** Something other than a text. */
  send(input: Pair & Written): string | undefined;
  /** Taps an item of the latest menu. */
  tapMenu(input: Pair & { id: string }): string | undefined;
  /** Takes a message of the last two minutes back. */
  recall(input: Pair & { msgid: string }): boolean;
  /** Takes no more messages of the account, or takes them again. */
  refuse(input: Pair & { refuse: boolean }): boolean;
}

/** As WeChat has it; that customer service has the same is assumed. */
const RECALL_MS = 120_000;
const SCENE_PARAM_BYTES = 128;

export function accountOf(parts: Parts, openKfId: string): Account | undefined {
  return parts.world.service.accounts.get(openKfId);
}

/** The session of a customer who has come before. */
export function sessionOf(parts: Parts, pair: Pair): { account: Account; session: Session } | undefined {
  const account = accountOf(parts, pair.openKfId);
  const person = findPerson(parts.world.people, pair.person);
  const session = person && account?.sessions.get(person.externalUserId);
  return account && session ? { account, session } : undefined;
}

export function createCustomerActions(parts: Parts): CustomerActions {
  const send = (pair: Pair, written: Written): string | undefined => {
    const account = accountOf(parts, pair.openKfId);
    const person = findPerson(parts.world.people, pair.person);
    if (!account || !person) return undefined;
    return write(parts, { account, session: sessionWith(account, person.externalUserId) }, written);
  };
  return {
    enter: (input) => enter(parts, input),
    write: ({ text, ...pair }) => send(pair, { msgtype: 'text', body: { content: text } }),
    send: (input) => send(input, input),
    tapMenu: ({ id, ...pair }) => {
      const found = sessionOf(parts, pair);
      const menu = found?.session.lines.findLast(
        ({ msgtype, delivered }) => msgtype === 'msgmenu' && delivered,
      );
      const content = menu && contentOfItem(menu.body, id);
      return found && content !== undefined
        ? write(parts, found, { msgtype: 'text', body: { content, menu_id: id } })
        : undefined;
    },
    recall: ({ msgid, ...pair }) => {
      const session = sessionOf(parts, pair)?.session;
      if (!session || !recallLine(session, { msgid, by: 'customer', now: parts.scheduler.now() }))
        return false;
      const { openKfId, externalUserId } = session;
      logEvent(parts, openKfId, {
        event_type: 'user_recall_msg',
        external_userid: externalUserId,
        recall_msgid: msgid,
      });
      return true;
    },
    refuse: ({ refuse, ...pair }) => {
      const session = sessionOf(parts, pair)?.session;
      if (session) session.refuses = refuse;
      return session !== undefined;
    },
  };
}

/** Marks a young enough message as taken back. */
export function recallLine(
  session: Session,
  wanted: { msgid: string; by: 'customer' | 'servicer'; now: number },
): boolean {
  const line = session.lines.find(({ msgid, by }) => msgid === wanted.msgid && by === wanted.by);
  if (!line || line.recalled || wanted.now - line.at > RECALL_MS) return false;
  line.recalled = true;
  return true;
}

function write(
  parts: Parts,
  { account, session }: { account: Account; session: Session },
  { msgtype, body }: Written,
): string | undefined {
  if (session.rejectedBy !== undefined) return undefined;
  const now = parts.scheduler.now();
  continueSession(parts, session);
  countWritten(account, session, now);
  const msgid = newMsgid(parts, session.externalUserId);
  addLine(session, { msgid, at: now, by: 'customer', userid: undefined, msgtype, body, delivered: true });
  logMessage(parts, session, { msgid, msgtype, body });
  return msgid;
}

function enter(parts: Parts, { url, person: who }: { url: string; person: Who }): EnterOutcome {
  const person = findPerson(parts.world.people, who);
  if (!person) return { outcome: 'refused', reason: 'unknown_person' };
  const link = linkOf(parts, url);
  if (!link) return { outcome: 'refused', reason: 'unknown_link' };
  const { account, scene, sceneParam } = link;
  const session = sessionWith(account, person.externalUserId);
  session.cameIn = { at: parts.scheduler.now(), scene, sceneParam };
  const code = welcomeCode(parts, session);
  logEvent(parts, account.openKfId, {
    event_type: 'enter_session',
    external_userid: person.externalUserId,
    scene,
    scene_param: sceneParam,
    ...(code === undefined ? {} : { welcome_code: code }),
  });
  const { externalUserId, name } = person;
  return { outcome: 'entered', openKfId: account.openKfId, externalUserId, name };
}

function linkOf(parts: Parts, url: string) {
  if (!URL.canParse(url)) return undefined;
  const { searchParams } = new URL(url);
  const encoded = searchParams.get('enc_scene') ?? '';
  for (const account of parts.world.service.accounts.values()) {
    const scene = account.links.get(encoded);
    if (scene === undefined || !url.includes(`/kf/${linkName(account)}`)) continue;
    const sceneParam = searchParams.get('scene_param') ?? '';
    // Only a link with a scene takes a parameter, and a short one.
    if (sceneParam && (!scene || encodeURIComponent(sceneParam).length > SCENE_PARAM_BYTES)) return undefined;
    return { account, scene, sceneParam };
  }
  return undefined;
}

/** What a link calls its account. */
export function linkName(account: Account): string {
  return `kfc${account.openKfId.slice(2, 19).toLowerCase()}`;
}

function contentOfItem(menu: unknown, id: string): string | undefined {
  const list: unknown = typeof menu === 'object' && menu !== null && 'list' in menu ? menu.list : undefined;
  for (const item of Array.isArray(list) ? list : []) {
    if (item?.type === 'click' && item.click?.id === id) return String(item.click.content);
  }
  return undefined;
}
