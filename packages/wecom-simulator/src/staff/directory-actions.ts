/** What the admin does with the directory: people join, change, leave and go on holiday; departments come and go. */
import { tellUnavailableLinks } from '../acquisition/links.ts';
import type { StaffInput } from '../options.ts';
import type { Parts } from '../parts.ts';
import { pairKey } from './friendship.ts';
import { departmentsOf, departmentTree, isActive, membersOfDepartments, ROOT_DEPARTMENT } from './members.ts';
import type { DepartmentInput } from './options.ts';
import { hasLeft } from './state.ts';

/** What can change of a member; the userid cannot. */
export type MemberChanges = Partial<Omit<StaffInput, 'userid'>>;

export interface DirectoryTagChange {
  tagId: number;
  addUsers?: readonly string[];
  removeUsers?: readonly string[];
  addParties?: readonly number[];
  removeParties?: readonly number[];
}

/** All answer false, and do nothing, for who or what does not exist. */
export interface DirectoryActions {
  /** False when the userid is taken, be it by somebody who has left. */
  join(member: StaffInput): boolean;
  change(input: { userid: string; changes: MemberChanges }): boolean;
  /** Resigns: friends and groups wait for somebody else. */
  leave(input: { userid: string }): boolean;
  /** Confirms, accepts and sends nothing until back. */
  goOnHoliday(input: { userid: string }): boolean;
  comeBack(input: { userid: string }): boolean;
  addDepartment(department: DepartmentInput): boolean;
  changeDepartment(department: { id: number; name?: string; parentId?: number }): boolean;
  /** Only one that is empty. */
  removeDepartment(input: { id: number }): boolean;
  /** Members and departments of a directory tag (not of a customer). */
  changeDirectoryTag(change: DirectoryTagChange): boolean;
}

export function createDirectoryActions(parts: Parts): DirectoryActions {
  return { ...createMemberActions(parts), ...createDepartmentActions(parts) };
}

type MemberActions = Pick<DirectoryActions, 'join' | 'change' | 'leave' | 'goOnHoliday' | 'comeBack'>;

function createMemberActions(parts: Parts): MemberActions {
  const { world, scheduler } = parts;
  return {
    join: (member) => {
      const key = member.userid.toLowerCase();
      if (world.staff.has(key) || hasLeft(world, key) || !exist(parts, departmentsOf(member))) return false;
      world.staff.set(key, member);
      emitContact(parts, 'create_user', { UserID: member.userid, ...elementsOf(member) });
      return true;
    },
    change: ({ userid, changes }) => {
      const key = userid.toLowerCase();
      const member = world.staff.get(key);
      if (!member || !exist(parts, changes.departments ?? [])) return false;
      const changed = { ...member, ...changes };
      world.staff.set(key, changed);
      const before: Elements = elementsOf(member);
      const news = Object.entries(elementsOf(changed)).filter(([name, value]) => before[name] !== value);
      if (news.length > 0) {
        emitContact(parts, 'update_user', { UserID: member.userid, ...Object.fromEntries(news) });
      }
      return true;
    },
    leave: ({ userid }) => {
      const key = userid.toLowerCase();
      const member = world.staff.get(key);
      if (!member) return false;
      const { roster } = world;
      world.staff.delete(key);
      roster.left.set(key, { member, at: scheduler.now() });
      roster.away.delete(key);
      const own = pairKey(userid, '');
      for (const chats of [roster.temporaryChats, roster.requests]) {
        for (const pair of chats.keys()) if (pair.startsWith(own)) chats.delete(pair);
      }
      for (const tag of roster.directoryTags.values()) tag.users.delete(key);
      parts.settings.onChange?.();
      emitContact(parts, 'delete_user', { UserID: member.userid });
      tellUnavailableLinks(parts);
      return true;
    },
    goOnHoliday: ({ userid }) => {
      const key = userid.toLowerCase();
      if (!world.staff.has(key) || world.roster.away.has(key)) return false;
      world.roster.away.set(key, []);
      return true;
    },
    comeBack: ({ userid }) => {
      const key = userid.toLowerCase();
      const waiting = world.roster.away.get(key);
      if (!waiting) return false;
      world.roster.away.delete(key);
      for (const act of waiting) act();
      return true;
    },
  };
}

function createDepartmentActions(parts: Parts): Omit<DirectoryActions, keyof MemberActions> {
  const { departments, directoryTags } = parts.world.roster;
  return {
    addDepartment: ({ id, name, parentId = ROOT_DEPARTMENT, order = 0 }) => {
      if (departments.has(id) || !departments.has(parentId)) return false;
      departments.set(id, { id, name, parentId, order });
      emitContact(parts, 'create_party', { Id: id, Name: name, ParentId: parentId, Order: order });
      return true;
    },
    changeDepartment: ({ id, name, parentId }) => {
      const department = departments.get(id);
      if (!department) return false;
      const inside = departmentTree(parts.world, id);
      if (parentId !== undefined && (!departments.has(parentId) || inside?.has(parentId))) return false;
      department.name = name ?? department.name;
      department.parentId = parentId ?? department.parentId;
      emitContact(parts, 'update_party', { Id: id, Name: name, ParentId: parentId });
      return true;
    },
    removeDepartment: ({ id }) => {
      const hasChildren = [...departments.values()].some((each) => each.parentId === id);
      if (id === ROOT_DEPARTMENT || hasChildren || membersOfDepartments(parts.world, [id]).length > 0) {
        return false;
      }
      if (!departments.delete(id)) return false;
      emitContact(parts, 'delete_party', { Id: id });
      return true;
    },
    changeDirectoryTag: (change) => {
      const { tagId, addUsers = [], removeUsers = [], addParties = [], removeParties = [] } = change;
      const known = addUsers.every((userid) => parts.world.staff.has(userid.toLowerCase()));
      if (!known || !exist(parts, addParties)) return false;
      const tag = directoryTags.get(tagId) ?? { users: new Set(), parties: new Set() };
      directoryTags.set(tagId, tag);
      for (const userid of addUsers) tag.users.add(userid.toLowerCase());
      for (const userid of removeUsers) tag.users.delete(userid.toLowerCase());
      for (const id of addParties) tag.parties.add(id);
      for (const id of removeParties) tag.parties.delete(id);
      emitContact(parts, 'update_tag', {
        TagId: tagId,
        AddUserItems: joined(addUsers),
        DelUserItems: joined(removeUsers),
        AddPartyItems: joined(addParties),
        DelPartyItems: joined(removeParties),
      });
      return true;
    },
  };
}

type Elements = Record<string, string | number | undefined>;

function emitContact(parts: Parts, ChangeType: string, elements: Elements): void {
  parts.callbacks.emit({ Event: 'change_contact', ChangeType, ...elements });
}

function elementsOf(member: StaffInput): Elements {
  const departments = departmentsOf(member);
  return {
    Name: member.name,
    Department: departments.join(','),
    MainDepartment: departments[0] ?? ROOT_DEPARTMENT,
    IsLeaderInDept: departments.map(() => 0).join(','),
    Position: member.position,
    Mobile: member.mobile,
    Gender: member.gender,
    Email: member.email,
    Status: isActive(member) ? 1 : 4,
  };
}

function exist({ world }: Parts, departments: readonly number[]): boolean {
  return departments.every((id) => world.roster.departments.has(id));
}

const joined = (items: readonly (string | number)[]) => (items.length > 0 ? items.join(',') : undefined);
