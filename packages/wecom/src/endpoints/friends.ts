/** Friends: the external contacts of members. (OFF 92114, 96315, 92994) */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

export interface ExternalContact {
  external_userid: string;
  name: string;
  avatar?: string;
  /** 1 WeChat, 2 WeCom user of another corp. */
  type: number;
  /** 0 unknown, 1 male, 2 female. */
  gender: number;
  /** Only when a WeChat developer id is bound. */
  unionid?: string;
  position?: string;
  corp_name?: string;
  corp_full_name?: string;
}

interface FollowBase {
  userid: string;
  remark: string;
  description: string;
  /** Unix seconds. */
  createtime: number;
  remark_corp_name?: string;
  remark_mobiles?: string[];
  /** 1 QR code, 16 acquisition link, 202 assigned by an admin, … */
  add_way?: number;
  /** Who started it: equal to the customer's id when the customer did. */
  oper_userid?: string;
  state?: string;
}

export interface FollowUser extends FollowBase {
  tags?: FollowTag[];
}

interface FollowTag {
  group_name: string;
  tag_name: string;
  /** Absent for a member's personal tag. */
  tag_id?: string;
  type: number;
}

export interface FriendOfStaff {
  external_contact: ExternalContact;
  follow_info: FollowBase & { tag_id?: string[] };
}

/** One friend with all members who follow; the cursor appears only beyond 500 followers. */
export const getFriend = defineEndpoint<
  { external_userid: string; cursor?: string },
  ReplyBase & { external_contact: ExternalContact; follow_user: FollowUser[]; next_cursor?: string },
  FollowUser
>()('externalcontact/get', {
  method: 'GET',
  repeatable: true,
  limits: [{ path: 'external_userid', required: true, chars: 64 }],
  items: (reply) => reply.follow_user,
  empty: { follow_user: [] },
});

/** All friends of one member, not paged. A member without any answers 84061, not an empty list. */
export const listFriends = defineEndpoint<{ userid: string }, ReplyBase & { external_userid: string[] }>()(
  'externalcontact/list',
  {
    method: 'GET',
    repeatable: true,
    limits: [{ path: 'userid', required: true, chars: 64 }],
    empty: { external_userid: [] },
  },
);

/** One row per member and friend. */
export const listFriendsOfStaff = defineEndpoint<
  { userid_list: string[]; cursor?: string; limit?: number },
  ReplyBase & {
    external_contact_list: FriendOfStaff[];
    next_cursor?: string;
    fail_info?: { unlicensed_userid_list?: string[] };
  },
  FriendOfStaff
>()('externalcontact/batch/get_by_user', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'userid_list', required: true, items: 100 },
    { path: 'limit', min: 1, max: 100 },
  ],
  items: (reply) => reply.external_contact_list,
  empty: { external_contact_list: [] },
});

export interface Remark {
  userid: string;
  external_userid: string;
  remark?: string;
  description?: string;
  remark_company?: string;
  /** Overwrites; `[""]` clears. */
  remark_mobiles?: string[];
  remark_pic_mediaid?: string;
}

/** What a member calls a friend. At least one of the optional fields. */
export const remarkFriend = defineEndpoint<Remark, ReplyBase>()('externalcontact/remark', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'userid', required: true, chars: 64 },
    { path: 'external_userid', required: true, chars: 64 },
    { path: 'remark', chars: 20 },
    { path: 'description', chars: 150 },
    { path: 'remark_company', chars: 20 },
    { path: 'remark_mobiles', items: 20 },
  ],
  check: ({ userid: _, external_userid: __, ...changes }) =>
    Object.keys(changes).length === 0 ? 'nothing to change' : undefined,
  serialiseBy: (params) => params.external_userid,
});
