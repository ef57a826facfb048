/** How friendships begin and end, and what is told of it. */
import { arriveByLink } from '../acquisition/customers.ts';
import type { Behaviours } from '../options.ts';
import type { Parts } from '../parts.ts';
import type { Person } from '../people.ts';
import { NO_TAGS, type Relation } from '../world.ts';

const NONE: readonly string[] = [];

/** A friendship that the customer began by a code, unless more is said. It is not in the world yet. */
export function newRelation(
  userid: string,
  person: Person,
  at: { state: string | undefined; createdAt: number; addWay?: number; operUserid?: string },
): Relation {
  return {
    userid,
    person,
    createdAt: at.createdAt,
    state: at.state,
    addWay: at.addWay ?? 1,
    operUserid: at.operUserid ?? person.externalUserId,
    remark: person.name,
    description: '',
    remarkCorp: '',
    remarkMobiles: NONE,
    tags: NO_TAGS,
    chatStarted: false,
    lastAt: at.createdAt,
    welcome: undefined,
    ended: undefined,
  };
}

/** Adds it and tells of it, with a welcome code where there is one. */
export function beginFriendship(parts: Parts, relation: Relation, flow: Behaviours['addFlow']): void {
  const { world, scheduler, settings } = parts;
  // Who are in a temporary chat have started chatting already.
  const key = pairKey(relation.userid, relation.person.externalUserId);
  relation.chatStarted ||= world.roster.temporaryChats.has(key);
  world.addRelation(relation);
  arriveByLink(parts, relation);
  settings.onChange?.();
  issueWelcome(parts, relation);
  if (flow === 'full') {
    emitAdded(parts, relation, 'add_external_contact');
    return;
  }
  relation.half = true;
  emitAdded(parts, relation, 'add_half_external_contact');
  if (flow === 'half_then_full') scheduler.after(1_000, () => void addBack(parts, relation));
}

/** The member adds back; false when that has happened or the friendship is over. */
export function addBack(parts: Parts, relation: Relation): boolean {
  if (!relation.half || relation.ended) return false;
  relation.half = false;
  issueWelcome(parts, relation);
  emitAdded(parts, relation, 'add_external_contact');
  return true;
}

export function endFriendship(parts: Parts, relation: Relation, by: 'customer' | 'staff' | 'transfer'): void {
  parts.world.endRelation(relation, { at: parts.scheduler.now(), by });
  parts.settings.onChange?.();
  parts.callbacks.emit({
    Event: 'change_external_contact',
    ChangeType: by === 'customer' ? 'del_follow_user' : 'del_external_contact',
    UserID: relation.userid,
    ExternalUserID: relation.person.externalUserId,
    Source: by === 'transfer' ? 'DELETE_BY_TRANSFER' : undefined,
  });
}

export function pairKey(userid: string, externalUserId: string): string {
  return `${userid.toLowerCase()} ${externalUserId}`;
}

// A code that the half event brought serves the full one too, unless it has been used or is too old.
export function issueWelcome({ world, random, scheduler }: Parts, relation: Relation): void {
  const { userid, person, welcome } = relation;
  const now = scheduler.now();
  if (welcome && (welcome.sentAt !== undefined || now - welcome.issuedAt <= 20_000)) return;
  if (welcome) world.welcomes.delete(welcome.code);
  const byConsole = world.staff.get(userid.toLowerCase())?.consoleWelcome;
  if (byConsole || relation.chatStarted || person.corp?.partner) return;
  const code = random.text(43, 'welcome', userid, person.externalUserId, now);
  relation.welcome = { code, issuedAt: now, sentAt: undefined };
  world.welcomes.set(code, relation);
  for (const [old, holder] of world.welcomes) {
    if ((holder.welcome?.issuedAt ?? 0) > now - 60_000) break;
    world.welcomes.delete(old);
  }
}

function emitAdded(
  parts: Parts,
  relation: Relation,
  ChangeType: 'add_external_contact' | 'add_half_external_contact',
): void {
  const { welcome, chatStarted } = relation;
  parts.callbacks.emit({
    Event: 'change_external_contact',
    ChangeType,
    UserID: relation.userid,
    ExternalUserID: relation.person.externalUserId,
    State: relation.state,
    WelcomeCode: welcome?.sentAt === undefined && !chatStarted ? welcome?.code : undefined,
  });
}
