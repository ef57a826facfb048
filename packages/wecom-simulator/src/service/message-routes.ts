/** Reading and sending messages of customer service. */
import { endpoints, type ServiceMessageBody } from '@jetbridge/wecom';
import { type Context, Refusal, type Route, route } from '../route.ts';
import { logEvent, logHidden, newMsgid, readLog } from './log.ts';
import { checkCustomer, checkMedia, findAccount } from './lookup.ts';
import { addLine, isStale, stateOf } from './sessions.ts';
import type { EventCode, Session } from './state.ts';

const MAX_SENT = 5;
const REFUSED = 10;

export const serviceMessageRoutes: Route[] = [
  route(
    endpoints.syncServiceMessages,
    {
      state: 'verified',
      facts: '5.2',
      note: '20 reads a minute without a token, then 45009; a token of another account answers 95007: assumed. Large files do not become texts',
    },
    (params, context) => readLog(context, findAccount(params.open_kfid, context), params),
  ),

  route(
    endpoints.sendServiceMessage,
    {
      state: 'verified',
      facts: '5.3',
      note: '95002 comes before 95018; the millisecond of the 48th hour still counts; a repeated msgid is sent again; business_card and ca_link are taken: assumed',
    },
    (message, context) => {
      const session = sendable(message, context);
      checkFiles(message, context);
      session.sentSince++;
      context.world.service.withBot.add(session.consultation);
      return { msgid: deliver(context, session, message) };
    },
  ),

  route(
    endpoints.answerServiceEvent,
    {
      state: 'verified',
      facts: '5.3',
      note: '41050 for a code that is unknown, used or too old, 95013 where the session has ended, 40008 for a menu where a text is meant: assumed',
    },
    ({ code: text, ...message }, context) => {
      const now = context.scheduler.now();
      const code = context.world.service.codes.get(text);
      if (!code || code.used || now > code.until) throw new Refusal(41050);
      if (code.whileOpen && hasEnded(code, now)) throw new Refusal(95013);
      if (message.msgtype === 'msgmenu' && !code.menu) throw new Refusal(40008);
      code.used = true;
      if (code.welcome) code.session.welcomedAt = now;
      return { msgid: deliver(context, code.session, message) };
    },
  ),
];

function hasEnded({ session, consultation }: EventCode, now: number): boolean {
  return session.consultation !== consultation || stateOf(session, now) === 4;
}

/** The session, if a message may be sent in it now. */
function sendable(message: { touser: string; open_kfid: string }, context: Context): Session {
  const account = findAccount(message.open_kfid, context);
  checkCustomer(message.touser, context);
  const session = account.sessions.get(message.touser);
  const now = context.scheduler.now();
  if (session && session.state !== 4 && isStale(session, now)) throw new Refusal(95002);
  if (!session || stateOf(session, now) > 1) throw new Refusal(95018);
  if (session.sentSince >= MAX_SENT) throw new Refusal(95001);
  return session;
}

function checkFiles(message: ServiceMessageBody, context: Context): void {
  const body: unknown = Reflect.get(message, message.msgtype);
  if (typeof body !== 'object' || body === null) return;
  for (const name of ['media_id', 'thumb_media_id']) {
    const id: unknown = Reflect.get(body, name);
    if (typeof id === 'string') checkMedia(id, context);
  }
}

/** Accepted in any case; whether it arrives is told later. */
function deliver(
  context: Context,
  session: Session,
  message: ServiceMessageBody & { msgid?: string },
): string {
  const { scheduler, world } = context;
  const msgid = message.msgid || newMsgid(context, session.externalUserId);
  const failType = world.service.failNext.shift() ?? (session.refuses ? REFUSED : undefined);
  addLine(session, {
    msgid,
    at: scheduler.now(),
    by: 'api',
    userid: undefined,
    msgtype: message.msgtype,
    body: Reflect.get(message, message.msgtype),
    delivered: failType === undefined,
  });
  logHidden(context, session.openKfId);
  if (failType !== undefined) {
    scheduler.after(0, () =>
      logEvent(context, session.openKfId, {
        event_type: 'msg_send_fail',
        external_userid: session.externalUserId,
        fail_msgid: msgid,
        fail_type: failType,
      }),
    );
  }
  return msgid;
}
