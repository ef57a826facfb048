/**
 * Chats of members that an app makes and writes to (应用推送群). Only for apps of the corp's own whose visible scope is the
 * root department; no customers.
 */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';
import { type AppContent, CONTENT_KINDS, contentLimits, contentProblem } from './app-content.ts';

export interface AppChat {
  chatid: string;
  name: string;
  owner: string;
  userlist: string[];
}

/** Newer pages may allow 2,000; what is published is kept to. */
const MAX_MEMBERS = 500;

/** Makes a chat; without an owner one of the members becomes it. Members see nothing until the first message. */
export const createAppChat = defineEndpoint<
  { name?: string; owner?: string; userlist: string[]; chatid?: string },
  ReplyBase & { chatid: string }
>()('appchat/create', {
  method: 'POST',
  quota: 'appchat_create',
  repeatable: false,
  limits: [
    { path: 'name', chars: 50 },
    { path: 'owner', chars: 64 },
    { path: 'userlist', required: true, items: MAX_MEMBERS },
    { path: 'chatid', chars: 32 },
  ],
  check: ({ userlist, owner, chatid }) => {
    const members = new Set(userlist.map((userid) => String(userid).toLowerCase()));
    if (members.size < 2) return 'userlist has less than 2 members';
    if (chatid && !/^[A-Za-z0-9]+$/.test(chatid))
      return 'chatid has other characters than letters and digits';
    return owner && !members.has(owner.toLowerCase()) ? 'owner is not in userlist' : undefined;
  },
});

/** Renames a chat, gives it another owner, adds and removes members. */
export const updateAppChat = defineEndpoint<
  { chatid: string; name?: string; owner?: string; add_user_list?: string[]; del_user_list?: string[] },
  ReplyBase
>()('appchat/update', {
  method: 'POST',
  quota: 'appchat_update',
  repeatable: true,
  limits: [
    { path: 'chatid', required: true, chars: 32 },
    { path: 'name', chars: 50 },
    { path: 'owner', chars: 64 },
    { path: 'add_user_list', items: MAX_MEMBERS },
    { path: 'del_user_list', items: MAX_MEMBERS },
  ],
});

export const getAppChat = defineEndpoint<{ chatid: string }, ReplyBase & { chat_info: AppChat }>()(
  'appchat/get',
  { method: 'GET', repeatable: true, limits: [{ path: 'chatid', required: true }] },
);

/** Writes to a chat. Surplus over 200 per minute and member is dropped without an error. */
export const sendAppChat = defineEndpoint<{ chatid: string; safe?: 0 | 1 | 2 } & AppContent, ReplyBase>()(
  'appchat/send',
  {
    method: 'POST',
    quota: 'appchat_send',
    repeatable: false,
    limits: [
      { path: 'chatid', required: true, chars: 32 },
      { path: 'msgtype', required: true, oneOf: CONTENT_KINDS },
      { path: 'safe', oneOf: [0, 1, 2] },
      ...contentLimits,
    ],
    check: contentProblem,
  },
);
