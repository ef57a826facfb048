/** What people do with media, moments, product album, interception rules. */
import { BadInput, type Command, given, maybeText, text, who } from '../control-input.ts';
import type { Parts, Reactions, Who } from '../parts.ts';
import { findPerson } from '../people.ts';
import { type Interception, intercepted } from './interception.ts';
import { keepMedia } from './media.ts';
import { commentOf, likeOf, post, replyBelow } from './moment-posting.ts';
import { type MomentTask, newTask, type StoredMoment } from './moments.ts';

/** A moment as a customer sees it: without `userid`, the one of the first member who showed it to them. */
interface SeenMoment {
  momentId: string;
  userid?: string;
  person: Who;
}

export interface ContentActions {
  /** A member posts a moment of their own, for all friends or for those with any of the tags. Undefined: no such member. */
  postMoment(input: {
    userid: string;
    text: string;
    tags?: readonly string[];
  }): { momentId: string } | undefined;
  /** The member posts what the corp asked for; returns how many it was shown to, undefined when it cannot be posted. */
  confirmMoment(input: { momentId: string; userid: string }): number | undefined;
  /** False when it was not shown to them, or they like it already. */
  likeMoment(input: SeenMoment): boolean;
  commentMoment(input: SeenMoment): boolean;
  /** The member who posted it writes below it. */
  replyMoment(input: { momentId: string; userid: string }): boolean;
  /** A page records voice by the JS-SDK; returns its media_id. */
  recordVoice(input: { bytes: Uint8Array }): string;
  /** What the interception rules would say to a text of the member. */
  checkText(input: { userid: string; text: string }): Interception | undefined;
}

export function createContentActions(parts: Parts, _reactions: Reactions): ContentActions {
  const { world, random, scheduler } = parts;
  const taskOf = ({ momentId, userid }: { momentId: string; userid: string }) =>
    world.content.moments.get(momentId)?.tasks.get(userid.toLowerCase());
  const react = (input: SeenMoment, how: typeof likeOf): boolean => {
    const person = findPerson(world.people, input.person);
    const moment = world.content.moments.get(input.momentId);
    if (!person || !moment) return false;
    const wanted = input.userid?.toLowerCase();
    const task = [...moment.tasks.values()].find(
      ({ userid, shown }) =>
        shown.includes(person) && (wanted === undefined || wanted === userid.toLowerCase()),
    );
    return task !== undefined && how(parts, task, person);
  };
  return {
    postMoment: ({ userid, text: content, tags = [] }) => {
      const member = world.staff.get(userid.toLowerCase());
      if (!member) return undefined;
      const now = scheduler.now();
      const task: MomentTask = newTask(member.userid);
      const moment: StoredMoment = {
        id: `mom${random.text(29, 'own moment', world.serial(), now)}`,
        content: { text: { content } },
        tags,
        createdAt: now,
        dispatchedAt: now,
        creator: member.userid,
        cancelled: false,
        tasks: new Map([[member.userid.toLowerCase(), task]]),
      };
      world.content.moments.set(moment.id, moment);
      post(parts, moment, task);
      return { momentId: moment.id };
    },
    confirmMoment: (input) => {
      const moment = world.content.moments.get(input.momentId);
      const task = taskOf(input);
      const isThere = moment && task && scheduler.now() >= moment.dispatchedAt;
      return isThere ? post(parts, moment, task) : undefined;
    },
    likeMoment: (input) => react(input, likeOf),
    commentMoment: (input) => react(input, commentOf),
    replyMoment: (input) => {
      const task = taskOf(input);
      return task !== undefined && replyBelow(parts, task);
    },
    recordVoice: ({ bytes }) => {
      const id = `3${random.text(43, 'voice', world.serial(), scheduler.now())}`;
      const file = { fileName: 'voice.amr', contentType: 'audio/amr', bytes, createdAt: scheduler.now() };
      keepMedia(world, { id, kind: 'voice', use: 'jssdk', ...file });
      return id;
    },
    checkText: ({ userid, text: content }) => intercepted(world, userid, content),
  };
}

const seen = (input: Parameters<Command>[0]) =>
  given({ momentId: text(input, 'momentId'), userid: maybeText(input, 'userid'), person: who(input) });
const own = (input: Parameters<Command>[0]) => ({
  momentId: text(input, 'momentId'),
  userid: text(input, 'userid'),
});

/** `POST /__sim/content/NAME`. */
export const contentCommands: Readonly<Record<string, Command>> = {
  'post-moment': (input, { actions }) =>
    actions.content.postMoment({
      userid: text(input, 'userid'),
      text: text(input, 'text'),
      tags: texts(input.tags),
    }) ?? { momentId: null },
  'confirm-moment': (input, { actions }) => ({ shown: actions.content.confirmMoment(own(input)) ?? null }),
  'like-moment': (input, { actions }) => ({ done: actions.content.likeMoment(seen(input) as SeenMoment) }),
  'comment-moment': (input, { actions }) => ({
    done: actions.content.commentMoment(seen(input) as SeenMoment),
  }),
  'reply-moment': (input, { actions }) => ({ done: actions.content.replyMoment(own(input)) }),
  'record-voice': (input, { actions }) => ({
    mediaId: actions.content.recordVoice({ bytes: Buffer.from(text(input, 'base64'), 'base64') }),
  }),
  'check-text': (input, { actions }) => ({
    intercepted:
      actions.content.checkText({ userid: text(input, 'userid'), text: text(input, 'text') }) ?? null,
  }),
};

function texts(value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value;
  throw new BadInput('tags must be a list of text');
}
