/** Members post moments, friends see them, like them and write below them. */
import { spendMassQuota } from '../mass-quota.ts';
import type { Parts } from '../parts.ts';
import type { Person } from '../people.ts';
import { whenPresent } from '../staff/state.ts';
import type { MomentTask, StoredMoment } from './moments.ts';

/** Members who are asked to post take as long as with a mass message. */
export function expectPosts(parts: Parts, moment: StoredMoment): void {
  const { world, settings, random, scheduler } = parts;
  for (const task of moment.tasks.values()) {
    const patience = world.staff.get(task.userid.toLowerCase())?.confirm ?? settings.behaviours.confirm;
    if (patience === 'never') continue;
    const delayMs = random.between(patience, 'post', moment.id, task.userid);
    scheduler.after(moment.dispatchedAt - scheduler.now() + delayMs, () =>
      whenPresent(world, task.userid, () => void post(parts, moment, task)),
    );
  }
}

/** The member posts it now; how many it is shown to, or undefined when it cannot be posted any more. */
export function post(parts: Parts, moment: StoredMoment, task: MomentTask): number | undefined {
  const { world, settings, scheduler } = parts;
  if (moment.cancelled || task.postedAt !== undefined) return undefined;
  task.postedAt = scheduler.now();
  task.audience = world
    .relationsOf(task.userid)
    .filter(
      ({ ended, tags }) => !ended && (moment.tags.length === 0 || moment.tags.some((tag) => tags.has(tag))),
    )
    .map(({ person }) => person);
  task.shown =
    settings.quotas.moments === 'none'
      ? task.audience
      : task.audience.filter((person) => spendSight(parts, person));
  for (const person of task.shown) reactLater(parts, { moment, task, person });
  return task.shown.length;
}

/** False when the customer has been shown as many as the period allows. */
function spendSight({ world, settings, scheduler }: Parts, person: Person): boolean {
  const { momentsShown } = world.content;
  const holder = momentsShown.get(person.externalUserId) ?? { massQuota: { period: '', count: 0 } };
  momentsShown.set(person.externalUserId, holder);
  return spendMassQuota(holder, settings.quotas.moments, scheduler.now());
}

function reactLater(parts: Parts, sight: { moment: StoredMoment; task: MomentTask; person: Person }): void {
  const { random, scheduler, settings } = parts;
  const { moment, task, person } = sight;
  const key = [moment.id, task.userid, person.externalUserId];
  const { like, comment } = settings.behaviours;
  if (random.chance(like.rate, 'like', ...key)) {
    scheduler.after(
      random.between(like.delayMs, 'like after', ...key),
      () => void likeOf(parts, task, person),
    );
  }
  if (random.chance(comment.rate, 'comment', ...key)) {
    scheduler.after(
      random.between(comment.delayMs, 'comment after', ...key),
      () => void commentOf(parts, task, person),
    );
  }
}

/** False when it was not shown to them, they are no friends any more, or they like it already. */
export function likeOf(parts: Parts, task: MomentTask, person: Person): boolean {
  const { externalUserId } = person;
  const liked = task.likes.some(({ by }) => 'externalUserId' in by && by.externalUserId === externalUserId);
  if (liked || !sees(parts, task, person)) return false;
  task.likes.push({ by: { externalUserId }, at: parts.scheduler.now() });
  return true;
}

export function commentOf(parts: Parts, task: MomentTask, person: Person): boolean {
  if (!sees(parts, task, person)) return false;
  task.comments.push({ by: { externalUserId: person.externalUserId }, at: parts.scheduler.now() });
  return true;
}

/** The member writes below their own moment. */
export function replyBelow(parts: Parts, task: MomentTask): boolean {
  if (task.postedAt === undefined) return false;
  task.comments.push({ by: { userid: task.userid }, at: parts.scheduler.now() });
  return true;
}

function sees({ world }: Parts, task: MomentTask, person: Person): boolean {
  return task.shown.includes(person) && world.relation(task.userid, person.externalUserId) !== undefined;
}
