/** What there is of the working life of members: departments, holidays, who has left, transfers, conversations. */
import type { ContactWay } from '@jetbridge/wecom';
import type { StaffInput } from '../options.ts';
import type { Relation, World } from '../world.ts';

export interface Department {
  id: number;
  name: string;
  parentId: number;
  /** Higher sorts first. */
  order: number;
}

/** As `transfer_result` numbers them; 5 is "no record": the friendship ended while the transfer waited. */
export type TransferStatus = 1 | 2 | 3 | 4 | 5;

export interface Transfer {
  handover: string;
  takeover: string;
  externalUserId: string;
  /** The old member has left. */
  resigned: boolean;
  startedAt: number;
  /** When it is due or has happened; unix milliseconds. */
  takeoverAt: number;
  status: TransferStatus;
  successMessage: string | undefined;
}

/** A conversation without friendship, opened by a temporary contact way. */
export interface TemporaryChat {
  userid: string;
  externalUserId: string;
  conclusions: ContactWay['conclusions'];
  endsAt: number;
}

/** One member's natural day, as far as it cannot be read from the friendships themselves. */
export interface DayOfTalk {
  /** Friends to whom the member wrote. */
  chats: number;
  messages: number;
  /** Conversations of the day that a customer began, and those of them that the member answered. */
  begun: number;
  answered: number;
  firstAnswerMs: number;
  applies: number;
}

/** When two last spoke, by day. */
export interface Talk {
  memberDay: number;
  customerDay: number;
  /** The customer has begun the day's conversation and got no answer yet. */
  awaiting: { day: number; since: number } | undefined;
}

/** A traveller waits for the member to accept. */
export interface FriendRequest {
  userid: string;
  externalUserId: string;
  state: string | undefined;
  addWay: number;
  at: number;
}

export interface DirectoryTag {
  users: Set<string>;
  parties: Set<number>;
}

export interface StaffState {
  departments: Map<number, Department>;
  /** By lower-cased userid. They are no longer in `World.staff`. */
  left: Map<string, { member: StaffInput; at: number }>;
  /** What members on holiday will do when they are back, by lower-cased userid. */
  away: Map<string, (() => void)[]>;
  /** By external_userid, oldest first. */
  transfers: Map<string, Transfer[]>;
  /** By lower-cased userid and external_userid. */
  temporaryChats: Map<string, TemporaryChat>;
  /** By lower-cased userid and external_userid. */
  requests: Map<string, FriendRequest>;
  /** By lower-cased userid, then by day in Asia/Shanghai. */
  days: Map<string, Map<number, DayOfTalk>>;
  talks: WeakMap<Relation, Talk>;
  directoryTags: Map<number, DirectoryTag>;
  temporaryWays: { day: number; count: number };
}

export function createStaffState(): StaffState {
  return {
    departments: new Map(),
    left: new Map(),
    away: new Map(),
    transfers: new Map(),
    temporaryChats: new Map(),
    requests: new Map(),
    days: new Map(),
    talks: new WeakMap(),
    directoryTags: new Map(),
    temporaryWays: { day: 0, count: 0 },
  };
}

/** The member has resigned: no longer in the directory, friends and groups wait for somebody else. */
export function hasLeft(world: World, userid: string): boolean {
  return world.roster.left.has(userid.toLowerCase());
}

/** Does `act` now, or when the member is back from holiday; never for one who leaves before. */
export function whenPresent(world: World, userid: string, act: () => void): void {
  const waiting = world.roster.away.get(userid.toLowerCase());
  if (waiting) waiting.push(act);
  else if (!hasLeft(world, userid)) act();
}

/** What a test may compare a client's picture with. */
export function staffTruth(state: StaffState) {
  return {
    departments: [...state.departments.values()],
    left: [...state.left.values()].map(({ member, at }) => ({ userid: member.userid, at })),
    onHoliday: [...state.away.keys()],
    transfers: [...state.transfers.values()].flat(),
    temporaryChats: [...state.temporaryChats.values()],
  };
}
