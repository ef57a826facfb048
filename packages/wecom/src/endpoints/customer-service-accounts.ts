/** WeChat customer service (微信客服): its accounts, their links and who serves them. (OFF 94662-94665, 94645-94647) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

export interface ServiceAccount {
  open_kfid: string;
  name: string;
  avatar: string;
  /** The app may change the account and its sessions. */
  manage_privilege: boolean;
}

const account: Limit = { path: 'open_kfid', required: true, bytes: 64 };

/** At most 5,000 per corp, 10 while the corp is unverified (95005, 95027). */
export const addServiceAccount = defineEndpoint<
  { name: string; media_id: string },
  ReplyBase & { open_kfid: string }
>()('kf/account/add', {
  method: 'POST',
  repeatable: false,
  limits: [
    { path: 'name', required: true, chars: 16 },
    { path: 'media_id', required: true, bytes: 128 },
  ],
});

export const delServiceAccount = defineEndpoint<{ open_kfid: string }, ReplyBase>()('kf/account/del', {
  method: 'POST',
  repeatable: true,
  limits: [account],
});

export const updateServiceAccount = defineEndpoint<
  { open_kfid: string; name?: string; media_id?: string },
  ReplyBase
>()('kf/account/update', {
  method: 'POST',
  repeatable: true,
  limits: [account, { path: 'name', chars: 16 }, { path: 'media_id', bytes: 128 }],
});

const ACCOUNTS_PER_PAGE = 100;

export const listServiceAccounts = defineEndpoint<
  { offset?: number; limit?: number },
  ReplyBase & { account_list: ServiceAccount[] },
  ServiceAccount
>()('kf/account/list', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'offset', min: 0 },
    { path: 'limit', min: 1, max: ACCOUNTS_PER_PAGE },
  ],
  items: (reply) => reply.account_list,
  // No total is told: a page that is not full is the last.
  nextPage: (reply, params) =>
    reply.account_list.length < (params.limit ?? ACCOUNTS_PER_PAGE)
      ? undefined
      : { offset: (params.offset ?? 0) + reply.account_list.length },
  empty: { account_list: [] },
});

/** A link that opens a session; `scene` comes back in `enter_session`. More can be told with `serviceLink`. */
export const addServiceLink = defineEndpoint<
  { open_kfid: string; scene?: string },
  ReplyBase & { url: string }
>()('kf/add_contact_way', {
  method: 'POST',
  repeatable: true,
  limits: [account, { path: 'scene', bytes: 32 }],
  check: ({ scene }) =>
    scene === undefined || /^[0-9a-zA-Z_-]*$/.test(scene)
      ? undefined
      : 'scene may hold letters, digits, _ and - only',
});

export interface ServicerChange {
  open_kfid: string;
  userid_list?: string[];
  department_id_list?: number[];
}

/** What became of one member or department of the request. */
export interface ServicerResult {
  userid?: string;
  department_id?: number;
  errcode: number;
  errmsg: string;
}

const servicerChange = {
  method: 'POST',
  repeatable: true,
  limits: [account, { path: 'userid_list', items: 100 }, { path: 'department_id_list', items: 20 }],
  check: (change: ServicerChange) =>
    change.userid_list?.length || change.department_id_list?.length
      ? undefined
      : 'userid_list or department_id_list is required',
} as const;

/** An account has at most 2,000 servicers and 20 departments. Each of them has a result of its own. */
export const addServicers = defineEndpoint<ServicerChange, ReplyBase & { result_list: ServicerResult[] }>()(
  'kf/servicer/add',
  { ...servicerChange, empty: { result_list: [] } },
);

export const delServicers = defineEndpoint<ServicerChange, ReplyBase & { result_list: ServicerResult[] }>()(
  'kf/servicer/del',
  { ...servicerChange, empty: { result_list: [] } },
);

export interface Servicer {
  userid?: string;
  department_id?: number;
  /** 0 serving, 1 stopped. Unlike in `servicer_status_change`, where 1 is serving and 2 stopped. */
  status?: 0 | 1;
  /** 0 stopped, 1 suspended. */
  stop_type?: number;
}

export const listServicers = defineEndpoint<
  { open_kfid: string },
  ReplyBase & { servicer_list: Servicer[] }
>()('kf/servicer/list', {
  method: 'GET',
  repeatable: true,
  limits: [account],
  empty: { servicer_list: [] },
});
