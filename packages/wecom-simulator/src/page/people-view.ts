/** Who can be played, and what their phones list. Bounded: a phone shows the newest of a million. */
import type { Line } from '../chat/chats.ts';
import type { Core } from '../core.ts';
import { type Group, memberOf, ownerOf } from '../groups/state.ts';
import type { Person } from '../people.ts';
import type { Relation } from '../world.ts';

const MAX_ROWS = 60;
/** Of a population: names are looked for among so many. */
const MAX_SEARCHED = 2_000;

export interface ChatRow {
  userid: string;
  externalUserId: string;
  name: string;
  living: boolean;
  at: number;
  last: Pick<Line, 'text' | 'by' | 'kind'> | null;
}

function personRow(person: Person) {
  const { index, externalUserId, name, gender } = person;
  return { index, externalUserId, name, gender };
}

/** Those who talk, then newest friends, then strangers; or whoever fits what was typed. */
export function peopleFound(core: Core, query: string) {
  const { world, chats } = core;
  const found = new Map<number, Person>();
  const add = (person: Person | undefined) => {
    if (person && found.size < MAX_ROWS) found.set(person.index, person);
  };
  if (query === '') {
    for (const relation of chats.talking(20)) add(relation.person);
    for (const member of world.staff.values()) {
      for (const relation of world.relationsOf(member.userid).slice(-3)) add(relation.person);
    }
    for (let i = 0; i < 12; i++) add(world.people.at(i));
  } else {
    add(core.actions.findPerson(query));
    if (/^\d{1,9}$/.test(query)) add(world.people.at(Number(query)));
    for (let i = 0; i < Math.min(MAX_SEARCHED, world.people.count()) && found.size < MAX_ROWS; i++) {
      const person = world.people.at(i);
      if (person?.name.includes(query)) add(person);
    }
  }
  const friendsOf = (person: Person) =>
    world.relationsWith(person.externalUserId).map(({ userid }) => staffName(core, userid));
  return [...found.values()].map((person) => ({ ...personRow(person), friends: friendsOf(person) }));
}

export function staffName({ world }: Core, userid: string): string {
  const key = userid.toLowerCase();
  return world.staff.get(key)?.name ?? world.roster.left.get(key)?.member.name ?? userid;
}

/** The friendship, or the one there was. */
function relationOf({ world }: Core, userid: string, person: Person): Relation | undefined {
  return (
    world.relation(userid, person.externalUserId) ??
    world.relationsOf(userid).findLast((relation) => relation.person === person)
  );
}

function chatRow(core: Core, relation: Relation, name: string): ChatRow {
  const last = core.chats.lastOf(relation);
  return {
    userid: relation.userid,
    externalUserId: relation.person.externalUserId,
    name,
    living: !relation.ended,
    at: last?.at ?? relation.createdAt,
    last: last ? { text: last.text, by: last.by, kind: last.kind } : null,
  };
}

export function travellerView(core: Core, person: Person) {
  const relations = core.world.relationsWith(person.externalUserId);
  return {
    ...personRow(person),
    unionid: person.unionid,
    mobile: person.mobile ?? null,
    chats: relations
      .map((relation) => chatRow(core, relation, staffName(core, relation.userid)))
      .sort((a, b) => b.at - a.at),
    groups: groupRows(core, person.externalUserId),
  };
}

export function advisorView(core: Core, userid: string) {
  const { world } = core;
  const living = world.relationsOf(userid).filter(({ ended }) => !ended);
  const newest = [...living].sort((a, b) => b.lastAt - a.lastAt).slice(0, MAX_ROWS);
  return {
    userid,
    name: staffName(core, userid),
    onHoliday: world.roster.away.has(userid.toLowerCase()),
    customers: living.length,
    chats: newest.map((relation) => chatRow(core, relation, relation.remark || relation.person.name)),
    newest: living
      .slice(-MAX_ROWS)
      .reverse()
      .map((relation) => ({
        ...personRow(relation.person),
        remark: relation.remark,
        state: relation.state ?? null,
        since: relation.createdAt,
      })),
    groups: groupRows(core, userid),
    waiting: waitingFor(core, userid),
  };
}

/** Mass messages that the member has not sent yet. */
function waitingFor({ world }: Core, userid: string) {
  const waiting = [];
  for (const mass of [...world.masses.values()].reverse()) {
    const task = mass.tasks.get(userid.toLowerCase());
    if (task?.status !== 0 || mass.cancelled) continue;
    waiting.push({
      msgid: mass.msgid,
      at: mass.createdAt,
      text: mass.message.text?.content ?? '',
      attachments: mass.message.attachments ?? [],
      people: task.recipients.length,
      groups: task.groups.length,
    });
    if (waiting.length === MAX_ROWS) break;
  }
  return waiting;
}

function groupRows(core: Core, memberId: string) {
  const rows = [];
  const { all } = core.world.groups;
  for (let i = all.length - 1; i >= 0 && rows.length < MAX_ROWS; i--) {
    const group = all[i];
    if (!group || group.dismissedAt !== undefined || !memberOf(group, memberId)) continue;
    const last = group.messages.at(-1);
    rows.push({
      ...groupHead(core, group),
      at: last?.at ?? group.createdAt,
      last: last ? { text: last.text, from: nameOf(core, last.from) } : null,
    });
  }
  return rows.sort((a, b) => b.at - a.at);
}

export function nameOf(core: Core, id: string): string {
  return core.world.people.byExternalUserId(id)?.name ?? staffName(core, id);
}

function groupHead(core: Core, group: Group) {
  const names = () => [...group.members.values()].slice(0, 3).map(({ id }) => nameOf(core, id));
  return { chatId: group.chatId, name: group.name || names().join('、'), size: group.members.size };
}

export function groupView(core: Core, chatId: string) {
  const group = core.world.groups.byChatId.get(chatId);
  if (!group) return null;
  return {
    ...groupHead(core, group),
    owner: ownerOf(group),
    notice: group.notice,
    dismissed: group.dismissedAt !== undefined,
    members: [...group.members.values()].slice(0, 200).map((member) => ({
      id: member.id,
      name: member.nickname || nameOf(core, member.id),
      staff: member.type === 1,
    })),
    lines: group.messages.slice(-200).map((message) => ({
      at: message.at,
      from: message.from,
      name: nameOf(core, message.from),
      kind: message.kind,
      text: message.text,
      attachments: attachmentsOf(core, message.msgid),
    })),
  };
}

function attachmentsOf({ world }: Core, msgid: string | undefined) {
  return (msgid === undefined ? undefined : world.masses.get(msgid)?.message.attachments) ?? [];
}

export function conversationView(core: Core, userid: string, person: Person) {
  const relation = relationOf(core, userid, person);
  if (!relation) return null;
  return {
    userid: relation.userid,
    externalUserId: person.externalUserId,
    living: !relation.ended,
    endedBy: relation.ended?.by ?? null,
    since: relation.createdAt,
    lines: core.chats.linesOf(relation).map(({ msgid, links: _, ...line }) => ({
      ...line,
      attachments: line.attachments.length > 0 ? line.attachments : attachmentsOf(core, msgid),
    })),
  };
}
