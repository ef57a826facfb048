/** What there is of tickets, sign-in and ids: what was given out, and to whom it belongs. */
import type { Meter } from '../meters.ts';

export interface Ticket {
  ticket: string;
  expiresAt: number;
}

/** Whoever holds the phone: a member, or a traveller by external_userid. */
export type Who = { userid: string } | { externalUserId: string };

export interface OauthCode {
  who: Who;
  /** Only this app may use it up; any when the address named none. */
  agentId: number | undefined;
  scope: 'snsapi_base' | 'snsapi_privateinfo';
  issuedAt: number;
  used: boolean;
}

export interface UserTicket {
  userid: string;
  agentId: number;
  issuedAt: number;
}

/** What a member can agree to show or not. */
export const PRIVATE_FIELDS = [
  'gender',
  'avatar',
  'qr_code',
  'mobile',
  'email',
  'biz_mail',
  'address',
] as const;
export type PrivateField = (typeof PRIVATE_FIELDS)[number];

export interface IdentityState {
  /** The corp's under `corp`, an app's under its agentId. */
  tickets: Map<string, Ticket>;
  meters: Map<string, Meter>;
  /** Of the last day, oldest first. */
  codes: Map<string, OauthCode>;
  userTickets: Map<string, UserTicket>;
  /** What members do not show, by lower-cased userid; by default they show all. */
  withheld: Map<string, ReadonlySet<PrivateField>>;
  /** Who opens pages in the browser, unless the address says it. */
  holder: Who | undefined;
  /** Ids for people who were no customers yet, by external_userid. */
  pending: Map<string, { id: string; issuedAt: number }>;
  /** Ids that were given out, and whose they are: as providers know customers, and as meetings and forms do. */
  serviceIds: Map<string, string>;
  temporaryIds: Map<string, string>;
  migrationFinished: boolean;
}

export function createIdentityState(): IdentityState {
  return {
    tickets: new Map(),
    meters: new Map(),
    codes: new Map(),
    userTickets: new Map(),
    withheld: new Map(),
    holder: undefined,
    pending: new Map(),
    serviceIds: new Map(),
    temporaryIds: new Map(),
    migrationFinished: false,
  };
}

/** What a test may compare a client's picture with. */
export function identityTruth(state: IdentityState) {
  return {
    holder: state.holder,
    codes: [...state.codes].map(([code, of]) => ({ code, ...of })),
    pendingIds: [...state.pending].map(([externalUserId, of]) => ({ externalUserId, ...of })),
    migrationFinished: state.migrationFinished,
  };
}
