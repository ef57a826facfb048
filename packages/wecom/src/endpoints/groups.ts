/** Customer groups (客户群): reading them, their join ways, their transfer, their statistics. (OFF 96338) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

/** 0 normal, 1 the owner has left the corp, 2 being inherited, 3 inherited. */
export type GroupStatus = 0 | 1 | 2 | 3;

export interface GroupListed {
  chat_id: string;
  status: GroupStatus;
}

export interface GroupMember {
  /** A userid (type 1) or an external_userid (type 2). */
  userid: string;
  type: 1 | 2;
  unionid?: string;
  /** Unix seconds. */
  join_time: number;
  /** 1 invited by a member, 2 by an invitation link, 3 by a QR code. */
  join_scene: 1 | 2 | 3;
  invitor?: { userid: string };
  /** Name used in this group. */
  group_nickname?: string;
  /** Only with `need_name: 1`. */
  name?: string;
  /** Of the join way. */
  state?: string;
}

export interface CustomerGroup {
  chat_id: string;
  /** May be empty; the client then shows names of members. */
  name: string;
  owner: string;
  /** Unix seconds. */
  create_time: number;
  notice?: string;
  member_list: GroupMember[];
  admin_list: { userid: string }[];
  /** Changes with every change of the members; equal to the `LastMemVer` or `CurMemVer` of events. */
  member_version: string;
}

const chatId: Limit = { path: 'chat_id', required: true, chars: 64 };
const configId: Limit = { path: 'config_id', required: true, chars: 64 };
const owners: Limit = { path: 'owner_filter.userid_list', required: true, items: 100 };

/** `limit` must be given. Without `owner_filter` it answers 81017 where more than 1,000 owners are in scope. */
export const listGroups = defineEndpoint<
  {
    status_filter?: GroupStatus;
    owner_filter?: { userid_list: string[] };
    cursor?: string;
    limit: number;
  },
  ReplyBase & { group_chat_list: GroupListed[]; next_cursor?: string },
  GroupListed
>()('externalcontact/groupchat/list', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'status_filter', oneOf: [0, 1, 2, 3] },
    owners,
    { path: 'limit', required: true, min: 1, max: 1000 },
  ],
  items: (reply) => reply.group_chat_list,
  empty: { group_chat_list: [] },
});

/** May lag behind the event that announced a change. */
export const getGroup = defineEndpoint<
  { chat_id: string; need_name?: 0 | 1 },
  ReplyBase & { group_chat: CustomerGroup }
>()('externalcontact/groupchat/get', {
  method: 'POST',
  repeatable: true,
  limits: [chatId, { path: 'need_name', oneOf: [0, 1] }],
});

/** For the opengid that a mini-program opened in a group gets from WeChat. */
export const opengidToChatId = defineEndpoint<{ opengid: string }, ReplyBase & { chat_id: string }>()(
  'externalcontact/opengid_to_chatid',
  { method: 'POST', repeatable: true, limits: [{ path: 'opengid', required: true }] },
);

export interface GroupJoinWaySettings {
  /** 1 mini-program button, 2 QR code. */
  scene: 1 | 2;
  /** Cut after 30 characters. */
  remark?: string;
  /** Default 1: a new group is opened when those listed are full. */
  auto_create_room?: 0 | 1;
  /** New groups are named by this and a number. */
  room_base_name?: string;
  /** The first number. */
  room_base_id?: number;
  chat_id_list: string[];
  /** Comes back in `state` of those who joined by it; must carry no personal data. */
  state?: string;
  mark_source?: boolean;
}

export interface GroupJoinWay extends GroupJoinWaySettings {
  config_id: string;
  qr_code?: string;
}

const joinWayLimits: readonly Limit[] = [
  { path: 'scene', required: true, oneOf: [1, 2] },
  { path: 'auto_create_room', oneOf: [0, 1] },
  { path: 'room_base_name', chars: 40 },
  { path: 'room_base_id', min: 0 },
  { path: 'chat_id_list', required: true, items: 5 },
  { path: 'state', chars: 30 },
];

export const addGroupJoinWay = defineEndpoint<GroupJoinWaySettings, ReplyBase & { config_id: string }>()(
  'externalcontact/groupchat/add_join_way',
  { method: 'POST', repeatable: false, limits: joinWayLimits },
);

export const getGroupJoinWay = defineEndpoint<
  { config_id: string },
  ReplyBase & { join_way: GroupJoinWay }
>()('externalcontact/groupchat/get_join_way', { method: 'POST', repeatable: true, limits: [configId] });

/** Overwrites the whole way: what is not given goes back to its default. */
export const updateGroupJoinWay = defineEndpoint<{ config_id: string } & GroupJoinWaySettings, ReplyBase>()(
  'externalcontact/groupchat/update_join_way',
  { method: 'POST', repeatable: true, limits: [configId, ...joinWayLimits] },
);

export const delGroupJoinWay = defineEndpoint<{ config_id: string }, ReplyBase>()(
  'externalcontact/groupchat/del_join_way',
  { method: 'POST', repeatable: true, limits: [configId] },
);

export interface GroupTransfer {
  chat_id_list: string[];
  new_owner: string;
}

/** Those that kept their owner, and why. */
export interface GroupTransferFailed {
  chat_id: string;
  errcode: number;
  errmsg: string;
}

const transferLimits: readonly Limit[] = [
  { path: 'chat_id_list', required: true, items: 100 },
  { path: 'new_owner', required: true, chars: 64 },
];

/** Groups of an owner who has left; at most 300 a day of one owner. */
export const transferGroups = defineEndpoint<
  GroupTransfer,
  ReplyBase & { failed_chat_list: GroupTransferFailed[] }
>()('externalcontact/groupchat/transfer', {
  method: 'POST',
  repeatable: false,
  limits: transferLimits,
  empty: { failed_chat_list: [] },
});

/** Groups of owners who work; a group at most twice in 90 days. */
export const transferGroupsOnJob = defineEndpoint<
  GroupTransfer,
  ReplyBase & { failed_chat_list: GroupTransferFailed[] }
>()('externalcontact/groupchat/onjob_transfer', {
  method: 'POST',
  repeatable: false,
  limits: transferLimits,
  empty: { failed_chat_list: [] },
});

export interface GroupFigures {
  new_chat_cnt: number;
  chat_total: number;
  /** Groups in which somebody wrote. */
  chat_has_msg: number;
  new_member_cnt: number;
  member_total: number;
  /** Members who wrote. */
  member_has_msg: number;
  msg_total: number;
  migrate_trainee_chat_cnt?: number;
}

export interface GroupFiguresOfOwner {
  owner: string;
  data: GroupFigures;
}

interface GroupStatisticsQuery {
  /** Unix seconds, floored to local midnight. */
  day_begin_time: number;
  /** Its whole day counts; default the day of `day_begin_time`. */
  day_end_time?: number;
  owner_filter: { userid_list: string[] };
}

const statisticsLimits: readonly Limit[] = [
  { path: 'day_begin_time', required: true, min: 1 },
  { path: 'day_end_time', min: 1 },
  { path: 'owner_filter', required: true },
  owners,
];

const endsBeforeItBegins = (query: GroupStatisticsQuery): string | undefined =>
  query.day_end_time !== undefined && query.day_end_time < query.day_begin_time
    ? 'day_end_time is before day_begin_time'
    : undefined;

/** Figures of a span of days, per owner. */
export const groupStatistics = defineEndpoint<
  GroupStatisticsQuery & {
    /** 1 new groups, 2 groups, 3 new members, 4 members. */
    order_by?: 1 | 2 | 3 | 4;
    order_asc?: 0 | 1;
    offset?: number;
    limit?: number;
  },
  ReplyBase & { total: number; next_offset: number; items: GroupFiguresOfOwner[] },
  GroupFiguresOfOwner
>()('externalcontact/groupchat/statistic', {
  method: 'POST',
  repeatable: true,
  limits: [
    ...statisticsLimits,
    { path: 'order_by', oneOf: [1, 2, 3, 4] },
    { path: 'order_asc', oneOf: [0, 1] },
    { path: 'offset', min: 0 },
    { path: 'limit', min: 1, max: 1000 },
  ],
  check: endsBeforeItBegins,
  items: (reply) => reply.items,
  nextPage: (reply) =>
    reply.items.length > 0 && reply.next_offset < reply.total ? { offset: reply.next_offset } : undefined,
  empty: { items: [] },
});

export interface GroupFiguresOfDay {
  /** Unix seconds of the day's beginning. */
  stat_time: number;
  data: GroupFigures;
}

/** Figures of each day, all given owners together. */
export const groupStatisticsByDay = defineEndpoint<
  GroupStatisticsQuery,
  ReplyBase & { items: GroupFiguresOfDay[] }
>()('externalcontact/groupchat/statistic_group_by_day', {
  method: 'POST',
  repeatable: true,
  limits: statisticsLimits,
  check: endsBeforeItBegins,
  empty: { items: [] },
});
