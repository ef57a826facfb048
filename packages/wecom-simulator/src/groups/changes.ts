/** How a group changes, whoever changed it: members, owner, version, figures. Callbacks are up to the caller. */
import { dayOf } from '../period.ts';
import type { Random } from '../random.ts';
import {
  addGroup,
  type Group,
  type GroupDay,
  type GroupMessage,
  type GroupState,
  keyOf,
  type MemberOfGroup,
  memberOf,
  ownerOf,
  sameId,
} from './state.ts';

/** What a bounded history of messages keeps per group; figures are counted apart from it. */
const MESSAGES_KEPT = 10_000;

export function openGroup(
  input: { state: GroupState; random: Random; serial: () => number },
  group: { owner: string; name: string; at: number },
): Group {
  const { random } = input;
  // Serials begin anew after a restart, the number of groups does not.
  const nth = input.state.all.length;
  const chatId = `wr${random.text(30, 'group', nth, input.serial(), group.at)}`;
  const opened: Group = {
    chatId,
    opengid: `oG${random.text(26, 'opengid', chatId)}`,
    name: group.name,
    notice: '',
    createdAt: group.at,
    dismissedAt: undefined,
    owners: [{ userid: group.owner, since: group.at }],
    admins: [],
    members: new Map(),
    changes: 0,
    version: '',
    inheritance: 'none',
    transfers: [],
    massQuota: { period: '', count: 0 },
    messages: [],
    days: new Map(),
    welcomeTemplateId: undefined,
  };
  addMembers(random, opened, [staffMember(group.owner, { at: group.at, invitor: undefined })]);
  addGroup(input.state, opened);
  return opened;
}

export function staffMember(
  userid: string,
  joined: { at: number; invitor: string | undefined },
): MemberOfGroup {
  return {
    id: userid,
    type: 1,
    joinedAt: joined.at,
    joinScene: 1,
    invitor: joined.invitor,
    state: undefined,
    nickname: '',
  };
}

/** Lets those in who are not in yet; returns them. */
export function addMembers(
  random: Random,
  group: Group,
  newcomers: readonly MemberOfGroup[],
): readonly MemberOfGroup[] {
  const added: MemberOfGroup[] = [];
  for (const newcomer of newcomers) {
    if (memberOf(group, newcomer.id)) continue;
    group.members.set(keyOf(newcomer), newcomer);
    dayAt(group, newcomer.joinedAt).joined++;
    added.push(newcomer);
  }
  if (added.length > 0) newVersion(random, group);
  return added;
}

export function dropMember(random: Random, group: Group, left: { member: MemberOfGroup; at: number }): void {
  const { member, at } = left;
  group.members.delete(keyOf(member));
  group.admins = group.admins.filter((userid) => !sameId(userid, member.id));
  dayAt(group, at).left++;
  newVersion(random, group);
}

/** The new owner joins if need be, and is no admin any more. */
export function handOver(random: Random, group: Group, to: { userid: string; at: number }): void {
  addMembers(random, group, [staffMember(to.userid, { at: to.at, invitor: ownerOf(group) })]);
  group.owners.push({ userid: to.userid, since: to.at });
  group.admins = group.admins.filter((userid) => !sameId(userid, to.userid));
}

export function recordMessage(group: Group, message: GroupMessage): void {
  group.messages.push(message);
  // Cut rarely, as cutting copies.
  if (group.messages.length > MESSAGES_KEPT * 1.1) group.messages.splice(0, MESSAGES_KEPT / 10);
  if (message.kind === 'welcome') return;
  const day = dayAt(group, message.at);
  day.messages++;
  day.writers.add(message.from);
}

function dayAt(group: Group, at: number): GroupDay {
  const day = dayOf(at);
  const known = group.days.get(day);
  if (known) return known;
  const fresh: GroupDay = { joined: 0, left: 0, messages: 0, writers: new Set() };
  group.days.set(day, fresh);
  return fresh;
}

function newVersion(random: Random, group: Group): void {
  group.changes++;
  group.version = random.bytes('member version', group.chatId, group.changes).toString('hex').slice(0, 32);
}
