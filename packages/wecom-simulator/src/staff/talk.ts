/** Counts of conversation per member and day, kept while people talk: the statistics cannot read old messages again. */
import { dayOf } from '../period.ts';
import type { Relation, World } from '../world.ts';
import type { DayOfTalk, Talk } from './state.ts';

const NEVER = -1;

/** Any message of the traveller to the member. */
export function noteFromCustomer(world: World, relation: Relation, at: number): void {
  const day = dayOf(at);
  const talk = talkOf(world, relation);
  // Who speaks first on a day begins the day's conversation.
  if (talk.customerDay !== day && talk.memberDay !== day) {
    dayOfTalk(world, relation.userid, day).begun++;
    talk.awaiting = { day, since: at };
  }
  talk.customerDay = day;
}

/** A message that the member has typed; welcomes and mass messages are not counted. */
export function noteFromMember(world: World, relation: Relation, at: number): void {
  const day = dayOf(at);
  const talk = talkOf(world, relation);
  const counts = dayOfTalk(world, relation.userid, day);
  counts.messages++;
  if (talk.memberDay !== day) counts.chats++;
  talk.memberDay = day;
  if (talk.awaiting?.day === day) {
    counts.answered++;
    counts.firstAnswerMs += at - talk.awaiting.since;
  }
  talk.awaiting = undefined;
}

/** The member asks somebody to become a friend. */
export function noteApply(world: World, userid: string, at: number): void {
  dayOfTalk(world, userid, dayOf(at)).applies++;
}

function talkOf(world: World, relation: Relation): Talk {
  const { talks } = world.roster;
  const known = talks.get(relation);
  if (known) return known;
  const fresh: Talk = { memberDay: NEVER, customerDay: NEVER, awaiting: undefined };
  talks.set(relation, fresh);
  return fresh;
}

function dayOfTalk(world: World, userid: string, day: number): DayOfTalk {
  const { days } = world.roster;
  const key = userid.toLowerCase();
  const ofMember = days.get(key) ?? new Map<number, DayOfTalk>();
  days.set(key, ofMember);
  const known = ofMember.get(day);
  if (known) return known;
  const fresh = { chats: 0, messages: 0, begun: 0, answered: 0, firstAnswerMs: 0, applies: 0 };
  ofMember.set(day, fresh);
  return fresh;
}
