/** Whom a message is for: members by themselves, by department, by directory tag, or all the app can see. */

import type { App, StaffInput } from '../options.ts';
import { isInScope } from '../permission.ts';
import { Refusal } from '../route.ts';
import { departmentTree, membersOfDepartments } from '../staff/members.ts';
import type { World } from '../world.ts';

export interface Audience {
  all: boolean;
  userids: readonly string[];
  parties: readonly number[];
  tags: readonly number[];
}

export interface Reached {
  /** By lower-cased userid. */
  members: Map<string, StaffInput>;
  invalidUsers: string[];
  invalidParties: number[];
  invalidTags: number[];
}

/** Whether the member has the app: within its scope, and not taken out of it since. */
export function seesApp(world: World, app: App, userid: string): boolean {
  return isInScope(app, userid) && !world.app.unsubscribed.has(`${app.agentId}:${userid.toLowerCase()}`);
}

export function reach(world: World, app: App, audience: Audience): Reached {
  const members = new Map<string, StaffInput>();
  const add = (member: StaffInput) => {
    if (seesApp(world, app, member.userid)) members.set(member.userid.toLowerCase(), member);
  };
  if (audience.all) for (const member of world.staff.values()) add(member);
  const invalidUsers = audience.userids.filter((userid) => {
    const member = world.staff.get(userid.toLowerCase());
    if (member) add(member);
    return !members.has(userid.toLowerCase());
  });
  const parties = audience.parties.filter((id) => departmentTree(world, id) !== undefined);
  for (const member of membersOfDepartments(world, parties)) add(member);
  const tags = audience.tags.filter((id) => {
    const tag = world.roster.directoryTags.get(id);
    for (const userid of tag?.users ?? []) {
      const member = world.staff.get(userid.toLowerCase());
      if (member) add(member);
    }
    for (const member of membersOfDepartments(world, [...(tag?.parties ?? [])])) add(member);
    return tag !== undefined;
  });
  return {
    members,
    invalidUsers: invalidUsers.map((userid) => userid.toLowerCase()),
    invalidParties: audience.parties.filter((id) => !parties.includes(id)),
    invalidTags: audience.tags.filter((id) => !tags.includes(id)),
  };
}

/** 81013 when nothing that was named exists for the app; `refused` is what such an answer carries. */
export function mustReach(audience: Audience, reached: Reached, refused: object): void {
  const named = audience.userids.length + audience.parties.length + audience.tags.length;
  const invalid = reached.invalidUsers.length + reached.invalidParties.length + reached.invalidTags.length;
  if (!audience.all && named === invalid) throw new Refusal(81013, refused);
}

/** Of `message/send`: everything joined by `|`. */
export function audienceOf(message: { touser?: unknown; toparty?: unknown; totag?: unknown }): Audience {
  const all = message.touser === '@all';
  return {
    all,
    userids: all ? [] : split(message.touser),
    parties: split(message.toparty).map(Number),
    tags: split(message.totag).map(Number),
  };
}

const split = (joined: unknown): string[] => [
  ...new Set(
    String(joined ?? '')
      .split('|')
      .filter(Boolean),
  ),
];
