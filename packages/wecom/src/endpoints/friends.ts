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
  /** This and those below: of WeCom users only. */
  position?: string;
  corp_name?: string;
  corp_full_name?: string;
  external_profile?: ExternalProfile;
}

/** What a corp lets strangers see of its members. */
export interface ExternalProfile {
  external_corp_name?: string;
  /** `status` 1: shown by the member. */
  wechat_channels?: { nickname: string; status?: number };
  external_attr?: ExternalAttribute[];
}

export type ExternalAttribute = { name: string } & (
  | { type: 0; text: { value: string } }
  | { type: 1; web: { url: string; title: string } }
  | { type: 2; miniprogram: { appid: string; pagepath: string; title: string } }
);

interface FollowBase {
  userid: string;
  remark: string;
  description: string;
  /** Unix seconds. */
  createtime: number;
  remark_corp_name?: string;
  remark_mobiles?: string[];
  /**
   * 0 unknown, 1 QR code, 2 phone search, 3 card, 4 group chat, 5 phone book, 6 WeChat contact, 8 third-party service,
   * 9 e-mail search, 10 Channels, 11 schedule, 12 meeting, 13 WeChat friend's WeCom, 14 hardware, 15 on-site service,
   * 16 acquisition link, 17 custom development, 18 demand reply, 21 third-party pre-sales, 22 possible partner,
   * 24 accepted WeChat request, 201 internal share, 202 assigned by an admin; new ones may appear.
   */
  add_way?: number;
  /** Who started it: equal to the customer's id when the customer did. */
  oper_userid?: string;
  state?: string;
  /** With `add_way` 10; `source` 0 to 3. */
  wechat_channels?: { nickname: string; source: number };
}

export interface FollowUser extends FollowBase {
  tags?: FollowTag[];
}

interface FollowTag {
  group_name: string;
  tag_name: string;
  /** Absent for a member's personal tag. */
  tag_id?: string;
  /** 1 corp, 2 personal, 3 of a rule group. */
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

export interface ServedContact {
  is_customer: boolean;
  /** Valid for four hours. */
  tmp_openid: string;
  /** Of customers only; the others have a masked `name`. */
  external_userid?: string;
  name?: string;
  follow_userid: string;
  chat_id?: string;
  chat_name?: string;
  /** Unix seconds. */
  add_time: number;
}

/** Everybody whom members have served, customers or not. (OFF 99434) */
export const listServedContacts = defineEndpoint<
  { cursor?: string; limit?: number },
  ReplyBase & { info_list: ServedContact[]; next_cursor?: string },
  ServedContact
>()('externalcontact/contact_list', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'limit', min: 1, max: 1000 }],
  items: (reply) => reply.info_list,
  empty: { info_list: [] },
});
