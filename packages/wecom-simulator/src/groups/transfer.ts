/** Endpoints that give groups to another owner: after the old one left, and on the job. */
import { endpoints, errorMeaning, type GroupTransfer, type GroupTransferFailed } from '@jetbridge/wecom';
import { dayOf } from '../period.ts';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, route } from '../route.ts';
import { hasLeft } from '../staff/state.ts';
import { dropMember, handOver } from './changes.ts';
import { type Group, livingGroup, memberOf, ownerOf, sameId } from './state.ts';

/** From the call to the new owner; not published. */
const INHERIT_MS = 60_000;
const INHERITED_PER_DAY = 300;
const ON_JOB_TRANSFERS = 2;
const ON_JOB_DAYS = 90;

export const transferRoutes = [
  route(
    endpoints.transferGroups,
    {
      state: 'assumed',
      facts: '4.7',
      note: 'takes a minute; the old owner leaves the group; 90501 for an unknown group; 45009 for the 301st of a day',
    },
    (params, call) => each(params, call, inherit),
  ),

  route(
    endpoints.transferGroupsOnJob,
    {
      state: 'assumed',
      facts: '4.7',
      note: 'at once; the old owner stays a member; 40128 for the third in 90 natural days in Asia/Shanghai',
    },
    (params, call) => each(params, call, transferOnJob),
  ),
];

type Rule = (group: Group, heir: string, call: Call) => number;

function each(params: GroupTransfer, call: Call, rule: Rule): { failed_chat_list: GroupTransferFailed[] } {
  const heir = heirOf(params.new_owner, call);
  const failed_chat_list: GroupTransferFailed[] = [];
  for (const chat_id of new Set(params.chat_id_list)) {
    const group = livingGroup(call.world.groups, chat_id);
    const errcode = group ? rule(group, heir, call) : 90501;
    if (errcode !== 0) failed_chat_list.push({ chat_id, errcode, errmsg: errorMeaning(errcode).en });
  }
  call.settings.onChange?.();
  return { failed_chat_list };
}

function heirOf(userid: string, { world, app }: Call): string {
  const member = world.staff.get(userid.toLowerCase());
  if (!member) throw new Refusal(40003);
  if (!isInScope(app, member.userid)) throw new Refusal(60011);
  if (member.activated === false) throw new Refusal(41054);
  return member.userid;
}

const inherit: Rule = (group, heir, call) => {
  const { world, scheduler, random, settings } = call;
  const old = ownerOf(group);
  if (group.inheritance === 'under_way') return 90507;
  if (!hasLeft(world, old)) return group.inheritance === 'done' ? 90508 : 90500;
  if (!hasRoom(group, heir, call)) return 90503;
  const day = dayOf(scheduler.now());
  const key = old.toLowerCase();
  const given = world.groups.inherited.get(key);
  const count = given?.day === day ? given.count : 0;
  if (count >= INHERITED_PER_DAY) return 45009;
  world.groups.inherited.set(key, { day, count: count + 1 });
  group.inheritance = 'under_way';
  scheduler.after(INHERIT_MS, () => {
    // An heir who has left too inherits nothing: the group waits again.
    group.inheritance = hasLeft(world, heir) ? 'none' : 'done';
    if (group.inheritance === 'none' || group.dismissedAt !== undefined) return;
    const leaver = memberOf(group, old);
    if (leaver) dropMember(random, group, { member: leaver, at: scheduler.now() });
    handOver(random, group, { userid: heir, at: scheduler.now() });
    settings.onChange?.();
  });
  return 0;
};

const transferOnJob: Rule = (group, heir, call) => {
  const { world, scheduler, random } = call;
  const now = scheduler.now();
  if (hasLeft(world, ownerOf(group))) return 90502;
  if (sameId(ownerOf(group), heir)) return 90504;
  const recent = group.transfers.filter((at) => dayOf(now) - dayOf(at) < ON_JOB_DAYS);
  if (recent.length >= ON_JOB_TRANSFERS) return 40128;
  if (!hasRoom(group, heir, call)) return 90503;
  group.transfers = [...recent, now];
  handOver(random, group, { userid: heir, at: now });
  return 0;
};

function hasRoom(group: Group, heir: string, { settings }: Call): boolean {
  return memberOf(group, heir) !== undefined || group.members.size < settings.quotas.groupSize;
}
