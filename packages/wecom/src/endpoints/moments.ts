/** Moments (客户朋友圈): what members post for their friends. (OFF 95094, 97612) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

/** Media from `uploadAttachment` with attachment_type 1. One kind per moment. */
type MomentAttachment =
  | { msgtype: 'image'; image: { media_id: string } }
  | { msgtype: 'video'; video: { media_id: string } }
  | { msgtype: 'link'; link: { title?: string; url: string; media_id?: string } };

export interface NewMoment {
  text?: { content: string };
  /** Up to 9 images, or one video, or one link. */
  attachments?: MomentAttachment[];
  /** Everybody when absent. */
  visible_range?: {
    sender_list?: { user_list?: string[]; department_list?: number[] };
    /** Friends with any of these tags. */
    external_contact_list?: { tag_list?: string[] };
  };
}

function wrongMoment({ text, ...rest }: NewMoment): string | undefined {
  const attachments = rest.attachments ?? [];
  if (!text?.content && attachments.length === 0) return 'text and attachments must not both be empty';
  const kinds = new Set(attachments.map(({ msgtype }) => msgtype));
  if (kinds.size > 1) return 'attachments must be of one kind';
  return kinds.has('image') || attachments.length <= 1 ? undefined : 'only one video or link fits';
}

/** Starts a job; nothing is posted until members confirm it in the client. At most 10 a minute. */
export const addMomentTask = defineEndpoint<NewMoment, ReplyBase & { jobid: string }>()(
  'externalcontact/add_moment_task',
  {
    method: 'POST',
    quota: 'moment',
    repeatable: false,
    limits: [
      { path: 'text.content', chars: 2000, bytes: 4000 },
      { path: 'attachments', items: 9 },
      { path: 'attachments[].msgtype', required: true, oneOf: ['image', 'video', 'link'] },
      { path: 'attachments[].image.media_id', required: true },
      { path: 'attachments[].video.media_id', required: true },
      { path: 'attachments[].link.title', bytes: 64 },
      { path: 'attachments[].link.url', required: true, bytes: 2048 },
      { path: 'visible_range.sender_list.user_list', items: 100_000 },
      { path: 'visible_range.sender_list.department_list[]', min: 1 },
      { path: 'visible_range.external_contact_list.tag_list[]', chars: 64 },
    ],
    check: wrongMoment,
  },
);

/** Jobs are kept for 24 hours. */
export const getMomentTaskResult = defineEndpoint<
  { jobid: string },
  ReplyBase & {
    /** 1 started, 2 working, 3 done. */
    status: 1 | 2 | 3;
    type: string;
    result?: {
      errcode: number;
      errmsg: string;
      moment_id?: string;
      invalid_sender_list?: { user_list?: string[]; department_list?: number[] };
      invalid_external_contact_list?: { tag_list?: string[] };
    };
  }
>()('externalcontact/get_moment_task_result', {
  method: 'GET',
  repeatable: true,
  limits: [{ path: 'jobid', required: true, chars: 64 }],
});

const byMomentId: readonly Limit[] = [{ path: 'moment_id', required: true, chars: 64 }];
const byMomentAndMember: readonly Limit[] = [...byMomentId, { path: 'userid', required: true, chars: 64 }];

/** Stops what members have not posted yet. */
export const cancelMomentTask = defineEndpoint<{ moment_id: string }, ReplyBase>()(
  'externalcontact/cancel_moment_task',
  { method: 'POST', repeatable: true, limits: byMomentId },
);

export interface Moment {
  moment_id: string;
  /** Absent for what was made by API. */
  creator?: string;
  create_time: number;
  /** 0 by the corp, 1 by the member. */
  create_type: 0 | 1;
  /** 0 for some, 1 for everybody. */
  visible_type: 0 | 1;
  text?: { content: string };
  image?: { media_id: string }[];
  video?: { media_id: string; thumb_media_id?: string };
  link?: { title?: string; url: string };
  location?: { latitude: string; longitude: string; name: string };
}

const DAYS_30_S = 30 * 86_400;

export const listMoments = defineEndpoint<
  {
    start_time: number;
    /** At most 30 days after `start_time`. */
    end_time: number;
    creator?: string;
    /** 0 by the corp, 1 by members, 2 both (default). */
    filter_type?: 0 | 1 | 2;
    cursor?: string;
    limit?: number;
  },
  ReplyBase & { moment_list: Moment[]; next_cursor?: string },
  Moment
>()('externalcontact/get_moment_list', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'start_time', required: true, min: 0 },
    { path: 'end_time', required: true, min: 0 },
    { path: 'filter_type', oneOf: [0, 1, 2] },
    { path: 'limit', min: 1, max: 20 },
  ],
  check: ({ start_time, end_time }) =>
    end_time >= start_time && end_time - start_time <= DAYS_30_S
      ? undefined
      : 'end_time must follow start_time within 30 days',
  items: (reply) => reply.moment_list,
  empty: { moment_list: [] },
});

interface MomentTask {
  userid: string;
  /** 0 not posted, 1 posted. */
  publish_status: 0 | 1;
}

/** Which members have posted it. Only for moments of the corp (41067). */
export const listMomentTasks = defineEndpoint<
  { moment_id: string; cursor?: string; limit?: number },
  ReplyBase & { task_list: MomentTask[]; next_cursor?: string },
  MomentTask
>()('externalcontact/get_moment_task', {
  method: 'POST',
  repeatable: true,
  limits: [...byMomentId, { path: 'limit', min: 1, max: 1000 }],
  items: (reply) => reply.task_list,
  empty: { task_list: [] },
});

interface MomentCustomer {
  external_userid: string;
  userid: string;
}

/** Whom a member let see it. */
export const listMomentCustomers = defineEndpoint<
  { moment_id: string; userid: string; cursor?: string; limit?: number },
  ReplyBase & { customer_list: MomentCustomer[]; next_cursor?: string },
  MomentCustomer
>()('externalcontact/get_moment_customer_list', {
  method: 'POST',
  repeatable: true,
  limits: [...byMomentAndMember, { path: 'limit', min: 1, max: 1000 }],
  items: (reply) => reply.customer_list,
  empty: { customer_list: [] },
});

/** On whose phones it was shown. */
export const listMomentResults = defineEndpoint<
  { moment_id: string; userid: string; cursor?: string; limit?: number },
  ReplyBase & { customer_list: { external_userid: string }[]; next_cursor?: string },
  { external_userid: string }
>()('externalcontact/get_moment_send_result', {
  method: 'POST',
  repeatable: true,
  limits: [...byMomentAndMember, { path: 'limit', min: 1, max: 5000 }],
  items: (reply) => reply.customer_list,
  empty: { customer_list: [] },
});

/** Who reacted and when; never what was written. Of a customer `external_userid`, of a member `userid`. */
interface MomentReaction {
  external_userid?: string;
  userid?: string;
  create_time: number;
}

export const getMomentComments = defineEndpoint<
  { moment_id: string; userid: string },
  ReplyBase & { comment_list: MomentReaction[]; like_list: MomentReaction[] }
>()('externalcontact/get_moment_comments', {
  method: 'POST',
  repeatable: true,
  limits: byMomentAndMember,
  empty: { comment_list: [], like_list: [] },
});
