/** How members work with their friends, day by day. (联系客户统计) */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

const DAY_S = 86_400;

export interface MemberBehaviour {
  /** Unix seconds of the day's beginning. */
  stat_time: number;
  /** Friends to whom members wrote. */
  chat_cnt: number;
  message_cnt: number;
  /** Share of the conversations begun by customers that were answered, in percent; absent without any. */
  reply_percentage?: number;
  /** Minutes; absent without any answer. */
  avg_reply_time?: number;
  /** Friends who deleted or blocked the member. */
  negative_feedback_cnt: number;
  /** Requests that members sent. */
  new_apply_cnt: number;
  new_contact_cnt: number;
}

/**
 * One row per day, several members summed. Times are floored to local midnight; both days count. At most 30 days at once,
 * 180 days back.
 */
export const getMemberBehaviour = defineEndpoint<
  { userid?: string[]; partyid?: number[]; start_time: number; end_time: number },
  ReplyBase & { behavior_data: MemberBehaviour[] }
>()('externalcontact/get_user_behavior_data', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'userid', items: 100 },
    { path: 'userid[]', chars: 64 },
    { path: 'partyid', items: 100 },
    { path: 'start_time', required: true, min: 1 },
    { path: 'end_time', required: true, min: 1 },
  ],
  check: ({ userid, partyid, start_time, end_time }) => {
    if (!userid?.length && !partyid?.length) return 'userid or partyid is required';
    if (end_time < start_time) return 'end_time is before start_time';
    return end_time - start_time > 30 * DAY_S ? 'the span is longer than 30 days' : undefined;
  },
  empty: { behavior_data: [] },
});
