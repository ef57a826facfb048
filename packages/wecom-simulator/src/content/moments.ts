/** What there is of moments: who was asked to post them, who did, who saw them. */
import type { NewMoment } from '@jetbridge/wecom';
import type { Person } from '../people.ts';

/** Of a customer or of the member who posted. */
export interface Reaction {
  by: { externalUserId: string } | { userid: string };
  /** Unix milliseconds. */
  at: number;
}

export interface MomentTask {
  userid: string;
  postedAt: number | undefined;
  /** Whom the member let see it, decided when it was posted. */
  audience: readonly Person[];
  /** Those on whose phones it was shown. */
  shown: readonly Person[];
  likes: Reaction[];
  comments: Reaction[];
}

export interface StoredMoment {
  id: string;
  content: Omit<NewMoment, 'visible_range'>;
  /** Friends with any of these; empty: all friends. */
  tags: readonly string[];
  createdAt: number;
  /** Asked for before, it answers 41079. */
  dispatchedAt: number;
  /** A member, for a moment of their own; undefined for one that the corp made by API. */
  creator: string | undefined;
  cancelled: boolean;
  /** By lower-cased userid. */
  tasks: Map<string, MomentTask>;
}

export interface MomentJob {
  id: string;
  createdAt: number;
  result: {
    errcode: number;
    momentId: string | undefined;
    invalidUsers: string[];
    invalidDepartments: number[];
    invalidTags: string[];
  };
}

export interface MomentState {
  moments: Map<string, StoredMoment>;
  /** Oldest first. */
  momentJobs: Map<string, MomentJob>;
  /** Calls of the last minute, and until when more are refused. */
  momentCalls: { at: number[]; blockedUntil: number };
  /** How many were shown to a customer in a period, by external_userid. */
  momentsShown: Map<string, { massQuota: { readonly period: string; readonly count: number } }>;
}

export function createMomentState(): MomentState {
  return {
    moments: new Map(),
    momentJobs: new Map(),
    momentCalls: { at: [], blockedUntil: 0 },
    momentsShown: new Map(),
  };
}

export function newTask(userid: string): MomentTask {
  return { userid, postedAt: undefined, audience: [], shown: [], likes: [], comments: [] };
}

export function momentTruth({ moments }: MomentState) {
  const ids = (people: readonly Person[]) => people.map(({ externalUserId }) => externalUserId);
  return [...moments.values()].map(({ id, creator, cancelled, content, tasks }) => ({
    momentId: id,
    creator,
    cancelled,
    text: content.text?.content ?? '',
    tasks: [...tasks.values()].map(({ userid, postedAt, audience, shown, likes, comments }) => ({
      userid,
      postedAt,
      audience: ids(audience),
      shown: ids(shown),
      likes,
      comments,
    })),
  }));
}
