/** Mass messages after their creation: members confirm, travellers and groups receive, quotas hold. */
import { deliverToGroup } from './groups/messages.ts';
import { livingGroup, ownerOf, sameId } from './groups/state.ts';
import { spendMassQuota } from './mass-quota.ts';
import type { Actions, Parts, Reactions, Who } from './parts.ts';
import { findPerson } from './people.ts';
import { hasLeft, whenPresent } from './staff/state.ts';
import { linksOf } from './tap.ts';
import type { MassTask, StoredMass } from './world.ts';

export function createMassDelivery(parts: Parts, received: Reactions['received']) {
  const { settings, random, scheduler, world } = parts;
  /** To all, or to those the member picked; returns how many got it. */
  const deliver = (mass: StoredMass, task: MassTask, picked?: readonly string[]): number => {
    if (task.status === 2 || mass.cancelled || hasLeft(world, task.userid)) return 0;
    task.status = 2;
    task.sentAt = scheduler.now();
    if (picked) addPicked(parts, { mass, task, picked });
    const wanted = picked && new Set(picked);
    let delivered = 0;
    for (const recipient of task.recipients) {
      if (wanted?.has(recipient.person.externalUserId) === false) continue;
      if (sendToPerson(parts, { mass, task, recipient }, received)) delivered++;
    }
    for (const target of task.groups) {
      if (wanted?.has(target.chatId) === false) continue;
      if (sendToGroup(parts, { mass, task, target })) delivered++;
    }
    return delivered;
  };
  /** Members take their time, again after each reminder; those on holiday confirm when they are back. */
  const expectAnswers = (mass: StoredMass): void => {
    for (const task of mass.tasks.values()) {
      if (task.status === 2) continue;
      const member = world.staff.get(task.userid.toLowerCase());
      const patience = member?.confirm ?? settings.behaviours.confirm;
      if (patience === 'never') continue;
      const reminded = mass.reminders.length;
      const key = reminded === 0 ? ['confirm', mass.msgid] : ['confirm', reminded, mass.msgid];
      const delayMs = random.between(patience, ...key, task.userid);
      const dispatchMs = reminded === 0 ? settings.quotas.massDispatchMs : 0;
      scheduler.after(dispatchMs + delayMs, () =>
        whenPresent(world, task.userid, () => void deliver(mass, task)),
      );
    }
  };
  const confirmAllFor = (who: Who): number | undefined => {
    const person = findPerson(world.people, who);
    if (!person) return undefined;
    let delivered = 0;
    for (const mass of world.masses.values()) {
      for (const task of mass.tasks.values()) {
        if (task.recipients.some((recipient) => recipient.person === person))
          delivered += deliver(mass, task);
      }
    }
    return delivered;
  };
  const confirm: Actions['confirm'] = (input) => {
    if ('person' in input) return confirmAllFor(input.person);
    const mass = world.masses.get(input.msgid);
    const task = mass?.tasks.get(input.userid.toLowerCase());
    if (!mass || !task || (input.to && !mayPick(mass))) return undefined;
    return deliver(mass, task, input.to);
  };
  return { created: expectAnswers, reminded: expectAnswers, confirm };
}

function mayPick({ message }: StoredMass): boolean {
  return message.allow_select === true || (message.chat_type === 'group' && !message.chat_id_list?.length);
}

/** Customers and groups of the member that were not among the recipients. */
function addPicked(
  { world }: Parts,
  { mass, task, picked }: { mass: StoredMass; task: MassTask; picked: readonly string[] },
): void {
  const known = new Set([
    ...task.recipients.map(({ person }) => person.externalUserId),
    ...task.groups.map(({ chatId }) => chatId),
  ]);
  for (const id of picked) {
    if (known.has(id)) continue;
    if (mass.message.chat_type === 'group') {
      if (livingGroup(world.groups, id)) task.groups.push({ chatId: id, sentAt: undefined });
      continue;
    }
    const relation = world.relation(task.userid, id);
    if (relation) task.recipients.push({ person: relation.person, status: 0, sentAt: undefined });
  }
}

function sendToPerson(
  parts: Parts,
  to: { mass: StoredMass; task: MassTask; recipient: MassTask['recipients'][number] },
  received: Reactions['received'],
): boolean {
  const { world, scheduler, settings, archive } = parts;
  const { mass, task, recipient } = to;
  const now = scheduler.now();
  const { externalUserId } = recipient.person;
  const relation = world.relation(task.userid, externalUserId);
  if (!relation || !spendMassQuota(recipient.person, settings.quotas.mass, now)) {
    recipient.status = relation ? 3 : 2;
    return false;
  }
  recipient.status = 1;
  recipient.sentAt = now;
  received(relation, { at: now, from: task.userid, kind: 'mass', ...contentOf(mass), msgid: mass.msgid });
  archive.sent({ from: task.userid, to: externalUserId }, mass.message);
  return true;
}

function sendToGroup(
  parts: Parts,
  sending: { mass: StoredMass; task: MassTask; target: MassTask['groups'][number] },
): boolean {
  const { world, scheduler, settings } = parts;
  const { mass, task, target } = sending;
  const now = scheduler.now();
  const group = livingGroup(world.groups, target.chatId);
  // Nobody sends to a group that is no longer theirs.
  if (!group || !sameId(ownerOf(group), task.userid)) return false;
  if (!spendMassQuota(group, settings.quotas.mass, now)) return false;
  target.sentAt = now;
  deliverToGroup(parts, group, {
    at: now,
    from: task.userid,
    kind: 'mass',
    ...contentOf(mass),
    msgid: mass.msgid,
  });
  const to = [...group.members.values()].flatMap(({ id }) => (sameId(id, task.userid) ? [] : [id]));
  // The text is in the archive already.
  const { attachments = [] } = mass.message;
  parts.archive.sent({ from: task.userid, to, roomid: group.chatId }, { attachments });
  return true;
}

function contentOf({ message }: StoredMass) {
  const text = message.text?.content ?? '';
  const attachments = message.attachments ?? [];
  const cards = attachments.flatMap((each) => (each.msgtype === 'link' ? [each.link.url] : []));
  return { text, links: linksOf(text, cards), ...(attachments.length > 0 ? { attachments } : {}) };
}
