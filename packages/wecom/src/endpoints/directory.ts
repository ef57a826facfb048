/**
 * The directory (通讯录), the app itself, and WeCom's addresses. The vendor's pages on these were not at hand: paths and
 * fields are the well-known ones, and every field beside the ids may be absent for an app that may not see it.
 */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';
import type { ExternalProfile } from './friends.ts';

export interface DirectoryMember {
  userid: string;
  name: string;
  /** Ids, the first one not necessarily the main one. */
  department: number[];
  order?: number[];
  position?: string;
  mobile?: string;
  /** 0 unknown, 1 male, 2 female; a string in this answer. */
  gender?: string;
  email?: string;
  biz_mail?: string;
  is_leader_in_dept?: number[];
  direct_leader?: string[];
  avatar?: string;
  telephone?: string;
  alias?: string;
  address?: string;
  open_userid?: string;
  main_department?: number;
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status?: number;
  qr_code?: string;
  external_position?: string;
  external_profile?: ExternalProfile;
}

export const getMember = defineEndpoint<{ userid: string }, ReplyBase & DirectoryMember>()('user/get', {
  method: 'GET',
  repeatable: true,
  limits: [{ path: 'userid', required: true, chars: 64 }],
});

export interface MemberName {
  userid: string;
  name: string;
  department: number[];
  open_userid?: string;
}

/** The members of one department; with `fetch_child` of those below it too. */
export const listMembersOfDepartment = defineEndpoint<
  { department_id: number; fetch_child?: 0 | 1 },
  ReplyBase & { userlist: MemberName[] },
  MemberName
>()('user/simplelist', {
  method: 'GET',
  repeatable: true,
  limits: [{ path: 'department_id', required: true }],
  items: (reply) => reply.userlist,
  nextPage: () => undefined,
  empty: { userlist: [] },
});

interface MemberOfDepartment {
  userid: string;
  department: number;
}

/** All userids, one row for each department that a member is in. */
export const listMemberIds = defineEndpoint<
  { cursor?: string; limit?: number },
  ReplyBase & { dept_user: MemberOfDepartment[]; next_cursor?: string },
  MemberOfDepartment
>()('user/list_id', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'limit', min: 1, max: 10_000 }],
  items: (reply) => reply.dept_user,
  empty: { dept_user: [] },
});

export interface Department {
  id: number;
  /** Absent for apps that may not see names. */
  name?: string;
  name_en?: string;
  department_leader?: string[];
  /** 0 above the root, whose id is 1. */
  parentid: number;
  /** Higher sorts first. */
  order: number;
}

/** A department and all below it; without `id` everything in the app's scope. */
export const listDepartments = defineEndpoint<
  { id?: number },
  ReplyBase & { department: Department[] },
  Department
>()('department/list', {
  method: 'GET',
  repeatable: true,
  items: (reply) => reply.department,
  nextPage: () => undefined,
  empty: { department: [] },
});

type DepartmentPlace = Pick<Department, 'id' | 'parentid' | 'order'>;

/** As `listDepartments`, ids only. */
export const listDepartmentIds = defineEndpoint<
  { id?: number },
  ReplyBase & { department_id: DepartmentPlace[] },
  DepartmentPlace
>()('department/simplelist', {
  method: 'GET',
  repeatable: true,
  items: (reply) => reply.department_id,
  nextPage: () => undefined,
  empty: { department_id: [] },
});

/** The app: its name, and who can see it. */
export const getApp = defineEndpoint<
  { agentid: number },
  ReplyBase & {
    agentid: number;
    name: string;
    description?: string;
    square_logo_url?: string;
    allow_userinfos?: { user: { userid: string }[] };
    allow_partys?: { partyid: number[] };
    allow_tags?: { tagid: number[] };
    close?: number;
    redirect_domain?: string;
    report_location_flag?: number;
    isreportenter?: number;
    home_url?: string;
  }
>()('agent/get', {
  method: 'GET',
  repeatable: true,
  limits: [{ path: 'agentid', required: true }],
});

type Addresses = ReplyBase & { ip_list: string[] };

/** Where callbacks come from; an entry may be a range in CIDR form. */
export const getCallbackIps = defineEndpoint<object, Addresses>()('getcallbackip', {
  method: 'GET',
  repeatable: true,
  empty: { ip_list: [] },
});

/** Where the API is served from. */
export const getApiIps = defineEndpoint<object, Addresses>()('get_api_domain_ip', {
  method: 'GET',
  repeatable: true,
  empty: { ip_list: [] },
});
