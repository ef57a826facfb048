/** What travellers and members do: each changes the world and calls back as the real thing would. */
import { type AreaActions, createAreaActions } from './areas.ts';
import { createMassDelivery } from './mass.ts';
import type { Actions, Parts, Reactions, Who } from './parts.ts';
import { findPerson, type Person, receive } from './people.ts';
import { tapLink } from './tap.ts';
import { NO_TAGS, type Relation, type StoredWay } from './world.ts';

/** Those of this file; areas have their own. */
type OwnActions = Omit<Actions, 'confirm' | keyof AreaActions>;

export function createActions(parts: Parts): Actions & Reactions {
  const { world, scheduler, archive } = parts;
  const find = (who: Who) => findPerson(world.people, who);
  const latestRelation = (person: Person, userid?: string): Relation | undefined => {
    if (userid) return world.relation(userid, person.externalUserId);
    const all = world.relationsWith(person.externalUserId);
    return all.reduce<Relation | undefined>((a, b) => (a && a.lastAt > b.lastAt ? a : b), undefined);
  };
  const end = (relation: Relation | undefined, by: 'customer' | 'staff'): boolean => {
    if (!relation) return false;
    world.endRelation(relation, { at: scheduler.now(), by });
    parts.settings.onChange?.();
    parts.callbacks.emit({
      Event: 'change_external_contact',
      ChangeType: by === 'customer' ? 'del_follow_user' : 'del_external_contact',
      UserID: relation.userid,
      ExternalUserID: relation.person.externalUserId,
    });
    return true;
  };
  const actions: OwnActions = {
    findPerson: find,
    scan: createScan(parts, find),
    befriend: ({ userid, person: who, state, at }) => {
      const person = find(who);
      const member = world.staff.get(userid.toLowerCase());
      if (!person || !member || world.relation(userid, person.externalUserId)) return false;
      world.addRelation(newRelation(member.userid, person, { state, createdAt: at ?? scheduler.now() }));
      return true;
    },
    reply: ({ person: who, userid, text }) => {
      const person = find(who);
      const relation = person && latestRelation(person, userid);
      if (!relation) return false;
      relation.chatStarted = true;
      relation.lastAt = scheduler.now();
      archive.text({ from: relation.person.externalUserId, to: relation.userid, content: text });
      return true;
    },
    tap: async ({ person: who, url }) => {
      const person = find(who);
      const link = url ?? person?.received.findLast((message) => message.links.length > 0)?.links[0];
      // Only what a person has received can be tapped.
      const has = link !== undefined && person?.received.some((message) => message.links.includes(link));
      return has ? scheduler.track(tapLink(link, parts.settings)) : undefined;
    },
    block: ({ person: who, userid }) => {
      const person = find(who);
      return end(person && latestRelation(person, userid), 'customer');
    },
    staffDelete: ({ person: who, userid }) => {
      const person = find(who);
      return end(person && world.relation(userid, person.externalUserId), 'staff');
    },
  };
  const received = createBehaviour(parts, actions);
  const mass = createMassDelivery(parts, received);
  const reactions: Reactions = { received, massCreated: mass.created };
  return { ...createAreaActions(parts, reactions), ...actions, ...reactions, confirm: mass.confirm };
}

function createScan(parts: Parts, find: (who: Who) => Person | undefined): Actions['scan'] {
  const { world, random, scheduler, settings } = parts;
  let nextStranger = 0;
  const stranger = (): Person | undefined => {
    for (; nextStranger < world.people.count(); nextStranger++) {
      const person = world.people.at(nextStranger);
      if (person && world.relationsWith(person.externalUserId).length === 0) {
        nextStranger++;
        return person;
      }
    }
    return undefined;
  };
  const findWay = (input: { configId?: string; state?: string }): StoredWay | undefined => {
    if (input.configId !== undefined) return world.ways.get(input.configId);
    for (const stored of world.ways.values()) if (stored.way.state === input.state) return stored;
    return undefined;
  };
  return (input) => {
    const stored = input.configId === undefined && input.state === undefined ? undefined : findWay(input);
    if (!stored) return { outcome: 'refused', reason: 'unknown_code' };
    const person = input.person === undefined ? stranger() : find(input.person);
    if (!person) {
      return { outcome: 'refused', reason: input.person === undefined ? 'nobody_left' : 'unknown_person' };
    }
    const scan = stored.scans++;
    const members = (stored.way.user ?? []).filter((userid) => {
      const member = world.staff.get(userid.toLowerCase());
      return member && member.activated !== false;
    });
    const { externalUserId, name } = person;
    const known = members.find((userid) => world.relation(userid, externalUserId));
    // An exclusive way leads back to the member who is a friend already; any other draws a member first.
    const draw = random.between(
      { min: 0, max: members.length - 1 },
      'who answers',
      stored.way.config_id,
      scan,
    );
    const chosen = stored.way.is_exclusive && known ? known : members[draw];
    if (chosen === undefined) return { outcome: 'refused', reason: 'no_active_staff' };
    const userid = world.staff.get(chosen.toLowerCase())?.userid ?? chosen;
    if (world.relation(userid, externalUserId))
      return { outcome: 'already_friends', externalUserId, userid, name };
    const relation = newRelation(userid, person, { state: stored.way.state, createdAt: scheduler.now() });
    world.addRelation(relation);
    settings.onChange?.();
    announceFriend(parts, relation, settings.behaviours.addFlow);
    return { outcome: 'added', externalUserId, userid, name };
  };
}

const NONE: readonly string[] = [];

function newRelation(
  userid: string,
  person: Person,
  at: { state: string | undefined; createdAt: number },
): Relation {
  return {
    userid,
    person,
    createdAt: at.createdAt,
    state: at.state,
    addWay: 1,
    // The customer started it.
    operUserid: person.externalUserId,
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

function announceFriend(parts: Parts, relation: Relation, flow: 'full' | 'half_then_full'): void {
  const { world, random, scheduler, callbacks } = parts;
  const { userid, person, createdAt } = relation;
  const code = random.text(43, 'welcome', userid, person.externalUserId, createdAt);
  relation.welcome = { code, issuedAt: createdAt, sentAt: undefined };
  world.welcomes.set(code, relation);
  for (const [old, holder] of world.welcomes) {
    if ((holder.welcome?.issuedAt ?? 0) > createdAt - 60_000) break;
    world.welcomes.delete(old);
  }
  const emit = (ChangeType: string, WelcomeCode: string | undefined) =>
    callbacks.emit({
      Event: 'change_external_contact',
      ChangeType,
      UserID: userid,
      ExternalUserID: person.externalUserId,
      State: relation.state,
      WelcomeCode,
    });
  if (flow === 'full') {
    emit('add_external_contact', code);
    return;
  }
  emit('add_half_external_contact', code);
  scheduler.after(1_000, () => {
    if (relation.ended) return;
    emit('add_external_contact', relation.welcome?.sentAt === undefined ? code : undefined);
  });
}

/** Reactions to a message, drawn once per message by its place in the traveller's inbox. */
function createBehaviour(parts: Parts, actions: OwnActions): Reactions['received'] {
  const { random, scheduler, settings } = parts;
  const { reply, tap, block } = settings.behaviours;
  return (relation, message) => {
    const { person, userid } = relation;
    receive(person, message);
    relation.lastAt = scheduler.now();
    const id = person.externalUserId;
    const nth = person.received.length;
    if (message.links.length > 0 && random.chance(tap.rate, 'tap', id, nth)) {
      const url = message.links[0] ?? '';
      const delayMs = random.between(tap.delayMs, 'tap after', id, nth);
      scheduler.after(delayMs, async () => void (await actions.tap({ person: id, url })));
    }
    if (random.chance(reply.rate, 'reply', id, nth)) {
      const text =
        reply.texts[random.between({ min: 0, max: reply.texts.length - 1 }, 'words', id, nth)] ?? '';
      scheduler.after(random.between(reply.delayMs, 'reply after', id, nth), () => {
        actions.reply({ person: id, userid, text });
      });
    }
    if (random.chance(block.rate, 'block', id, nth)) {
      scheduler.after(random.between(block.delayMs, 'block after', id, nth), () => {
        actions.block({ person: id, userid });
      });
    }
  };
}
