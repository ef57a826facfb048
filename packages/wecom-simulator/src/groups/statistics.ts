/** Endpoints of group statistics, counted from what happened. */
import { endpoints, type GroupFigures } from '@jetbridge/wecom';
import { dayOf, startOfDay } from '../period.ts';
import { type Call, Refusal, route } from '../route.ts';
import { checkOwner } from './lookup.ts';
import { type Group, sameId } from './state.ts';

const HISTORY_DAYS = 180;

const orders: Readonly<Record<1 | 2 | 3 | 4, keyof GroupFigures>> = {
  1: 'new_chat_cnt',
  2: 'chat_total',
  3: 'new_member_cnt',
  4: 'member_total',
};

export const statisticsRoutes = [
  route(
    endpoints.groupStatistics,
    {
      state: 'assumed',
      facts: '4.13',
      note: 'today is included; 180 days back; a group counts for its owner at the end; without order_by: as asked for',
    },
    (params, call) => {
      const days = daysOf(params, call);
      const rows = ownersOf(params.owner_filter.userid_list, call).map((owner) => ({
        owner,
        data: figuresOf(call, [owner], days),
      }));
      if (params.order_by !== undefined) {
        const by = orders[params.order_by];
        const sign = params.order_asc === 1 ? 1 : -1;
        rows.sort((a, b) => sign * ((a.data[by] ?? 0) - (b.data[by] ?? 0)));
      }
      const offset = params.offset ?? 0;
      const items = rows.slice(offset, offset + (params.limit ?? 500));
      return { total: rows.length, next_offset: Math.min(rows.length, offset + items.length), items };
    },
  ),

  route(
    endpoints.groupStatisticsByDay,
    {
      state: 'assumed',
      facts: '4.13',
      note: 'as groupchat/statistic; days without any group have a row too',
    },
    (params, call) => {
      const { from, to } = daysOf(params, call);
      const owners = ownersOf(params.owner_filter.userid_list, call);
      const items = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).map((day) => ({
        stat_time: startOfDay(day) / 1000,
        data: figuresOf(call, owners, { from: day, to: day }),
      }));
      return { items };
    },
  ),
];

interface Days {
  from: number;
  to: number;
}

function daysOf(query: { day_begin_time: number; day_end_time?: number }, { scheduler }: Call): Days {
  const today = dayOf(scheduler.now());
  const from = dayOf(query.day_begin_time * 1000);
  if (from < today - HISTORY_DAYS) throw new Refusal(40058);
  return { from, to: Math.min(today, dayOf((query.day_end_time ?? query.day_begin_time) * 1000)) };
}

function ownersOf(userids: readonly string[], call: Call): string[] {
  const owners: string[] = [];
  for (const userid of userids) {
    checkOwner(userid, call);
    if (!owners.some((known) => sameId(known, userid))) owners.push(userid);
  }
  return owners;
}

function figuresOf({ world }: Call, owners: readonly string[], days: Days): GroupFigures {
  const figures: GroupFigures = {
    new_chat_cnt: 0,
    chat_total: 0,
    chat_has_msg: 0,
    new_member_cnt: 0,
    member_total: 0,
    member_has_msg: 0,
    msg_total: 0,
    migrate_trainee_chat_cnt: 0,
  };
  for (const group of world.groups.all) {
    const owner = ownerOn(group, days.to);
    if (owner !== undefined && owners.some((each) => sameId(each, owner))) count(group, days, figures);
  }
  return figures;
}

/** Who owned it at the end of that day. */
function ownerOn(group: Group, day: number): string | undefined {
  return group.owners.findLast(({ since }) => dayOf(since) <= day)?.userid;
}

function count(group: Group, { from, to }: Days, figures: GroupFigures): void {
  let members = 0;
  let messages = 0;
  const writers = new Set<string>();
  for (const [number, day] of group.days) {
    if (number > to) continue;
    members += day.joined - day.left;
    if (number < from) continue;
    figures.new_member_cnt += day.joined;
    messages += day.messages;
    for (const writer of day.writers) writers.add(writer);
  }
  if (dayOf(group.createdAt) >= from) figures.new_chat_cnt++;
  figures.msg_total += messages;
  figures.member_has_msg += writers.size;
  if (messages > 0) figures.chat_has_msg++;
  if (group.dismissedAt !== undefined && dayOf(group.dismissedAt) <= to) return;
  figures.chat_total++;
  figures.member_total += members;
}
