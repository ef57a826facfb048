/** Messages of WeChat customer service: read what customers and servicers wrote, send, answer events. (OFF 94670) */
import { type ServiceMessage, serviceMessage } from '../customer-service-received.ts';
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

export interface ServiceSync {
  open_kfid: string;
  /** `next_cursor` of the last page read of this account; absent: the oldest message of the last three days. */
  cursor?: string;
  /** Of `kf_msg_or_event`, good for ten minutes. Without it a strict rate limit applies. */
  token?: string;
  limit?: number;
  /** 0 amr, 1 silk. */
  voice_format?: 0 | 1;
}

/**
 * What customers wrote, servicers wrote in the client, and events, of the last three days; not what was sent by API.
 * A page may be empty with `has_more` 1. Rows of `iterate` are read messages; use `syncMessages` to keep the cursor.
 */
export const syncServiceMessages = defineEndpoint<
  ServiceSync,
  ReplyBase & { next_cursor: string; has_more: 0 | 1; msg_list: unknown[] },
  ServiceMessage
>()('kf/sync_msg', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'open_kfid', required: true, bytes: 64 },
    { path: 'cursor', bytes: 64 },
    { path: 'token', bytes: 128 },
    { path: 'limit', min: 1, max: 1000 },
    { path: 'voice_format', oneOf: [0, 1] },
  ],
  items: (reply) => reply.msg_list.map(serviceMessage),
  // A cursor is given at the end too, and one that does not move would never end.
  nextPage: (reply, params) =>
    reply.has_more === 1 && reply.next_cursor && reply.next_cursor !== params.cursor
      ? { cursor: reply.next_cursor }
      : undefined,
  empty: { msg_list: [] },
});

export interface ServiceMenu {
  head_content?: string;
  list: ServiceMenuItem[];
  tail_content?: string;
}

export type ServiceMenuItem =
  | { type: 'click'; click: { id?: string; content: string } }
  | { type: 'view'; view: { url: string; content: string } }
  | { type: 'miniprogram'; miniprogram: { appid: string; pagepath: string; content: string } }
  | { type: 'text'; text: { content: string; no_newline?: 0 | 1 } };

/** What can be sent. That `business_card` and `ca_link` can be is not verified. */
export type ServiceMessageBody =
  | { msgtype: 'text'; text: { content: string } }
  | { msgtype: 'image'; image: { media_id: string } }
  | { msgtype: 'voice'; voice: { media_id: string } }
  | { msgtype: 'video'; video: { media_id: string } }
  | { msgtype: 'file'; file: { media_id: string } }
  | { msgtype: 'link'; link: { title: string; desc?: string; url: string; thumb_media_id: string } }
  | {
      msgtype: 'miniprogram';
      /** `pagepath` keeps its `.html`. */
      miniprogram: { appid: string; title?: string; thumb_media_id: string; pagepath: string };
    }
  | { msgtype: 'msgmenu'; msgmenu: ServiceMenu }
  | {
      msgtype: 'location';
      location: { name?: string; address?: string; latitude: number; longitude: number };
    }
  | { msgtype: 'business_card'; business_card: { userid: string } }
  | { msgtype: 'ca_link'; ca_link: { link_url: string } };

const menuLimits: readonly Limit[] = [
  { path: 'msgmenu.head_content', bytes: 1024 },
  { path: 'msgmenu.list', required: true, items: 10 },
  { path: 'msgmenu.list[].type', required: true, oneOf: ['click', 'view', 'miniprogram', 'text'] },
  { path: 'msgmenu.list[].click.id', bytes: 128 },
  { path: 'msgmenu.list[].click.content', required: true, bytes: 128 },
  { path: 'msgmenu.list[].view.url', required: true, bytes: 2048 },
  { path: 'msgmenu.list[].view.content', required: true, bytes: 1024 },
  { path: 'msgmenu.list[].miniprogram.appid', required: true },
  { path: 'msgmenu.list[].miniprogram.pagepath', required: true },
  { path: 'msgmenu.list[].miniprogram.content', required: true },
  { path: 'msgmenu.list[].text.content', required: true, bytes: 256 },
];

const bodyLimits: readonly Limit[] = [
  { path: 'text.content', required: true, bytes: 2048 },
  ...['image', 'voice', 'video', 'file'].map(
    (kind): Limit => ({ path: `${kind}.media_id`, required: true, bytes: 128 }),
  ),
  { path: 'link.title', required: true, bytes: 128 },
  { path: 'link.desc', bytes: 512 },
  { path: 'link.url', required: true, bytes: 2048 },
  { path: 'link.thumb_media_id', required: true, bytes: 128 },
  { path: 'miniprogram.appid', required: true },
  { path: 'miniprogram.title', bytes: 64 },
  { path: 'miniprogram.thumb_media_id', required: true, bytes: 128 },
  { path: 'miniprogram.pagepath', required: true },
  { path: 'location.latitude', required: true, min: -90, max: 90 },
  { path: 'location.longitude', required: true, min: -180, max: 180 },
  { path: 'business_card.userid', required: true },
  { path: 'ca_link.link_url', required: true },
  ...menuLimits,
];

// A limit below an absent part does not apply, so that the part is there is a rule of its own.
function bodyProblem(message: ServiceMessageBody): string | undefined {
  if (!hasPart(message, message.msgtype)) return `${message.msgtype} is required`;
  if (message.msgtype !== 'msgmenu') return undefined;
  const lacking = message.msgmenu.list.find((item) => !hasPart(item, item.type));
  return lacking ? `a menu item of type ${lacking.type} needs ${lacking.type}` : undefined;
}

function hasPart(owner: object, name: string): boolean {
  const part: unknown = Object.hasOwn(owner, name) ? Reflect.get(owner, name) : undefined;
  return typeof part === 'object' && part !== null;
}

const ownId: Limit = { path: 'msgid', bytes: 32 };

/**
 * Only while the session is new or with the bot (states 0 and 1; else 95018), and at most five messages within 48
 * hours after the customer's last one (95001, 95002). What fails later comes as `msg_send_fail`.
 */
export const sendServiceMessage = defineEndpoint<
  { touser: string; open_kfid: string; msgid?: string } & ServiceMessageBody,
  ReplyBase & { msgid: string }
>()('kf/send_msg', {
  method: 'POST',
  // Whether a repeated `msgid` is recognised is not published.
  repeatable: false,
  limits: [
    { path: 'touser', required: true, bytes: 64 },
    { path: 'open_kfid', required: true, bytes: 64 },
    ownId,
    {
      path: 'msgtype',
      required: true,
      oneOf: [
        'text',
        'image',
        'voice',
        'video',
        'file',
        'link',
        'miniprogram',
        'msgmenu',
        'location',
        'business_card',
        'ca_link',
      ],
    },
    ...bodyLimits,
  ],
  check: bodyProblem,
});

/** A text, or where the code allows it a menu. */
export type ServiceEventAnswer = Extract<ServiceMessageBody, { msgtype: 'text' | 'msgmenu' }>;

/**
 * One message for the code of an event: `welcome_code` of enter_session (20 s), `msg_code` of entering the queue and of
 * being accepted (48 h, text only), `msg_code` of the end (20 s).
 */
export const answerServiceEvent = defineEndpoint<
  { code: string; msgid?: string } & ServiceEventAnswer,
  ReplyBase & { msgid: string }
>()('kf/send_msg_on_event', {
  method: 'POST',
  // A code works once, so a repetition can never send twice.
  repeatable: true,
  limits: [
    { path: 'code', required: true },
    ownId,
    { path: 'msgtype', required: true, oneOf: ['text', 'msgmenu'] },
    { path: 'text.content', required: true, bytes: 2048 },
    ...menuLimits,
  ],
  check: bodyProblem,
});
