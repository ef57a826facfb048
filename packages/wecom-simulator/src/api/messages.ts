/** Welcome and mass messages. */
import { endpoints, type MassMessage } from '@jetbridge/wecom';
import { type Context, Refusal, route } from '../route.ts';
import { linksOf } from '../tap.ts';
import type { MassTask, Relation, StoredMass } from '../world.ts';
import { checkMember } from './friends.ts';
import { pageOf } from './paging.ts';

/** Documented: 20 seconds. That the 20,000th millisecond still counts is assumed. */
const WELCOME_MS = 20_000;

export const messageRoutes = [
  route(
    endpoints.sendWelcome,
    {
      state: 'verified',
      facts: '4.5',
      note: 'the 20,000th millisecond still counts, a used code answers 41050: assumed',
    },
    (params, context) => {
      const { world, scheduler, archive, actions } = context;
      const now = scheduler.now();
      const relation = world.welcomes.get(params.welcome_code);
      const welcome = relation?.welcome;
      if (!relation || !welcome || relation.ended) throw new Refusal(41050);
      if (welcome.sentAt !== undefined || now - welcome.issuedAt > WELCOME_MS) throw new Refusal(41050);
      if (relation.chatStarted) throw new Refusal(41051);
      welcome.sentAt = now;
      const text = params.text?.content ?? '';
      const cards = (params.attachments ?? []).flatMap((a) => (a.msgtype === 'link' ? [a.link.url] : []));
      if (text) archive.text({ from: relation.userid, to: relation.person.externalUserId, content: text });
      const links = linksOf(text, cards);
      actions.received(relation, { at: now, from: relation.userid, kind: 'welcome', text, links });
      return {};
    },
  ),

  route(
    endpoints.addMassMessage,
    { state: 'verified', facts: '4.9', note: 'natural periods in Asia/Shanghai: assumed' },
    (message, context) => {
      const { world, scheduler, random, actions } = context;
      // Customer groups are not simulated yet, so no group can receive.
      if (message.chat_type === 'group') throw new Refusal(41048);
      if (message.sender !== undefined) checkMember(message.sender, context);
      const { relations, failed } = recipientsOf(message, context);
      if (relations.length === 0) throw new Refusal(41048, { fail_list: failed });
      const msgid = `msg${random.text(30, 'mass', world.serial(), scheduler.now())}`;
      const mass: StoredMass = {
        msgid,
        message,
        createdAt: scheduler.now(),
        cancelled: false,
        tasks: tasksFor(relations),
      };
      world.masses.set(msgid, mass);
      actions.massCreated(mass);
      return { fail_list: failed, msgid };
    },
  ),

  route(endpoints.listMassMessageTasks, { state: 'verified', facts: '4.9' }, (params, context) => {
    const mass = findMass(params.msgid, context);
    const page = pageOf([...mass.tasks.values()], { ...pagingOf(params), fallback: 500, kind: 'task' });
    const task_list = page.rows.map(({ userid, status, sentAt }) => ({
      userid,
      status,
      ...sendTime(sentAt),
    }));
    return { task_list, next_cursor: page.next_cursor };
  }),

  route(endpoints.listMassMessageResults, { state: 'verified', facts: '4.9' }, (params, context) => {
    const task = findMass(params.msgid, context).tasks.get(params.userid.toLowerCase());
    if (!task) throw new Refusal(40003);
    const page = pageOf(task.recipients, { ...pagingOf(params), fallback: 500, kind: 'result' });
    const send_list = page.rows.map(({ person, status, sentAt }) => ({
      external_userid: person.externalUserId,
      userid: task.userid,
      status,
      ...sendTime(sentAt),
    }));
    return { send_list, next_cursor: page.next_cursor };
  }),

  route(endpoints.cancelMassMessage, { state: 'verified', facts: '4.9' }, ({ msgid }, context) => {
    const mass = findMass(msgid, context);
    if (mass.cancelled) throw new Refusal(41093);
    mass.cancelled = true;
    return {};
  }),
];

function findMass(msgid: string, { world, scheduler, settings }: Context): StoredMass {
  const mass = world.masses.get(msgid);
  if (!mass) throw new Refusal(41047);
  if (scheduler.now() < mass.createdAt + settings.quotas.massDispatchMs) throw new Refusal(41063);
  return mass;
}

/** Who gets it through whom. Without a sender: the member who talked to each customer last. */
function recipientsOf(message: MassMessage, context: Context): { relations: Relation[]; failed: string[] } {
  const { world } = context;
  const failed: string[] = [];
  let relations: Relation[];
  if (message.external_userid?.length) {
    relations = [...new Set(message.external_userid)].flatMap((id) => {
      const relation = message.sender ? world.relation(message.sender, id) : latest(world.relationsWith(id));
      if (!relation) failed.push(id);
      return relation ? [relation] : [];
    });
  } else if (message.sender) {
    relations = world.relationsOf(message.sender).filter((relation) => !relation.ended);
  } else {
    relations = [...new Set([...world.allRelations()].map((r) => r.person.externalUserId))].flatMap(
      (id) => latest(world.relationsWith(id)) ?? [],
    );
  }
  const groups = message.tag_filter?.group_list ?? [];
  const matches = (relation: Relation) =>
    groups.every((group) => group.tag_list.some((tag) => relation.tags.has(tag)));
  return { relations: relations.filter(matches), failed };
}

function latest(relations: readonly Relation[]): Relation | undefined {
  return relations.reduce<Relation | undefined>((a, b) => (a && a.lastAt >= b.lastAt ? a : b), undefined);
}

function tasksFor(relations: readonly Relation[]): Map<string, MassTask> {
  const tasks = new Map<string, MassTask>();
  for (const { userid, person } of relations) {
    const key = userid.toLowerCase();
    const task = tasks.get(key) ?? { userid, status: 0, sentAt: undefined, recipients: [] };
    tasks.set(key, task);
    task.recipients.push({ person, status: 0, sentAt: undefined });
  }
  return tasks;
}

const pagingOf = (params: { cursor?: string; limit?: number }) => ({
  cursor: params.cursor,
  limit: params.limit,
});
const sendTime = (at: number | undefined) => (at === undefined ? {} : { send_time: Math.floor(at / 1000) });
