/** Who is there, and what the same one is called elsewhere: tickets, sign-in, conversion of ids. */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

interface Ticket extends ReplyBase {
  ticket: string;
  /** Seconds, 7,200. */
  expires_in: number;
}

/** The corp's ticket, for `wx.config`; at most 400 an hour per corp and 100 per app. (OFF 96909) */
export const getJsapiTicket = defineEndpoint<object, Ticket>()('get_jsapi_ticket', {
  method: 'GET',
  quota: 'ticket',
  repeatable: true,
});

/** The app's ticket, for `wx.agentConfig`; at most 100 an hour. Another type answers 91040. (OFF 96909) */
export const getAgentTicket = defineEndpoint<{ type: string }, Ticket>()('ticket/get', {
  method: 'GET',
  quota: 'ticket',
  repeatable: true,
  limits: [{ path: 'type', required: true, oneOf: ['agent_config'] }],
});

/** A member is `userid`, anybody else `openid`, with `external_userid` when a customer of the corp. */
interface UserInfo extends ReplyBase {
  userid?: string;
  /** For `getUserDetail`, 1,800 s; only with the scope snsapi_privateinfo. */
  user_ticket?: string;
  openid?: string;
  external_userid?: string;
}

const codeLimits: readonly Limit[] = [{ path: 'code', required: true, bytes: 512 }];

/** Who came back with `code`: it works once (then 42022) and lives five minutes (then 42003). (OFF 96442, 98177) */
export const getUserInfo = defineEndpoint<{ code: string }, UserInfo>()('auth/getuserinfo', {
  method: 'GET',
  // A second call with the same code is refused, so it would hide what the first one did.
  repeatable: false,
  limits: codeLimits,
});

/** The older path of `getUserInfo`; its answer has other names. Only one source describes it. */
export const getUserInfoOld = defineEndpoint<
  { code: string },
  ReplyBase & { UserId?: string; OpenId?: string; external_userid?: string; user_ticket?: string }
>()('user/getuserinfo', { method: 'GET', repeatable: false, limits: codeLimits });

/** What the member agreed to show, and only that. (OFF 96443) */
export const getUserDetail = defineEndpoint<
  { user_ticket: string },
  ReplyBase & {
    userid: string;
    /** '1' male, '2' female, '0' not given. */
    gender?: string;
    avatar?: string;
    qr_code?: string;
    mobile?: string;
    email?: string;
    biz_mail?: string;
    address?: string;
  }
>()('auth/getuserdetail', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'user_ticket', required: true, bytes: 512 }],
});

/** For payments to members by WeChat Pay. */
export const memberToOpenid = defineEndpoint<{ userid: string }, ReplyBase & { openid: string }>()(
  'user/convert_to_openid',
  { method: 'POST', repeatable: true, limits: [{ path: 'userid', required: true, chars: 64 }] },
);

export const openidToMember = defineEndpoint<{ openid: string }, ReplyBase & { userid: string }>()(
  'user/convert_to_userid',
  { method: 'POST', repeatable: true, limits: [{ path: 'openid', required: true }] },
);

/** For payments to customers by WeChat Pay; WeChat users (`wm…`) only, others answer 41056. (OFF 92323) */
export const customerToOpenid = defineEndpoint<{ external_userid: string }, ReplyBase & { openid: string }>()(
  'externalcontact/convert_to_openid',
  { method: 'POST', repeatable: true, limits: [{ path: 'external_userid', required: true, chars: 64 }] },
);

/** Members as providers see them. (OFF 95884) */
export const toOpenUserids = defineEndpoint<
  { userid_list: string[] },
  ReplyBase & {
    open_userid_list: { userid: string; open_userid: string }[];
    invalid_userid_list: string[];
  }
>()('batch/userid_to_openuserid', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'userid_list', required: true, items: 1000 }],
  empty: { open_userid_list: [], invalid_userid_list: [] },
});

/** Back again, for an app of the corp's own. */
export const fromOpenUserids = defineEndpoint<
  { open_userid_list: string[] /** The provider's app that the ids come from. */; source_agentid: number },
  ReplyBase & {
    userid_list: { userid: string; open_userid: string }[];
    invalid_open_userid_list: string[];
  }
>()('batch/openuserid_to_userid', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'open_userid_list', required: true, items: 1000 },
    { path: 'source_agentid', required: true },
  ],
  empty: { userid_list: [], invalid_open_userid_list: [] },
});
