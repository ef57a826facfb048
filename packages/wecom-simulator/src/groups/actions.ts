/** What people do with customer groups, in the client: each change calls back, as changes by API do not. */
import type { Parts, Reactions, Who } from '../parts.ts';
import { findPerson } from '../people.ts';
import { addMembers, dropMember, handOver, openGroup, staffMember } from './changes.ts';
import { createGroupScan, type GroupScanOutcome } from './join.ts';
import { greet, writeInGroup } from './messages.ts';
import { type Group, livingGroup, type MemberOfGroup, memberOf, ownerOf, sameId } from './state.ts';
import { announceGroup } from './tell.ts';

export { groupCommands } from './commands.ts';

/** A traveller or a member of staff. */
interface Someone {
  person?: Who;
  userid?: string;
}

/** False, or undefined, where such a thing cannot be done: nothing has changed then. */
export interface GroupActions {
  /** Returns the chat_id. With `at` it happened earlier: no callback. */
  create(input: {
    owner: string;
    name?: string;
    people?: readonly Who[];
    staff?: readonly string[];
    at?: number;
  }): string | undefined;
  /** A traveller scans the code of a join way, found by `configId` or by its `state`. */
  scan(input: { configId?: string; state?: string; person?: Who }): GroupScanOutcome;
  /** A member of the group brings somebody in, at once or by a link. */
  invite(input: { chatId: string; by: string; byLink?: boolean } & Someone): boolean;
  /** An owner cannot leave before somebody else owns the group. */
  leave(input: { chatId: string } & Someone): boolean;
  /** By the owner or an admin. */
  remove(input: { chatId: string; by: string } & Someone): boolean;
  rename(input: { chatId: string; name: string }): boolean;
  setNotice(input: { chatId: string; notice: string }): boolean;
  setNickname(input: { chatId: string; nickname: string } & Someone): boolean;
  /** To another member of staff who is in the group. */
  changeOwner(input: { chatId: string; userid: string }): boolean;
  setAdmins(input: { chatId: string; userids: readonly string[] }): boolean;
  dismiss(input: { chatId: string }): boolean;
  write(input: { chatId: string; text: string } & Someone): boolean;
  /** The owner has those who join greeted by a template; none without `templateId`. */
  bindWelcome(input: { chatId: string; templateId?: string }): boolean;
}

export function createGroupActions(parts: Parts, _reactions: Reactions): GroupActions {
  const { world, settings } = parts;
  const idOf = ({ person, userid }: Someone): string | undefined =>
    person === undefined
      ? world.staff.get((userid ?? '').toLowerCase())?.userid
      : findPerson(world.people, person)?.externalUserId;
  /** Changes a living group; `change` says whether it could. */
  const changed = (chatId: string, change: (group: Group) => boolean): boolean => {
    const group = livingGroup(world.groups, chatId);
    if (!group || !change(group)) return false;
    settings.onChange?.();
    return true;
  };
  return {
    create: createCreate(parts),
    scan: createGroupScan(parts),
    ...createMembership(parts, { idOf, changed }),
    rename: ({ chatId, name }) =>
      changed(chatId, (group) => {
        group.name = name;
        return true;
      }) && announceGroup(parts, chatId, { UpdateDetail: 'change_name' }),
    setNotice: ({ chatId, notice }) =>
      changed(chatId, (group) => {
        group.notice = notice;
        return true;
      }) && announceGroup(parts, chatId, { UpdateDetail: 'change_notice' }),
    setNickname: (input) =>
      changed(input.chatId, (group) => {
        const member = memberOf(group, idOf(input) ?? '');
        if (member) member.nickname = input.nickname;
        return member !== undefined;
      }),
    changeOwner: ({ chatId, userid }) =>
      changed(chatId, (group) => {
        const heir = memberOf(group, userid);
        if (heir?.type !== 1 || !world.staff.has(userid.toLowerCase())) return false;
        if (sameId(heir.id, ownerOf(group))) return false;
        handOver(parts.random, group, { userid: heir.id, at: parts.scheduler.now() });
        return true;
      }) && announceGroup(parts, chatId, { UpdateDetail: 'change_owner' }),
    setAdmins: ({ chatId, userids }) =>
      changed(chatId, (group) => {
        const admins = userids.map((userid) => memberOf(group, userid));
        const fit = (member: MemberOfGroup | undefined): member is MemberOfGroup =>
          member?.type === 1 && !sameId(member.id, ownerOf(group));
        if (!admins.every(fit)) return false;
        group.admins = admins.map(({ id }) => id);
        return true;
      }),
    dismiss: ({ chatId }) =>
      changed(chatId, (group) => {
        group.dismissedAt = parts.scheduler.now();
        return true;
      }) && announceGroup(parts, chatId, 'dismiss'),
    write: (input) => {
      const group = livingGroup(world.groups, input.chatId);
      const id = idOf(input);
      return group !== undefined && id !== undefined && writeInGroup(parts, group, { id, text: input.text });
    },
    bindWelcome: ({ chatId, templateId }) =>
      changed(chatId, (group) => {
        if (templateId !== undefined && !world.groups.templates.has(templateId)) return false;
        group.welcomeTemplateId = templateId;
        return true;
      }),
  };
}

function createCreate(parts: Parts): GroupActions['create'] {
  const { world, random, scheduler, settings } = parts;
  return ({ owner, name, people, staff, at }) => {
    const member = world.staff.get(owner.toLowerCase());
    if (!member || 1 + (people?.length ?? 0) + (staff?.length ?? 0) > settings.quotas.groupSize)
      return undefined;
    const joined = { at: at ?? scheduler.now(), invitor: member.userid };
    const newcomers: MemberOfGroup[] = [];
    for (const userid of staff ?? []) {
      const colleague = world.staff.get(userid.toLowerCase());
      if (!colleague) return undefined;
      newcomers.push(staffMember(colleague.userid, joined));
    }
    for (const who of people ?? []) {
      const person = findPerson(world.people, who);
      if (!person) return undefined;
      newcomers.push({ ...staffMember(person.externalUserId, joined), type: 2 });
    }
    const group = openGroup(
      { state: world.groups, random, serial: world.serial },
      { owner: member.userid, name: name ?? '', at: joined.at },
    );
    addMembers(random, group, newcomers);
    settings.onChange?.();
    if (at === undefined) announceGroup(parts, group.chatId, 'create');
    return group.chatId;
  };
}

function createMembership(
  parts: Parts,
  of: {
    idOf: (someone: Someone) => string | undefined;
    changed: (chatId: string, change: (group: Group) => boolean) => boolean;
  },
): Pick<GroupActions, 'invite' | 'leave' | 'remove'> {
  const { random, scheduler, settings } = parts;
  const depart = (input: { chatId: string } & Someone, by: string | undefined): boolean => {
    let gone: { member: MemberOfGroup; before: string } | undefined;
    const done = of.changed(input.chatId, (group) => {
      const member = memberOf(group, of.idOf(input) ?? '');
      if (!member || sameId(member.id, ownerOf(group))) return false;
      const may = by === undefined || [ownerOf(group), ...group.admins].some((boss) => sameId(boss, by));
      if (!may) return false;
      gone = { member, before: group.version };
      dropMember(random, group, { member, at: scheduler.now() });
      return true;
    });
    return (
      done &&
      gone !== undefined &&
      announceGroup(parts, input.chatId, {
        UpdateDetail: 'del_member',
        QuitScene: by === undefined ? 0 : 1,
        members: [gone.member],
        before: gone.before,
      })
    );
  };
  return {
    leave: (input) => depart(input, undefined),
    remove: (input) => depart(input, input.by),
    invite: (input) => {
      let before = '';
      let added: readonly MemberOfGroup[] = [];
      const done = of.changed(input.chatId, (group) => {
        const invitor = memberOf(group, input.by);
        const id = of.idOf(input);
        if (!invitor || id === undefined || group.members.size >= settings.quotas.groupSize) return false;
        before = group.version;
        const newcomer = staffMember(id, { at: scheduler.now(), invitor: invitor.id });
        newcomer.type = input.person === undefined ? 1 : 2;
        newcomer.joinScene = input.byLink ? 2 : 1;
        added = addMembers(random, group, [newcomer]);
        greet(parts, group, added);
        return added.length > 0;
      });
      return (
        done &&
        announceGroup(parts, input.chatId, {
          UpdateDetail: 'add_member',
          JoinScene: 0,
          members: added,
          before,
        })
      );
    },
  };
}
