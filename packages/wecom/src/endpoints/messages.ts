/** Messages to friends: welcome (OFF 92137) and mass messages (OFF 92135). */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

export type Attachment =
  | { msgtype: 'image'; image: { media_id?: string; pic_url?: string } }
  | { msgtype: 'link'; link: { title: string; url: string; picurl?: string; desc?: string } }
  | {
      msgtype: 'miniprogram';
      miniprogram: { title: string; pic_media_id: string; appid: string; page: string };
    }
  | { msgtype: 'video'; video: { media_id: string } }
  | { msgtype: 'file'; file: { media_id: string } };

export interface MessageBody {
  text?: { content: string };
  attachments?: Attachment[];
}

const bodyLimits: readonly Limit[] = [
  { path: 'text.content', bytes: 4000 },
  { path: 'attachments', items: 9 },
  { path: 'attachments[].msgtype', required: true, oneOf: ['image', 'link', 'miniprogram', 'video', 'file'] },
  { path: 'attachments[].link.title', required: true, bytes: 128 },
  { path: 'attachments[].link.desc', bytes: 512 },
  { path: 'attachments[].link.url', required: true, bytes: 2048 },
  { path: 'attachments[].miniprogram.title', required: true, bytes: 64 },
  { path: 'attachments[].miniprogram.pic_media_id', required: true },
  { path: 'attachments[].miniprogram.appid', required: true },
  { path: 'attachments[].miniprogram.page', required: true },
  { path: 'attachments[].video.media_id', required: true },
  { path: 'attachments[].file.media_id', required: true },
];

const emptyBody = (body: MessageBody): string | undefined =>
  body.text?.content || body.attachments?.length ? undefined : 'text and attachments must not both be empty';

/** The code lives 20 s and works once, also across apps: a repetition can never send twice. */
export const sendWelcome = defineEndpoint<{ welcome_code: string } & MessageBody, ReplyBase>()(
  'externalcontact/send_welcome_msg',
  {
    method: 'POST',
    repeatable: true,
    limits: [{ path: 'welcome_code', required: true }, ...bodyLimits],
    check: emptyBody,
  },
);

export interface MassMessage extends MessageBody {
  chat_type?: 'single' | 'group';
  external_userid?: string[];
  chat_id_list?: string[];
  /** OR inside a group, AND between groups. */
  tag_filter?: { group_list: { tag_list: string[] }[] };
  /** The member who is asked to send; else whoever last talked to each customer. */
  sender?: string;
  /** The member may change the recipients. */
  allow_select?: boolean;
}

/** Makes a mass message. Nothing is delivered until the member confirms it in the client. */
export const addMassMessage = defineEndpoint<
  MassMessage,
  ReplyBase & { fail_list?: string[]; msgid: string }
>()('externalcontact/add_msg_template', {
  method: 'POST',
  repeatable: false,
  limits: [
    { path: 'chat_type', oneOf: ['single', 'group'] },
    { path: 'external_userid', items: 10_000 },
    { path: 'chat_id_list', items: 2000 },
    { path: 'tag_filter.group_list[].tag_list', required: true, items: 100 },
    { path: 'sender', chars: 64 },
    ...bodyLimits,
  ],
  check: (message) => {
    if (message.chat_type === 'group')
      return message.sender ? emptyBody(message) : 'group messages need a sender';
    const addressed = message.external_userid?.length || message.sender || message.tag_filter;
    return addressed ? emptyBody(message) : 'external_userid, sender or tag_filter is required';
  },
  empty: { fail_list: [] },
});

export interface MassMessageTask {
  userid: string;
  /** 0 not confirmed yet, 2 sent. */
  status: 0 | 2;
  send_time?: number;
}

export interface MassMessageResult {
  external_userid: string;
  chat_id?: string;
  userid: string;
  /** 0 not sent, 1 sent, 2 no longer a friend, 3 had another mass message already. */
  status: 0 | 1 | 2 | 3;
  send_time?: number;
}

/** Which members have confirmed. 41063 right after creation: ask again. */
export const listMassMessageTasks = defineEndpoint<
  { msgid: string; limit?: number; cursor?: string },
  ReplyBase & { task_list: MassMessageTask[]; next_cursor?: string },
  MassMessageTask
>()('externalcontact/get_groupmsg_task', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'msgid', required: true },
    { path: 'limit', min: 1, max: 1000 },
  ],
  items: (reply) => reply.task_list,
  empty: { task_list: [] },
});

/** What became of it, per customer of one member. */
export const listMassMessageResults = defineEndpoint<
  { msgid: string; userid: string; limit?: number; cursor?: string },
  ReplyBase & { send_list: MassMessageResult[]; next_cursor?: string },
  MassMessageResult
>()('externalcontact/get_groupmsg_send_result', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'msgid', required: true },
    { path: 'userid', required: true, chars: 64 },
    { path: 'limit', min: 1, max: 1000 },
  ],
  items: (reply) => reply.send_list,
  empty: { send_list: [] },
});

/** Stops what has not been sent yet. */
export const cancelMassMessage = defineEndpoint<{ msgid: string }, ReplyBase>()(
  'externalcontact/cancel_groupmsg_send',
  { method: 'POST', repeatable: true, limits: [{ path: 'msgid', required: true }] },
);
