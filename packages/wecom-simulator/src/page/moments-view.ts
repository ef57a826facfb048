/** Moments: those on a traveller's phone, and those that wait for a member to post them. */
import type { MomentTask, StoredMoment } from '../content/moments.ts';
import type { Core } from '../core.ts';
import type { Person } from '../people.ts';
import { nameOf, staffName } from './people-view.ts';

const MAX_MOMENTS = 40;

const newest = ({ world }: Core): StoredMoment[] => [...world.content.moments.values()].slice(-200).reverse();

export function momentsFor(core: Core, person: Person) {
  const feed = [];
  for (const moment of newest(core)) {
    if (moment.cancelled) continue;
    for (const { userid } of core.world.relationsWith(person.externalUserId)) {
      const task = moment.tasks.get(userid.toLowerCase());
      if (task?.postedAt !== undefined && task.shown.includes(person))
        feed.push(shown(core, { moment, task, person }));
    }
    if (feed.length >= MAX_MOMENTS) break;
  }
  return feed.sort((a, b) => b.at - a.at);
}

function shown(
  core: Core,
  { moment, task, person }: { moment: StoredMoment; task: MomentTask; person: Person },
) {
  const attachments = moment.content.attachments ?? [];
  const isTheirs = (by: MomentTask['likes'][number]['by']) =>
    'externalUserId' in by && by.externalUserId === person.externalUserId;
  const link = attachments.find((each) => each.msgtype === 'link');
  return {
    id: moment.id,
    userid: task.userid,
    name: staffName(core, task.userid),
    at: task.postedAt ?? moment.createdAt,
    text: moment.content.text?.content ?? '',
    images: attachments.flatMap((each) => (each.msgtype === 'image' ? [each.image.media_id] : [])),
    link: link?.msgtype === 'link' ? { title: link.link.title ?? '', url: link.link.url } : null,
    likes: task.likes.length,
    liked: task.likes.some(({ by }) => isTheirs(by)),
    comments: task.comments
      .slice(-20)
      .map(({ by }) => nameOf(core, 'userid' in by ? by.userid : by.externalUserId)),
  };
}

export function momentsWaiting(core: Core, userid: string) {
  const now = core.scheduler.now();
  return newest(core).flatMap((moment) => {
    const task = moment.tasks.get(userid.toLowerCase());
    const waits = task && task.postedAt === undefined && !moment.cancelled && moment.dispatchedAt <= now;
    return waits ? [{ id: moment.id, at: moment.createdAt, text: moment.content.text?.content ?? '' }] : [];
  });
}
