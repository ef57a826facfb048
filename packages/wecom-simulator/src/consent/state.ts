/** What there is of consent to the archive: whose conversations it holds, who agreed, rooms and robots. */
import type { AgreeStatus } from './rules.ts';

/** 1 office, 2 service, 3 enterprise. */
export type Edition = 1 | 2 | 3;

export interface Agreement {
  status: AgreeStatus;
  /** Unix milliseconds. */
  changedAt: number;
}

/** A group of members only. */
export interface Room {
  roomid: string;
  name: string;
  notice: string;
  creator: string;
  createdAt: number;
  /** Userids with the time of joining. */
  members: Map<string, number>;
}

export interface Robot {
  id: string;
  name: string;
  creator: string;
}

export interface ConsentState {
  /** By lower-cased userid; undefined: every member, in the enterprise edition. */
  permitted: Map<string, Edition> | undefined;
  /** What customers said to members, by `pairKey`. */
  single: Map<string, Agreement>;
  /** What customers said in groups, by `roomKey`. */
  inRooms: Map<string, Agreement>;
  rooms: Map<string, Room>;
  robots: Map<string, Robot>;
}

export function createConsentState(): ConsentState {
  return { permitted: undefined, single: new Map(), inRooms: new Map(), rooms: new Map(), robots: new Map() };
}

/** What a test may compare a client's picture with: by `userid external_userid` and `roomid external_userid`. */
export function consentTruth(state: ConsentState) {
  return {
    permitted: state.permitted && Object.fromEntries(state.permitted),
    single: Object.fromEntries(state.single),
    inRooms: Object.fromEntries(state.inRooms),
  };
}
