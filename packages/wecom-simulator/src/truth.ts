/** The oracle: what is really so, for comparing a client's picture of it. */
import type { Api } from './api.ts';
import { tellAreaTruth } from './area-states.ts';
import type { CallbackCounts, CallbackSender } from './callbacks.ts';
import type { Received } from './people.ts';
import type { Scheduler } from './scheduler.ts';
import { findTag, type Relation, type World } from './world.ts';

export interface TrueRelation {
  userid: string;
  externalUserId: string;
  unionid: string;
  name: string;
  state: string | undefined;
  /** Unix milliseconds. */
  createdAt: number;
  remark: string;
  tags: { id: string; name: string }[];
  chatStarted: boolean;
  ended: Relation['ended'];
}

export interface TrueWelcome {
  userid: string;
  externalUserId: string;
  issuedAt: number;
  sentAt: number | undefined;
  /** From the friendship to the welcome; undefined while none was sent. */
  delayMs: number | undefined;
}

type AreaTruth = ReturnType<typeof tellAreaTruth>;

export interface Truth extends AreaTruth {
  relations: TrueRelation[];
  /** Messages per external_userid, in order of arrival. */
  messages: Record<string, readonly Received[]>;
  welcomes: TrueWelcome[];
  callbacks: CallbackCounts;
  /** Answers per endpoint and errcode. */
  calls: Record<string, Record<string, number>>;
  /** Things that must not happen: crashes of handlers and of scheduled work. */
  crashes: string[];
}

export function tellTruth(
  parts: { world: World; callbacks: CallbackSender; api: Api; scheduler: Scheduler },
  limit = Number.POSITIVE_INFINITY,
): Truth {
  const { world, callbacks, api, scheduler } = parts;
  const relations: TrueRelation[] = [];
  const welcomes: TrueWelcome[] = [];
  for (const relation of world.allRelations()) {
    if (relations.length >= limit) break;
    relations.push(relationOf(relation, world));
    if (relation.welcome) welcomes.push(welcomeOf(relation, relation.welcome));
  }
  const messages: Truth['messages'] = {};
  let people = 0;
  for (const person of world.people.met()) {
    if (person.received.length === 0) continue;
    if (people++ >= limit) break;
    messages[person.externalUserId] = person.received;
  }
  const crashes = [...api.crashes(), ...scheduler.failures()].map((error) =>
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
  const areas = tellAreaTruth(world);
  return {
    ...areas,
    relations,
    messages,
    welcomes,
    callbacks: callbacks.counts(),
    calls: api.counts(),
    crashes,
  };
}

function relationOf(relation: Relation, world: World): TrueRelation {
  const { person } = relation;
  return {
    userid: relation.userid,
    externalUserId: person.externalUserId,
    unionid: person.unionid,
    name: person.name,
    state: relation.state,
    createdAt: relation.createdAt,
    remark: relation.remark,
    tags: [...relation.tags].map((id) => ({ id, name: findTag(world, id)?.tag.name ?? '' })),
    chatStarted: relation.chatStarted,
    ended: relation.ended,
  };
}

function welcomeOf(relation: Relation, welcome: NonNullable<Relation['welcome']>): TrueWelcome {
  const { issuedAt, sentAt } = welcome;
  return {
    userid: relation.userid,
    externalUserId: relation.person.externalUserId,
    issuedAt,
    sentAt,
    delayMs: sentAt === undefined ? undefined : sentAt - issuedAt,
  };
}
