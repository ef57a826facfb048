/** What members do who serve customers, in the client. */
import type { Parts } from '../parts.ts';
import { accountOf, type Pair, recallLine, sessionOf, type Written } from './customers.ts';
import { logEvent, logMessage, newMsgid } from './log.ts';
import { addLine, CHANGE, changeInClient, isStale, stateOf } from './sessions.ts';
import type { Account, AccountServicer, Session, SessionState } from './state.ts';
import { countAnswered, servicerTally } from './statistics.ts';

/** A servicer with a customer of an account. */
export type Serving = Pair & { userid: string };

/** Undefined, or false, where such a thing cannot be done: nothing has changed then. */
export interface ServicerActions {
  /** Takes a customer out of the queue. */
  accept(input: Serving): boolean;
  /** To another servicer who is serving. */
  handOn(input: Serving & { to: string }): boolean;
  end(input: Serving): boolean;
  /** Takes an ended session up again, within 48 hours of the customer's last message. */
  takeUp(input: Serving): boolean;
  /** Returns the msgid. */
  say(input: Serving & { text: string }): string | undefined;
  /** Something other than a text. */
  show(input: Serving & Written): string | undefined;
  /** Takes a message of the last two minutes back. */
  recallSaid(input: Serving & { msgid: string }): boolean;
  /** Takes no more messages of the customer, or takes them again. */
  reject(input: Serving & { reject: boolean }): boolean;
  /** Serves no more, or is away for a while. */
  stop(input: { openKfId: string; userid: string; suspend?: boolean }): boolean;
  resume(input: { openKfId: string; userid: string }): boolean;
}

export function servicerOf(account: Account | undefined, userid: string): AccountServicer | undefined {
  return account?.servicers.get(userid.toLowerCase());
}

interface Scene {
  account: Account;
  session: Session;
  servicer: AccountServicer;
  state: SessionState;
}

export function createServicerActions(parts: Parts): ServicerActions {
  const { scheduler } = parts;
  const scene = (serving: Serving): Scene | undefined => {
    const found = sessionOf(parts, serving);
    const servicer = servicerOf(found?.account, serving.userid);
    return found && servicer
      ? { ...found, servicer, state: stateOf(found.session, scheduler.now()) }
      : undefined;
  };
  /** Of a session that is with this servicer. */
  const own = (serving: Serving): Scene | undefined => {
    const found = scene(serving);
    return found?.state === 3 && found.session.servicer === found.servicer.userid ? found : undefined;
  };
  const show = (serving: Serving, { msgtype, body }: Written): string | undefined => {
    const found = own(serving);
    if (!found) return undefined;
    const { account, session, servicer } = found;
    const now = scheduler.now();
    countAnswered(account, session, now);
    const msgid = newMsgid(parts, session.externalUserId);
    const { userid } = servicer;
    addLine(session, { msgid, at: now, by: 'servicer', userid, msgtype, body, delivered: !session.refuses });
    logMessage(parts, session, { msgid, msgtype, body, userid });
    return msgid;
  };
  return {
    ...createChanges(parts, { scene, own }),
    say: ({ text, ...serving }) => show(serving, { msgtype: 'text', body: { content: text } }),
    show: (input) => show(input, input),
    recallSaid: ({ msgid, ...serving }) => {
      const found = scene(serving);
      if (!found) return false;
      const { session, servicer } = found;
      if (!recallLine(session, { msgid, by: 'servicer', now: scheduler.now() })) return false;
      logEvent(parts, session.openKfId, {
        event_type: 'servicer_recall_msg',
        external_userid: session.externalUserId,
        recall_msgid: msgid,
        servicer_userid: servicer.userid,
      });
      return true;
    },
    reject: ({ reject, ...serving }) => {
      const found = scene(serving);
      if (!found || (found.session.rejectedBy !== undefined) === reject) return false;
      const { account, session, servicer } = found;
      session.rejectedBy = reject ? servicer.userid : undefined;
      if (reject) {
        servicerTally(account, servicer.userid, scheduler.now()).rejected.add(session.externalUserId);
      }
      logEvent(parts, session.openKfId, {
        event_type: 'reject_customer_msg_switch_change',
        servicer_userid: servicer.userid,
        external_userid: session.externalUserId,
        reject_switch: reject ? 1 : 0,
      });
      return true;
    },
    stop: ({ openKfId, userid, suspend }) => setStatus(parts, { openKfId, userid, stop: suspend ? 1 : 0 }),
    resume: ({ openKfId, userid }) => setStatus(parts, { openKfId, userid, stop: undefined }),
  };
}

function createChanges(
  parts: Parts,
  { scene, own }: Record<'scene' | 'own', (serving: Serving) => Scene | undefined>,
): Pick<ServicerActions, 'accept' | 'handOn' | 'end' | 'takeUp'> {
  const change = (found: Scene, type: (typeof CHANGE)[keyof typeof CHANGE], servicer?: string): true => {
    changeInClient(parts, found.session, { type, servicer });
    return true;
  };
  return {
    accept: (serving) => {
      const found = scene(serving);
      if (found?.state !== 2 || found.servicer.status !== 0) return false;
      return change(found, CHANGE.accepted, found.servicer.userid);
    },
    handOn: ({ to, ...serving }) => {
      const found = own(serving);
      const heir = servicerOf(found?.account, to);
      if (!found || heir?.status !== 0 || heir === found.servicer) return false;
      return change(found, CHANGE.handedOn, heir.userid);
    },
    end: (serving) => {
      const found = own(serving);
      return found !== undefined && change(found, CHANGE.ended);
    },
    takeUp: (serving) => {
      const found = scene(serving);
      if (found?.servicer.status !== 0) return false;
      const { session } = found;
      const ended = session.state === 4 && session.wroteAt !== undefined;
      if (!ended || isStale(session, parts.scheduler.now())) return false;
      return change(found, CHANGE.takenUp, found.servicer.userid);
    },
  };
}

function setStatus(
  parts: Parts,
  wanted: { openKfId: string; userid: string; stop: 0 | 1 | undefined },
): boolean {
  const servicer = servicerOf(accountOf(parts, wanted.openKfId), wanted.userid);
  const status = wanted.stop === undefined ? 0 : 1;
  if (!servicer || servicer.status === status) return false;
  servicer.status = status;
  servicer.stopType = wanted.stop ?? 0;
  logEvent(parts, wanted.openKfId, {
    event_type: 'servicer_status_change',
    servicer_userid: servicer.userid,
    // Numbered unlike in `servicer/list`.
    status: status + 1,
    ...(wanted.stop === undefined ? {} : { stop_type: wanted.stop }),
  });
  return true;
}
