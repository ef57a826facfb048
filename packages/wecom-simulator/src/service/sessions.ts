/** The states of a session, and the codes that its changes give. */
import type { Parts } from '../parts.ts';
import { logEvent } from './log.ts';
import type { Account, EventCode, ServiceLine, Session, SessionState } from './state.ts';

export const HOURS_48_MS = 48 * 3_600_000;
const SECONDS_20_MS = 20_000;
/** What a bounded history keeps per session. */
const LINES_KEPT = 1_000;

/** The session, made when a customer first comes. */
export function sessionWith(account: Account, externalUserId: string): Session {
  const known = account.sessions.get(externalUserId);
  if (known) return known;
  const session: Session = {
    openKfId: account.openKfId,
    externalUserId,
    state: 4,
    servicer: undefined,
    consultation: 0,
    wroteAt: undefined,
    sentSince: 0,
    coded: new Set(),
    cameIn: undefined,
    welcomedAt: undefined,
    refuses: false,
    rejectedBy: undefined,
    awaitingSince: undefined,
    upgrade: undefined,
    invitedTo: undefined,
    lines: [],
  };
  account.sessions.set(externalUserId, session);
  return session;
}

/** A consultation is over 48 hours after the customer's last message, at the latest. */
export function isStale(session: Session, now: number): boolean {
  return session.wroteAt !== undefined && now - session.wroteAt > HOURS_48_MS;
}

export function stateOf(session: Session | undefined, now: number): SessionState {
  return !session || isStale(session, now) ? 4 : session.state;
}

export function addLine(session: Session, line: Omit<ServiceLine, 'recalled'>): void {
  session.lines.push({ ...line, recalled: false });
  if (session.lines.length > LINES_KEPT * 1.1) session.lines = session.lines.slice(-LINES_KEPT);
}

/** The customer writes: whatever had ended begins anew. */
export function continueSession(parts: Parts, session: Session): void {
  const now = parts.scheduler.now();
  if (stateOf(session, now) === 4) {
    session.state = 0;
    session.servicer = undefined;
    session.consultation = parts.world.serial();
    session.coded = new Set();
    session.awaitingSince = undefined;
  }
  session.wroteAt = now;
  session.sentSince = 0;
}

const BY_API: Readonly<Record<SessionState, readonly SessionState[]>> = {
  0: [1, 2, 3],
  1: [2, 3],
  2: [3],
  3: [3, 4],
  4: [],
};

export function mayChange(from: SessionState, to: SessionState): boolean {
  return BY_API[from].includes(to);
}

/** Sets the state; the code for a message about it, where the change gives one. */
export function enterState(
  parts: Parts,
  session: Session,
  to: { state: SessionState; servicer?: string | undefined },
): string | undefined {
  session.state = to.state;
  session.servicer = to.state === 3 ? to.servicer : undefined;
  session.awaitingSince = undefined;
  const { withBot, withHuman } = parts.world.service;
  if (to.state === 1) withBot.add(session.consultation);
  if (to.state === 3 && to.servicer !== undefined) {
    const humans = withHuman.get(session.consultation) ?? new Set();
    withHuman.set(session.consultation, humans.add(to.servicer));
  }
  if (to.state < 2) return undefined;
  if (to.state === 4) return issueCode(parts, session, { windowMs: SECONDS_20_MS, menu: true });
  if (session.coded.has(to.state)) return undefined;
  session.coded.add(to.state);
  return issueCode(parts, session, { windowMs: HOURS_48_MS, whileOpen: true });
}

/** For a welcome: when none was sent for 48 hours and the customer has not written as long. */
export function welcomeCode(parts: Parts, session: Session): string | undefined {
  const now = parts.scheduler.now();
  const recent = (at: number | undefined) => at !== undefined && now - at < HOURS_48_MS;
  if (recent(session.welcomedAt) || recent(session.wroteAt)) return undefined;
  return issueCode(parts, session, { windowMs: SECONDS_20_MS, menu: true, welcome: true });
}

function issueCode(
  parts: Parts,
  session: Session,
  code: { windowMs: number } & Partial<Pick<EventCode, 'menu' | 'welcome' | 'whileOpen'>>,
): string {
  const { codes } = parts.world.service;
  const now = parts.scheduler.now();
  // Codes of all kinds are kept for two days; the oldest come first.
  for (const [old, { until }] of codes) {
    if (until + HOURS_48_MS > now) break;
    codes.delete(old);
  }
  const text = parts.random.text(43, 'kf code', session.externalUserId, parts.world.serial());
  const { windowMs, menu = false, welcome = false, whileOpen = false } = code;
  const { consultation } = session;
  codes.set(text, { session, consultation, until: now + windowMs, menu, whileOpen, welcome, used: false });
  return text;
}

/** As `change_type` numbers what servicers do in the client. */
export const CHANGE = { accepted: 1, handedOn: 2, ended: 3, takenUp: 4 } as const;

/** A servicer changes the session in the client, which is told as an event. */
export function changeInClient(
  parts: Parts,
  session: Session,
  change: { type: (typeof CHANGE)[keyof typeof CHANGE]; servicer?: string | undefined },
): void {
  const before = session.servicer;
  const { type, servicer } = change;
  const code = enterState(parts, session, { state: type === CHANGE.ended ? 4 : 3, servicer });
  const coded = type === CHANGE.accepted || type === CHANGE.ended ? code : undefined;
  logEvent(parts, session.openKfId, {
    event_type: 'session_status_change',
    external_userid: session.externalUserId,
    change_type: type,
    ...(before === undefined ? {} : { old_servicer_userid: before }),
    ...(servicer === undefined ? {} : { new_servicer_userid: servicer }),
    ...(coded === undefined ? {} : { msg_code: coded }),
  });
}
