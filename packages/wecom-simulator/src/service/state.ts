/** What there is of WeChat customer service (kf): accounts, their sessions with customers, codes, what was said. */
import type { endpoints } from '@jetbridge/wecom';
import type { DayTally } from './statistics.ts';

export type SessionState = endpoints.ServiceState;

/** A message as the customer's phone shows it, or as it was meant to. */
export interface ServiceLine {
  msgid: string;
  /** Unix milliseconds. */
  at: number;
  by: 'customer' | 'servicer' | 'api';
  /** Of a servicer. */
  userid: string | undefined;
  msgtype: string;
  body: unknown;
  /** False where the customer did not get it. */
  delivered: boolean;
  recalled: boolean;
}

/** One customer with one account. */
export interface Session {
  openKfId: string;
  externalUserId: string;
  /** As it was set; `stateOf` knows that a session also ends by itself. */
  state: SessionState;
  /** Whom state 3 is with. */
  servicer: string | undefined;
  /** Number of the consultation, which begins anew when the customer writes after its end. */
  consultation: number;
  /** When the customer last wrote. */
  wroteAt: number | undefined;
  /** Messages by API since then. */
  sentSince: number;
  /** States for which the consultation has had its code. */
  coded: Set<SessionState>;
  cameIn: { at: number; scene: string; sceneParam: string } | undefined;
  welcomedAt: number | undefined;
  /** The customer takes no more messages. */
  refuses: boolean;
  /** The servicer who takes no more messages of the customer. */
  rejectedBy: string | undefined;
  /** Since when the customer waits for the servicer's first answer of the day. */
  awaitingSince: number | undefined;
  /** What was recommended by API. */
  upgrade: endpoints.ServiceUpgrade | undefined;
  /** Members and groups whose card the customer was sent, and by whom. */
  invitedTo: { userid?: string; chatId?: string; by: string } | undefined;
  lines: ServiceLine[];
}

export interface AccountServicer {
  userid: string;
  /** 0 serving, 1 stopped. */
  status: 0 | 1;
  /** 0 stopped, 1 suspended. */
  stopType: 0 | 1;
}

/** What `sync_msg` reads, messages sent by API included, which it does not show. */
export interface LogEntry {
  at: number;
  /** Undefined: sent by API. */
  message: object | undefined;
}

export interface Account {
  openKfId: string;
  name: string;
  mediaId: string;
  /** Scenes by the `enc_scene` of their links. */
  links: Map<string, string>;
  /** By lower-cased userid. */
  servicers: Map<string, AccountServicer>;
  departments: Set<number>;
  log: LogEntry[];
  /** Position of the first entry of the log. */
  logStart: number;
  notifying: boolean;
  /** Reads without a token. */
  tokenless: { minute: number; calls: number };
  /** By external_userid. */
  sessions: Map<string, Session>;
  /** By number of the day in Asia/Shanghai. */
  days: Map<number, DayTally>;
}

/** For `send_msg_on_event`. */
export interface EventCode {
  session: Session;
  consultation: number;
  /** Unix milliseconds; the last one that is good. */
  until: number;
  /** A menu may be sent, not only a text. */
  menu: boolean;
  /** Whether it is worth nothing once the session has ended. */
  whileOpen: boolean;
  welcome: boolean;
  used: boolean;
}

export interface ServiceState {
  accounts: Map<string, Account>;
  /** Of callbacks. */
  tokens: Map<string, { openKfId: string; at: number }>;
  codes: Map<string, EventCode>;
  /** The admin's list of those whom customers may be handed on to. */
  upgrades: { userids: string[]; departmentIds: number[]; chatIds: string[] };
  /** An unverified corp may have ten accounts only. */
  verified: boolean;
  /** Consultations that the bot (0) or humans took part in: what they say is told by day. */
  withBot: Set<number>;
  withHuman: Map<number, Set<string>>;
  /** Kinds of failure of the next messages by API. */
  failNext: number[];
}

export function createServiceState(): ServiceState {
  return {
    accounts: new Map(),
    tokens: new Map(),
    codes: new Map(),
    upgrades: { userids: [], departmentIds: [], chatIds: [] },
    verified: true,
    withBot: new Set(),
    withHuman: new Map(),
    failNext: [],
  };
}

export interface TrueSession {
  state: SessionState;
  servicer: string | undefined;
  wroteAt: number | undefined;
  refuses: boolean;
  lines: readonly ServiceLine[];
}

/** What a test may compare a client's picture with: per account its servicers, and per customer the session. */
export function serviceTruth(state: ServiceState) {
  return Object.fromEntries(
    [...state.accounts.values()].map(({ openKfId, name, servicers, sessions }) => [
      openKfId,
      {
        name,
        servicers: [...servicers.values()].map((servicer) => ({ ...servicer })),
        sessions: Object.fromEntries([...sessions.values()].map((s) => [s.externalUserId, sessionTruth(s)])),
      },
    ]),
  );
}

function sessionTruth({ state, servicer, wroteAt, refuses, lines }: Session): TrueSession {
  return { state, servicer, wroteAt, refuses, lines };
}
