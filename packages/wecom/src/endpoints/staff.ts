/** Tokens, members with customer contact. */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

/** One token per corp and app secret; valid for 7,200 s, may be withdrawn earlier. (OFF 91039) */
export const getToken = defineEndpoint<
  { corpid: string; corpsecret: string },
  ReplyBase & { access_token: string; expires_in: number }
>()('gettoken', {
  method: 'GET',
  auth: 'none',
  quota: 'token',
  repeatable: true,
  limits: [
    { path: 'corpid', required: true },
    { path: 'corpsecret', required: true },
  ],
});

/** Userids that have customer contact and are in the app's scope. */
export const getFollowUserList = defineEndpoint<object, ReplyBase & { follow_user: string[] }>()(
  'externalcontact/get_follow_user_list',
  { method: 'GET', repeatable: true, empty: { follow_user: [] } },
);
