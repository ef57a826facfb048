/** Messages to friends: welcome (OFF 92137) and mass messages (OFF 92135). */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

/** Content by kind. */
export interface AttachmentBody {
  /** `media_id` wins; `pic_url` must come from an image upload. */
  image: { media_id?: string; pic_url?: string };
  link: { title: string; url: string; picurl?: string; desc?: string };
  miniprogram: { title: string; pic_media_id: string; appid: string; page: string };
  video: { media_id: string };
  file: { media_id: string };
}

export type Attachment = {
  [Kind in keyof AttachmentBody]: { msgtype: Kind } & Pick<AttachmentBody, Kind>;
}[keyof AttachmentBody];

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

function bodyProblem(body: MessageBody): string | undefined {
  for (const attachment of body.attachments ?? []) {
    const { msgtype } = attachment;
    // Types do not hold for what a simulator is sent.
    const content: unknown = Reflect.get(attachment, msgtype);
    if (typeof content !== 'object' || content === null)
      return `an attachment of kind ${msgtype} has no ${msgtype}`;
    if (msgtype === 'image' && !attachment.image.media_id && !attachment.image.pic_url)
      return 'an image needs media_id or pic_url';
  }
  return body.text?.content || body.attachments?.length
    ? undefined
    : 'text and attachments must not both be empty';
}

/** The code lives 20 s and works once, also across apps: a repetition can never send twice. */
export const sendWelcome = defineEndpoint<{ welcome_code: string } & MessageBody, ReplyBase>()(
  'externalcontact/send_welcome_msg',
  {
    method: 'POST',
    repeatable: true,
    limits: [{ path: 'welcome_code', required: true }, ...bodyLimits],
    check: bodyProblem,
  },
);

export interface MassMessage extends MessageBody {
  chat_type?: 'single' | 'group';
  external_userid?: string[];
  /** Groups that `sender` owns; without it the sender picks when confirming. */
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
    { path: 'tag_filter.group_list', required: true },
    { path: 'tag_filter.group_list[].tag_list', required: true, items: 100 },
    { path: 'sender', chars: 64 },
    ...bodyLimits,
  ],
  check: (message) => {
    if (message.chat_type === 'group')
      return message.sender ? bodyProblem(message) : 'group messages need a sender';
    const addressed = message.external_userid?.length || message.sender || message.tag_filter;
    return addressed ? bodyProblem(message) : 'external_userid, sender or tag_filter is required';
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
  /** Absent for messages to groups. */
  external_userid?: string;
  /** Of messages to groups. */
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

/** What became of it, per customer of one member, or per group it was sent to. */
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

export interface MassMessageListed {
  msgid: string;
  /** Absent if it was made by API. */
  creator?: string;
  /** Unix seconds; text in the answers seen. */
  create_time: string | number;
  /** 0 made for the corp, 1 by a member. */
  create_type: 0 | 1;
  text?: { content: string };
  attachments?: Attachment[];
}

// The longest month: a span that WeCom would accept is never refused here.
const MONTH_S = 31 * 86_400;

/** Mass messages made in at most one month. Right after the creation of one it may answer 41063. */
export const listMassMessages = defineEndpoint<
  {
    chat_type: 'single' | 'group';
    /** Unix seconds. */
    start_time: number;
    end_time: number;
    creator?: string;
    /** 0 made for the corp, 1 by members, 2 (the default) all. */
    filter_type?: 0 | 1 | 2;
    limit?: number;
    cursor?: string;
  },
  ReplyBase & { group_msg_list: MassMessageListed[]; next_cursor?: string },
  MassMessageListed
>()('externalcontact/get_groupmsg_list_v2', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'chat_type', required: true, oneOf: ['single', 'group'] },
    { path: 'start_time', required: true, min: 1 },
    { path: 'end_time', required: true, min: 1 },
    { path: 'creator', chars: 64 },
    { path: 'filter_type', oneOf: [0, 1, 2] },
    { path: 'limit', min: 1, max: 100 },
  ],
  check: ({ start_time, end_time }) => {
    if (end_time < start_time) return 'end_time is before start_time';
    return end_time - start_time > MONTH_S ? 'the span is longer than a month' : undefined;
  },
  items: (reply) => reply.group_msg_list,
  empty: { group_msg_list: [] },
});

/** Reminds the members who have not confirmed; at most three times in 24 hours. */
export const remindMassMessage = defineEndpoint<{ msgid: string }, ReplyBase>()(
  'externalcontact/remind_groupmsg_send',
  { method: 'POST', repeatable: false, limits: [{ path: 'msgid', required: true }] },
);
