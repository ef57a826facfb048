/** Who a mass message goes to, and through whom. */
import type { MassMessage } from '@jetbridge/wecom';
import { type Group, livingGroup, ownerOf, sameId } from './groups/state.ts';
import { hasMassQuota } from './mass-quota.ts';
import { type Call, Refusal } from './route.ts';
import type { MassTask, Relation } from './world.ts';

interface Recipients {
  /** By lower-cased userid. */
  tasks: Map<string, MassTask>;
  failed: string[];
}

/** Refuses with 41048 if there is nobody left, also because all have used their quota. */
export function recipientsOf(message: MassMessage, call: Call): Recipients {
  const { settings, scheduler } = call;
  const can = (holder: Parameters<typeof hasMassQuota>[0]) =>
    hasMassQuota(holder, settings.quotas.mass, scheduler.now());
  if (message.chat_type === 'group') {
    const { groups, failed } = groupsOf(message, call);
    if (!groups.some(can)) throw new Refusal(41048, { fail_list: failed });
    const userid = message.sender ?? '';
    const task = newTask(call.world.staff.get(userid.toLowerCase())?.userid ?? userid);
    for (const { chatId } of groups) task.groups.push({ chatId, sentAt: undefined });
    return { tasks: new Map([[userid.toLowerCase(), task]]), failed };
  }
  const { relations, failed } = relationsOf(message, call);
  if (!relations.some(({ person }) => can(person))) throw new Refusal(41048, { fail_list: failed });
  return { tasks: tasksFor(relations), failed };
}

function groupsOf(message: MassMessage, { world }: Call): { groups: Group[]; failed: string[] } {
  const sender = message.sender ?? '';
  const own = (group: Group | undefined): group is Group =>
    group !== undefined && sameId(ownerOf(group), sender);
  if (!message.chat_id_list?.length) {
    const all = world.groups.all.filter((group) => own(group) && group.dismissedAt === undefined);
    return { groups: all, failed: [] };
  }
  const groups: Group[] = [];
  const failed: string[] = [];
  for (const chatId of new Set(message.chat_id_list)) {
    const group = livingGroup(world.groups, chatId);
    if (own(group)) groups.push(group);
    else failed.push(chatId);
  }
  return { groups, failed };
}

/** Without a sender: through the member who talked to each customer last. */
function relationsOf(message: MassMessage, { world }: Call): { relations: Relation[]; failed: string[] } {
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

function newTask(userid: string): MassTask {
  return { userid, status: 0, sentAt: undefined, recipients: [], groups: [] };
}

function tasksFor(relations: readonly Relation[]): Map<string, MassTask> {
  const tasks = new Map<string, MassTask>();
  for (const { userid, person } of relations) {
    const key = userid.toLowerCase();
    const task = tasks.get(key) ?? newTask(userid);
    tasks.set(key, task);
    task.recipients.push({ person, status: 0, sentAt: undefined });
  }
  return tasks;
}
