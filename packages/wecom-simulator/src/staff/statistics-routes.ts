/** Behaviour statistics and the end of temporary chats by API. */
import { endpoints } from '@jetbridge/wecom';
import { checkMember } from '../api/friends.ts';
import { dayOf, startOfDay } from '../period.ts';
import { Refusal, type Route, route } from '../route.ts';
import type { World } from '../world.ts';
import { pairKey } from './friendship.ts';
import { departmentTree, membersOfDepartments } from './members.ts';
import { hasLeft } from './state.ts';
import { closeTemporaryChat } from './temporary.ts';

const HISTORY_DAYS = 180;

export const statisticsRoutes: Route[] = [
  route(
    endpoints.getMemberBehaviour,
    {
      state: 'assumed',
      facts: '4.13',
      note: 'several members are summed; today is told too; welcomes and mass messages are not counted as messages',
    },
    (params, { world, scheduler }) => {
      const first = dayOf(params.start_time * 1000);
      const last = dayOf(params.end_time * 1000);
      if (first < dayOf(scheduler.now()) - HISTORY_DAYS) throw new Refusal(40058);
      const members = params.userid?.length ? params.userid : ofParties(params.partyid ?? [], world);
      for (const userid of members) if (!hasLeft(world, userid)) checkMember(userid, { world });
      return { behavior_data: dailyRows(world, members, { first, last }) };
    },
  ),

  route(
    endpoints.closeTemporaryChat,
    { state: 'assumed', facts: '4.2', note: '84061 without such a chat' },
    ({ userid, external_userid }, call) => {
      checkMember(userid, call);
      if (!call.world.people.byExternalUserId(external_userid)) throw new Refusal(40096);
      if (!closeTemporaryChat(call, pairKey(userid, external_userid))) throw new Refusal(84061);
      return {};
    },
  ),
];

function ofParties(ids: readonly number[], world: World): string[] {
  for (const id of ids) if (!departmentTree(world, id)) throw new Refusal(60003);
  return membersOfDepartments(world, ids).map((member) => member.userid);
}

function dailyRows(
  world: World,
  members: readonly string[],
  { first, last }: { first: number; last: number },
): endpoints.MemberBehaviour[] {
  const days = Array.from({ length: last - first + 1 }, () => ({
    chats: 0,
    messages: 0,
    begun: 0,
    answered: 0,
    firstAnswerMs: 0,
    applies: 0,
    negative: 0,
    contacts: 0,
  }));
  for (const userid of new Set(members.map((each) => each.toLowerCase()))) {
    for (const [day, counts] of world.roster.days.get(userid) ?? []) {
      const row = days[day - first];
      if (!row) continue;
      row.chats += counts.chats;
      row.messages += counts.messages;
      row.begun += counts.begun;
      row.answered += counts.answered;
      row.firstAnswerMs += counts.firstAnswerMs;
      row.applies += counts.applies;
    }
    for (const { createdAt, ended } of world.relationsOf(userid)) {
      const began = days[dayOf(createdAt) - first];
      if (began) began.contacts++;
      const left = ended?.by === 'customer' ? days[dayOf(ended.at) - first] : undefined;
      if (left) left.negative++;
    }
  }
  return days.map((row, i) => ({
    stat_time: startOfDay(first + i) / 1000,
    chat_cnt: row.chats,
    message_cnt: row.messages,
    ...(row.begun > 0 ? { reply_percentage: round((100 * row.answered) / row.begun) } : {}),
    ...(row.answered > 0 ? { avg_reply_time: Math.round(row.firstAnswerMs / row.answered / 60_000) } : {}),
    negative_feedback_cnt: row.negative,
    new_apply_cnt: row.applies,
    new_contact_cnt: row.contacts,
  }));
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}
