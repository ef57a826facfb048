/** Mass messages after their creation: members confirm, travellers receive, quotas hold. */

import type { MassQuota } from './options.ts';
import type { Actions, Parts, Reactions, Who } from './parts.ts';
import { findPerson, type Person } from './people.ts';
import { periodOf } from './period.ts';
import { linksOf } from './tap.ts';
import type { MassTask, StoredMass } from './world.ts';

export function createMassDelivery(parts: Parts, received: Reactions['received']) {
  const { settings, random, scheduler, world } = parts;
  const deliver = (mass: StoredMass, task: MassTask): number => {
    if (task.status === 2 || mass.cancelled) return 0;
    task.status = 2;
    task.sentAt = scheduler.now();
    let delivered = 0;
    for (const recipient of task.recipients) {
      const relation = world.relation(task.userid, recipient.person.externalUserId);
      if (!relation) recipient.status = 2;
      else if (!spend(recipient.person, settings.quotas.mass, scheduler.now())) recipient.status = 3;
      else {
        recipient.status = 1;
        recipient.sentAt = scheduler.now();
        delivered++;
        const text = mass.message.text?.content ?? '';
        const links = linksOf(text, cardLinks(mass));
        received(relation, {
          at: scheduler.now(),
          from: task.userid,
          kind: 'mass',
          text,
          links,
          msgid: mass.msgid,
        });
        if (text)
          parts.archive.text({ from: task.userid, to: recipient.person.externalUserId, content: text });
      }
    }
    return delivered;
  };
  const created: Reactions['massCreated'] = (mass) => {
    for (const task of mass.tasks.values()) {
      const member = world.staff.get(task.userid.toLowerCase());
      const patience = member?.confirm ?? settings.behaviours.confirm;
      if (patience === 'never') continue;
      const delayMs = random.between(patience, 'confirm', mass.msgid, task.userid);
      scheduler.after(settings.quotas.massDispatchMs + delayMs, () => void deliver(mass, task));
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
    return mass && task ? deliver(mass, task) : undefined;
  };
  return { created, confirm };
}

function cardLinks(mass: StoredMass): string[] {
  return (mass.message.attachments ?? []).flatMap((a) => (a.msgtype === 'link' ? [a.link.url] : []));
}

/** Counts one more mass message for the traveller; false when the period's are used up. */
function spend(person: Person, quota: MassQuota, now: number): boolean {
  if (quota === 'none') return true;
  const period = periodOf(quota.mode, now);
  const used = person.massQuota.period === period ? person.massQuota.count : 0;
  if (used >= quota.n) return false;
  person.massQuota = { period, count: used + 1 };
  return true;
}
