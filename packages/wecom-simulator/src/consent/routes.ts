/** Endpoints of consent to the archive. */
import { endpoints } from '@jetbridge/wecom';
import { livingGroup } from '../groups/state.ts';
import { type Context, Refusal, type Route, route } from '../route.ts';
import { pairKey } from '../staff/friendship.ts';
import { editionOf, roomKey } from './rules.ts';
import type { Agreement } from './state.ts';

const TOKEN = 'the token of any app will do, rates of their own are not enforced: different';

export const consentRoutes: Route[] = [
  route(
    endpoints.listArchivedStaff,
    { state: 'verified', facts: '9.4', note: TOKEN },
    ({ type }, { world }) => ({
      ids: [...world.staff.values()].flatMap(({ userid }) => {
        const edition = editionOf(world, userid);
        return edition !== undefined && (type === undefined || type === edition) ? [userid] : [];
      }),
    }),
  ),

  route(
    endpoints.checkSingleAgreements,
    {
      state: 'verified',
      facts: '9.4',
      note: `who never spoke is Default_Agree since the friendship: assumed; ${TOKEN}`,
    },
    ({ info }, context) => ({
      agreeinfo: info.map(({ userid, exteranalopenid }) => ({
        ...singleAgreement(userid, exteranalopenid, context),
        userid,
        exteranalopenid,
      })),
    }),
  ),

  route(
    endpoints.checkRoomAgreements,
    {
      state: 'verified',
      facts: '9.4',
      note: `who never spoke is Default_Agree since joining: assumed; ${TOKEN}`,
    },
    ({ roomid }, { world }) => {
      const group = livingGroup(world.groups, roomid);
      if (!group) throw new Refusal(40058);
      const customers = [...group.members.values()].filter(({ type }) => type === 2);
      return {
        agreeinfo: customers.map(({ id, joinedAt }) => ({
          ...told(world.consent.inRooms.get(roomKey(roomid, id)), joinedAt),
          exteranalopenid: id,
        })),
      };
    },
  ),

  route(
    endpoints.getArchivedRoom,
    {
      state: 'verified',
      facts: '9.4',
      note: `a room that is not known answers 301059 as well: assumed; ${TOKEN}`,
    },
    ({ roomid }, { world }) => {
      const room = world.consent.rooms.get(roomid);
      if (!room) throw new Refusal(301059);
      return {
        roomname: room.name,
        creator: room.creator,
        room_create_time: seconds(room.createdAt),
        notice: room.notice,
        members: [...room.members].map(([memberid, at]) => ({ memberid, jointime: seconds(at) })),
      };
    },
  ),

  route(
    endpoints.getArchivedRobot,
    { state: 'assumed', facts: '9.4', note: `an unknown robot answers 40058; ${TOKEN}` },
    ({ robot_id }, { world }) => {
      const robot = world.consent.robots.get(robot_id);
      if (!robot) throw new Refusal(40058);
      return { data: { robot_id, name: robot.name, creator_userid: robot.creator } };
    },
  ),
];

function singleAgreement(userid: string, externalUserId: string, { world }: Context) {
  const known = world.staff.has(userid.toLowerCase()) && world.people.byExternalUserId(externalUserId);
  if (!known) throw new Refusal(301061);
  const since = world.relation(userid, externalUserId)?.createdAt ?? 0;
  return told(world.consent.single.get(pairKey(userid, externalUserId)), since);
}

function told(agreement: Agreement | undefined, since: number) {
  const { status, changedAt } = agreement ?? { status: 'Default_Agree' as const, changedAt: since };
  return { status_change_time: seconds(changedAt), agree_status: status };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);
