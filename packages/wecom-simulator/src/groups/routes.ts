/** Endpoints of customer groups; what is made by them causes no callback. */
import { type CustomerGroup, endpoints, type GroupMember, type GroupStatus } from '@jetbridge/wecom';
import { rangeOf } from '../api/paging.ts';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, type Route, route } from '../route.ts';
import { hasLeft } from '../staff/state.ts';
import type { World } from '../world.ts';
import { joinWayRoutes } from './join-ways.ts';
import { checkOwner, existingGroup } from './lookup.ts';
import { type Group, type MemberOfGroup, ownerOf } from './state.ts';
import { statisticsRoutes } from './statistics.ts';
import { templateRoutes } from './templates.ts';
import { transferRoutes } from './transfer.ts';

/** Without naming owners, an app must not see more members than this. */
const MAX_OWNERS_UNFILTERED = 1_000;

export const groupRoutes: Route[] = [
  route(
    endpoints.listGroups,
    {
      state: 'verified',
      facts: '4.8',
      note: '81017 counts the members the app sees, owners or not: assumed',
    },
    ({ status_filter = 0, owner_filter, cursor, limit }, call) => {
      const { world } = call;
      const owners = wantedOwners(owner_filter?.userid_list, call);
      const paging = { cursor, limit, fallback: 1_000, kind: 'group' };
      const { start, end, next_cursor } = rangeOf(world.groups.all.length, paging, call);
      const group_chat_list: { chat_id: string; status: GroupStatus }[] = [];
      for (const group of world.groups.all.slice(start, end)) {
        const owner = ownerOf(group);
        const status = statusOf(world, group);
        if (group.dismissedAt !== undefined || (status_filter !== 0 && status !== status_filter)) continue;
        if (owners ? !owners.has(owner.toLowerCase()) : !isInScope(call.app, owner)) continue;
        group_chat_list.push({ chat_id: group.chatId, status });
      }
      return { group_chat_list, next_cursor };
    },
  ),

  route(
    endpoints.getGroup,
    {
      state: 'verified',
      facts: '4.8',
      note: 'never lags behind an event; 40050 for an unknown and 49008 for a dismissed group: assumed',
    },
    ({ chat_id, need_name }, call) => ({
      group_chat: shapeOf(existingGroup(chat_id, call), { names: need_name === 1, call }),
    }),
  ),

  route(
    endpoints.opengidToChatId,
    { state: 'verified', facts: '4.8', note: '90511 for dismissed groups too: assumed' },
    ({ opengid }, { world }) => {
      const group = world.groups.all.find((each) => each.opengid === opengid);
      if (!group || group.dismissedAt !== undefined) throw new Refusal(90511);
      return { chat_id: group.chatId };
    },
  ),

  ...joinWayRoutes,
  ...transferRoutes,
  ...statisticsRoutes,
  ...templateRoutes,
];

function wantedOwners(userids: readonly string[] | undefined, call: Call): Set<string> | undefined {
  const { world, app } = call;
  if (userids) {
    for (const userid of userids) checkOwner(userid, call);
    return new Set(userids.map((userid) => userid.toLowerCase()));
  }
  let visible = 0;
  for (const { userid } of world.staff.values()) if (isInScope(app, userid)) visible++;
  if (visible > MAX_OWNERS_UNFILTERED) throw new Refusal(81017);
  return undefined;
}

function statusOf(world: World, group: Group): GroupStatus {
  if (group.inheritance === 'under_way') return 2;
  if (hasLeft(world, ownerOf(group))) return 1;
  return group.inheritance === 'done' ? 3 : 0;
}

function shapeOf(group: Group, { names, call }: { names: boolean; call: Call }): CustomerGroup {
  return {
    chat_id: group.chatId,
    name: group.name,
    owner: ownerOf(group),
    create_time: Math.floor(group.createdAt / 1000),
    ...(group.notice === '' ? {} : { notice: group.notice }),
    member_list: [...group.members.values()].map((member) => memberShape(member, { names, call })),
    admin_list: group.admins.map((userid) => ({ userid })),
    member_version: group.version,
  };
}

function memberShape(member: MemberOfGroup, { names, call }: { names: boolean; call: Call }): GroupMember {
  const { world, settings } = call;
  const person = member.type === 2 ? world.people.byExternalUserId(member.id) : undefined;
  const key = member.id.toLowerCase();
  const staff = world.staff.get(key) ?? world.roster.left.get(key)?.member;
  return {
    userid: member.id,
    type: member.type,
    // A WeCom user of another corp has none.
    ...(person && settings.unionidBound && !person.corp ? { unionid: person.unionid } : {}),
    join_time: Math.floor(member.joinedAt / 1000),
    join_scene: member.joinScene,
    ...(member.invitor === undefined ? {} : { invitor: { userid: member.invitor } }),
    group_nickname: member.nickname,
    ...(names ? { name: person?.name ?? staff?.name ?? '' } : {}),
    ...(member.state === undefined ? {} : { state: member.state }),
  };
}
