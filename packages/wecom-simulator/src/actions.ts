/** What travellers and members do: each changes the world and calls back as the real thing would. */
import { noteLinkMessage } from './acquisition/customers.ts';
import { type AreaActions, createAreaActions } from './areas.ts';
import { intercepted } from './content/interception.ts';
import { createMassDelivery } from './mass.ts';
import type { Actions, Parts, Reactions, Who } from './parts.ts';
import { findPerson, type Person, type Received, receive } from './people.ts';
import { endFriendship, newRelation } from './staff/friendship.ts';
import { createScan } from './staff/scan.ts';
import { hasLeft } from './staff/state.ts';
import { noteFromCustomer, noteFromMember } from './staff/talk.ts';
import { linksOf, tapLink } from './tap.ts';
import type { Relation } from './world.ts';

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
    if (relation) endFriendship(parts, relation, by);
    return relation !== undefined;
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
      if (!relation || hasLeft(world, relation.userid)) return false;
      relation.chatStarted = true;
      relation.lastAt = scheduler.now();
      see(
        person.received.findLast(({ from }) => from === relation.userid),
        scheduler.now(),
      );
      noteFromCustomer(world, relation, scheduler.now());
      noteLinkMessage(parts, relation);
      parts.chats.wrote(relation, { at: scheduler.now(), text });
      archive.text({ from: relation.person.externalUserId, to: relation.userid, content: text });
      return true;
    },
    say: (input) => say(parts, find(input.person), { ...input, received }),
    tap: async ({ person: who, url }) => {
      const person = find(who);
      const link = url ?? person?.received.findLast((message) => message.links.length > 0)?.links[0];
      // Only what a person has received can be tapped.
      const has = link !== undefined && person?.received.some((message) => message.links.includes(link));
      if (has)
        see(
          person?.received.findLast((message) => message.links.includes(link)),
          scheduler.now(),
        );
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
  const reactions: Reactions = { received, massCreated: mass.created, massReminded: mass.reminded };
  return { ...createAreaActions(parts, reactions), ...actions, ...reactions, confirm: mass.confirm };
}

function say(
  { world, scheduler, archive }: Parts,
  person: Person | undefined,
  input: { userid: string; text: string; received: Reactions['received'] },
): boolean {
  const { userid, text, received } = input;
  const relation = person && world.relation(userid, person.externalUserId);
  if (!relation || intercepted(world, userid, text)?.action === 'block') return false;
  noteFromMember(world, relation, scheduler.now());
  relation.chatStarted = true;
  archive.text({ from: relation.userid, to: relation.person.externalUserId, content: text });
  received(relation, {
    at: scheduler.now(),
    from: relation.userid,
    kind: 'chat',
    text,
    links: linksOf(text, []),
  });
  return true;
}

function see(message: Received | undefined, at: number): void {
  if (message) message.readAt ??= at;
}

/** Reactions to a message, drawn once per message by its place in the traveller's inbox. */
function createBehaviour(parts: Parts, actions: OwnActions): Reactions['received'] {
  const { random, scheduler, settings } = parts;
  const { read, reply, tap, block } = settings.behaviours;
  return (relation, message) => {
    const { person, userid } = relation;
    receive(person, message);
    relation.lastAt = scheduler.now();
    const id = person.externalUserId;
    const nth = person.received.length;
    if (random.chance(read.rate, 'read', id, nth)) {
      scheduler.after(random.between(read.delayMs, 'read after', id, nth), () =>
        see(message, scheduler.now()),
      );
    }
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
