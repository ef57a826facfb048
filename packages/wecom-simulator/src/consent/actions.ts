/** What people do about the archive: customers agree or do not, the admin opens it for members, members talk. */
import { BadInput, type Command, type Input, maybeText, text, who } from '../control-input.ts';
import { livingGroup, memberOf } from '../groups/state.ts';
import type { Parts, Who } from '../parts.ts';
import { findPerson } from '../people.ts';
import { issueWelcome, pairKey } from '../staff/friendship.ts';
import type { Relation } from '../world.ts';
import { roomKey } from './rules.ts';
import type { Edition } from './state.ts';

type Consenting = { person: Who } & ({ userid: string } | { chatId: string });

/** False, or undefined, where such a thing cannot be done: nothing has changed then. */
export interface ConsentActions {
  /** A friend agrees that the archive holds what the two say, or a customer what they write in a group. */
  agree(input: Consenting): boolean;
  disagree(input: Consenting): boolean;
  /** The admin opens the archive for these members only, beside those it was opened for before. */
  permit(input: { userids: readonly string[]; edition?: Edition }): boolean;
  /** The admin closes it for these members. */
  withdraw(input: { userids: readonly string[] }): boolean;
  /** A group of members only; returns its roomid. */
  openRoom(input: {
    creator: string;
    name: string;
    members: readonly string[];
    notice?: string;
  }): string | undefined;
  writeInRoom(input: { roomid: string; userid: string; text: string }): boolean;
  /** Returns the robot's id. */
  addRobot(input: { name: string; creator: string }): string | undefined;
  /** Whoever wrote an archived message takes it back. */
  recall(input: { msgid: string }): boolean;
  /** A member changes the corp they are shown in. */
  switchCorp(input: { userid: string }): boolean;
}

export function createConsentActions(parts: Parts): ConsentActions {
  const { world, archive, random, scheduler } = parts;
  const useridOf = (userid: string) => world.staff.get(userid.toLowerCase())?.userid;
  const answer = (input: Consenting, agree: boolean): boolean => {
    const person = findPerson(world.people, input.person);
    if (!person) return false;
    const { externalUserId } = person;
    if ('chatId' in input) return answerInGroup(parts, { chatId: input.chatId, externalUserId, agree });
    const relation = world.relation(input.userid, externalUserId);
    return relation !== undefined && answerMember(parts, relation, agree);
  };
  return {
    agree: (input) => answer(input, true),
    disagree: (input) => answer(input, false),
    ...createAdmin(parts),
    openRoom: ({ creator, name, members, notice }) => {
      const all = [creator, ...members].map(useridOf);
      const [owner] = all;
      if (owner === undefined || all.includes(undefined)) return undefined;
      const now = scheduler.now();
      const roomid = `wr${random.text(30, 'room', world.serial(), now)}`;
      const joined = new Map(all.flatMap((userid) => (userid === undefined ? [] : [[userid, now] as const])));
      const room = { roomid, name, notice: notice ?? '', creator: owner, createdAt: now, members: joined };
      world.consent.rooms.set(roomid, room);
      return roomid;
    },
    writeInRoom: ({ roomid, userid, text: content }) => {
      const room = world.consent.rooms.get(roomid);
      const from = useridOf(userid);
      if (!room || from === undefined || !room.members.has(from)) return false;
      const to = [...room.members.keys()].filter((id) => id !== from);
      return archive.text({ from, to, roomid, content }) !== undefined;
    },
    addRobot: ({ name, creator }) => {
      const owner = useridOf(creator);
      if (owner === undefined) return undefined;
      const id = `wb${random.text(30, 'robot', world.serial(), scheduler.now())}`;
      world.consent.robots.set(id, { id, name, creator: owner });
      return id;
    },
    recall: ({ msgid }) => archive.recall(msgid) !== undefined,
    switchCorp: ({ userid }) => {
      const user = useridOf(userid);
      if (user !== undefined) archive.switched(user);
      return user !== undefined;
    },
  };
}

function createAdmin({ world }: Parts): Pick<ConsentActions, 'permit' | 'withdraw'> {
  const all = (userids: readonly string[]) =>
    userids.every((userid) => world.staff.has(userid.toLowerCase()));
  return {
    permit: ({ userids, edition }) => {
      if (!all(userids)) return false;
      const permitted = new Map(world.consent.permitted);
      for (const userid of userids) permitted.set(userid.toLowerCase(), edition ?? 3);
      world.consent.permitted = permitted;
      return true;
    },
    withdraw: ({ userids }) => {
      if (!all(userids)) return false;
      const everybody = [...world.staff.keys()].map((key): [string, Edition] => [key, 3]);
      const permitted = new Map(world.consent.permitted ?? everybody);
      for (const userid of userids) permitted.delete(userid.toLowerCase());
      world.consent.permitted = permitted;
      return true;
    },
  };
}

function answerMember(parts: Parts, relation: Relation, agree: boolean): boolean {
  const { world, scheduler, callbacks, archive } = parts;
  const { userid, person } = relation;
  const { externalUserId } = person;
  const now = scheduler.now();
  const status = agree ? 'Agree' : 'Disagree';
  world.consent.single.set(pairKey(userid, externalUserId), { status, changedAt: now });
  archive.record({ from: externalUserId, to: userid, ...answered(externalUserId, agree, now) });
  if (!agree) return true;
  if (!relation.chatStarted) issueWelcome(parts, relation);
  const unsent = !relation.chatStarted && relation.welcome?.sentAt === undefined;
  callbacks.emit({
    Event: 'change_external_contact',
    ChangeType: 'msg_audit_approved',
    UserID: userid,
    ExternalUserID: externalUserId,
    WelcomeCode: unsent ? relation.welcome?.code : undefined,
  });
  return true;
}

function answerInGroup(
  { world, scheduler, archive }: Parts,
  { chatId, externalUserId, agree }: { chatId: string; externalUserId: string; agree: boolean },
): boolean {
  const group = livingGroup(world.groups, chatId);
  if (!group || !memberOf(group, externalUserId)) return false;
  const now = scheduler.now();
  const status = agree ? 'Agree' : 'Disagree';
  world.consent.inRooms.set(roomKey(chatId, externalUserId), { status, changedAt: now });
  const to = [...group.members.values()].flatMap(({ id }) => (id === externalUserId ? [] : [id]));
  archive.record({ from: externalUserId, to, roomid: chatId, ...answered(externalUserId, agree, now) });
  return true;
}

function answered(userid: string, agree: boolean, now: number) {
  const at = Math.floor(now / 1000);
  return agree
    ? ({ kind: 'agree', body: { userid, agree_time: at } } as const)
    : ({ kind: 'disagree', body: { userid, disagree_time: at } } as const);
}

function texts(input: Input, name: string): string[] {
  const value = input[name];
  if (!Array.isArray(value) || !value.every((item): item is string => typeof item === 'string')) {
    throw new BadInput(`${name} must be a list of texts`);
  }
  return value;
}

function consentingIn(input: Input): Consenting {
  const chatId = maybeText(input, 'chatId');
  const where = chatId === undefined ? { userid: text(input, 'userid') } : { chatId };
  return { person: who(input), ...where };
}

function editionIn(input: Input): { edition?: Edition } {
  const { edition } = input;
  if (edition === undefined) return {};
  if (edition !== 1 && edition !== 2 && edition !== 3) throw new BadInput('edition must be 1, 2 or 3');
  return { edition };
}

/** `POST /__sim/consent/NAME`. */
export const consentCommands: Readonly<Record<string, Command>> = {
  agree: (input, { actions }) => ({ done: actions.consent.agree(consentingIn(input)) }),
  disagree: (input, { actions }) => ({ done: actions.consent.disagree(consentingIn(input)) }),
  permit: (input, { actions }) => ({
    done: actions.consent.permit({ userids: texts(input, 'userids'), ...editionIn(input) }),
  }),
  withdraw: (input, { actions }) => ({
    done: actions.consent.withdraw({ userids: texts(input, 'userids') }),
  }),
  'open-room': (input, { actions }) => ({
    roomid:
      actions.consent.openRoom({
        creator: text(input, 'creator'),
        name: text(input, 'name'),
        members: texts(input, 'members'),
      }) ?? null,
  }),
  'write-in-room': (input, { actions }) => ({
    done: actions.consent.writeInRoom({
      roomid: text(input, 'roomid'),
      userid: text(input, 'userid'),
      text: text(input, 'text'),
    }),
  }),
  'add-robot': (input, { actions }) => ({
    robotId: actions.consent.addRobot({ name: text(input, 'name'), creator: text(input, 'creator') }) ?? null,
  }),
  recall: (input, { actions }) => ({ done: actions.consent.recall({ msgid: text(input, 'msgid') }) }),
  'switch-corp': (input, { actions }) => ({
    done: actions.consent.switchCorp({ userid: text(input, 'userid') }),
  }),
};
