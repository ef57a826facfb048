/**
 * Conversation archive over HTTP: who is archived, who agreed, rooms and robots. The token is that of the archive's own
 * secret; no other may call these. (OFF 91614, 91782, 91774)
 */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

/** Members whose conversations are archived, in the office (1), service (2) or enterprise (3) edition, or in any. */
export const listArchivedStaff = defineEndpoint<{ type?: 1 | 2 | 3 }, ReplyBase & { ids: string[] }>()(
  'msgaudit/get_permit_user_list',
  {
    method: 'POST',
    quota: 'archive',
    repeatable: true,
    limits: [{ path: 'type', oneOf: [1, 2, 3] }],
    empty: { ids: [] },
  },
);

export type AgreeStatus = 'Agree' | 'Disagree' | 'Default_Agree';

export interface SingleAgreement {
  status_change_time: number;
  userid: string;
  /** Spelt so by the vendor; an external_userid. */
  exteranalopenid: string;
  agree_status: AgreeStatus;
}

/** Whether customers agreed that their conversations with members are archived. */
export const checkSingleAgreements = defineEndpoint<
  { info: { userid: string; exteranalopenid: string }[] },
  ReplyBase & { agreeinfo: SingleAgreement[] },
  SingleAgreement
>()('msgaudit/check_single_agree', {
  method: 'POST',
  quota: 'archive',
  repeatable: true,
  limits: [
    { path: 'info', required: true, items: 100 },
    { path: 'info[].userid', required: true, chars: 64 },
    { path: 'info[].exteranalopenid', required: true, chars: 64 },
  ],
  items: (reply) => reply.agreeinfo,
  empty: { agreeinfo: [] },
});

export type RoomAgreement = Omit<SingleAgreement, 'userid'>;

/** The same for the customers in a group. */
export const checkRoomAgreements = defineEndpoint<
  { roomid: string },
  ReplyBase & { agreeinfo: RoomAgreement[] },
  RoomAgreement
>()('msgaudit/check_room_agree', {
  method: 'POST',
  quota: 'archive',
  repeatable: true,
  limits: [{ path: 'roomid', required: true }],
  items: (reply) => reply.agreeinfo,
  empty: { agreeinfo: [] },
});

/** A group of members only; one with customers answers 301059, see the customer groups for those. */
export const getArchivedRoom = defineEndpoint<
  { roomid: string },
  ReplyBase & {
    roomname: string;
    creator: string;
    room_create_time: number;
    notice: string;
    members: { memberid: string; jointime: number }[];
  }
>()('msgaudit/groupchat/get', {
  method: 'POST',
  quota: 'archive',
  repeatable: true,
  limits: [{ path: 'roomid', required: true }],
  empty: { members: [] },
});

/** A robot that wrote in an archived conversation, by its id `wb…`. */
export const getArchivedRobot = defineEndpoint<
  { robot_id: string },
  ReplyBase & { data: { robot_id: string; name: string; creator_userid: string } }
>()('msgaudit/get_robot_info', {
  method: 'GET',
  quota: 'archive',
  repeatable: true,
  limits: [{ path: 'robot_id', required: true }],
});
