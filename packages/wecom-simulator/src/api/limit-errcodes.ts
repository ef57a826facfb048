/** Which errcode a broken limit answers. Where the real one is not published, the generic 40058. */
import { appErrcode } from '../app/limit-errcodes.ts';
import { contentErrcode } from '../content/limit-errcodes.ts';
import { serviceErrcode } from '../service/limit-errcodes.ts';

const REQUIRED: Readonly<Record<string, number>> = {
  corpid: 41002,
  corpsecret: 41004,
  agentid: 41011,
  config_id: 41043,
  external_userid: 41035,
  userid: 41009,
  welcome_code: 41049,
  msgid: 41046,
  msgtype: 40008,
  code: 41008,
  user_ticket: 84090,
  'text.content': 44004,
  type: 41037,
  scene: 41038,
};

const INVALID: Readonly<Record<string, number>> = {
  type: 41039,
  scene: 41040,
  msgtype: 40008,
  attachments: 41064,
  'attachments[].msgtype': 41065,
  'text.content': 45002,
  'tag[].name': 40072,
  group_name: 40072,
  userid_list: 40032,
};

export function limitErrcode(endpoint: string, broken: { path: string; problem: string }): number {
  const missing = broken.problem === 'is required' || broken.problem === 'must not be empty';
  if (endpoint.endsWith('contact_way') && broken.path === 'user') return 41041;
  if (endpoint.endsWith('join_way') && broken.path === 'chat_id_list' && !missing) return 41091;
  if (endpoint === 'ticket/get') return 91040;
  const own = appErrcode(endpoint, broken, missing) ?? contentErrcode(endpoint, broken, missing);
  if (own !== undefined) return own;
  const service = serviceErrcode(endpoint, broken);
  if (service !== undefined) return service;
  const table = missing ? REQUIRED : INVALID;
  return table[broken.path] ?? (missing ? 40063 : 40058);
}
