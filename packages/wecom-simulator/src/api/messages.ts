/** Welcome and mass messages. */
import { type Attachment, endpoints, type MessageBody } from '@jetbridge/wecom';
import { mediaFor } from '../content/media.ts';
import { recipientsOf } from '../mass-recipients.ts';
import { isInScope } from '../permission.ts';
import { type Context, Refusal, route } from '../route.ts';
import { linksOf } from '../tap.ts';
import type { StoredMass } from '../world.ts';
import { checkMember } from './friends.ts';
import { pageOf } from './paging.ts';

/** Documented: 20 seconds. That the 20,000th millisecond still counts is assumed. */
const WELCOME_MS = 20_000;
const MAX_REMINDERS = 3;
const DAY_MS = 86_400_000;

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
      checkMedia(params, context);
      welcome.sentAt = now;
      const text = params.text?.content ?? '';
      const cards = (params.attachments ?? []).flatMap((a) => (a.msgtype === 'link' ? [a.link.url] : []));
      archive.sent({ from: relation.userid, to: relation.person.externalUserId }, params);
      const links = linksOf(text, cards);
      const { attachments } = params;
      actions.received(relation, {
        at: now,
        from: relation.userid,
        kind: 'welcome',
        text,
        links,
        ...(attachments ? { attachments } : {}),
      });
      return {};
    },
  ),

  route(
    endpoints.addMassMessage,
    {
      state: 'verified',
      facts: '4.9',
      note: 'natural periods in Asia/Shanghai; 41048 where all have used their quota already, status 3 later; no chat_id_list: all groups of the sender, who may pick: assumed',
    },
    (message, context) => {
      const { world, scheduler, random, actions, app } = context;
      if (message.sender !== undefined) {
        checkMember(message.sender, context);
        if (!isInScope(app, message.sender)) throw new Refusal(60011);
      }
      checkMedia(message, context);
      const { tasks, failed } = recipientsOf(message, context);
      const createdAt = scheduler.now();
      const msgid = `msg${random.text(30, 'mass', world.serial(), createdAt)}`;
      const mass: StoredMass = { msgid, message, createdAt, cancelled: false, reminders: [], tasks };
      world.masses.set(msgid, mass);
      actions.massCreated(mass);
      return { fail_list: failed, msgid };
    },
  ),

  route(
    endpoints.listMassMessages,
    {
      state: 'assumed',
      facts: '4.9',
      note: 'one that is being dispatched is left out; members make none of their own, so creator and filter_type 1 find nothing',
    },
    (params, call) => {
      const { world, scheduler, settings } = call;
      const dispatched = scheduler.now() - settings.quotas.massDispatchMs;
      const listed = [...world.masses.values()].filter(({ message, createdAt }) => {
        const at = Math.floor(createdAt / 1000);
        const kind = message.chat_type ?? 'single';
        const found = kind === params.chat_type && at >= params.start_time && at <= params.end_time;
        return found && createdAt <= dispatched && !params.creator && params.filter_type !== 1;
      });
      const page = pageOf(listed, { ...pagingOf(params), fallback: 50, kind: 'mass' }, call);
      const group_msg_list = page.rows.map(({ msgid, message, createdAt }) => ({
        msgid,
        create_time: String(Math.floor(createdAt / 1000)),
        create_type: 0 as const,
        ...(message.text ? { text: message.text } : {}),
        attachments: message.attachments ?? [],
      }));
      return { group_msg_list, next_cursor: page.next_cursor };
    },
  ),

  route(endpoints.listMassMessageTasks, { state: 'verified', facts: '4.9' }, (params, context) => {
    const mass = findMass(params.msgid, context);
    const paging = { ...pagingOf(params), fallback: 500, kind: 'task' };
    const page = pageOf([...mass.tasks.values()], paging, context);
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
    const rows = [
      ...task.recipients.map(({ person, status, sentAt }) => ({
        external_userid: person.externalUserId,
        userid: task.userid,
        status,
        ...sendTime(sentAt),
      })),
      // Of groups only those that got it are told.
      ...task.groups.flatMap(({ chatId, sentAt }) =>
        sentAt === undefined
          ? []
          : [{ chat_id: chatId, userid: task.userid, status: 1 as const, ...sendTime(sentAt) }],
      ),
    ];
    const page = pageOf(rows, { ...pagingOf(params), fallback: 500, kind: 'result' }, context);
    return { send_list: page.rows, next_cursor: page.next_cursor };
  }),

  route(
    endpoints.remindMassMessage,
    {
      state: 'verified',
      facts: '4.9',
      note: 'any 24 hours; members who have not confirmed take their time anew: assumed',
    },
    ({ msgid }, context) => {
      const mass = findMass(msgid, context);
      if (mass.cancelled) throw new Refusal(41093);
      const now = context.scheduler.now();
      const recent = mass.reminders.filter((at) => at > now - DAY_MS);
      if (recent.length >= MAX_REMINDERS) throw new Refusal(41094);
      mass.reminders.push(now);
      context.actions.massReminded(mass);
      return {};
    },
  ),

  route(endpoints.cancelMassMessage, { state: 'verified', facts: '4.9' }, ({ msgid }, context) => {
    const mass = findMass(msgid, context);
    if (mass.cancelled) throw new Refusal(41093);
    mass.cancelled = true;
    return {};
  }),
];

/** Files must be there when they are sent: 40007 afterwards. */
function checkMedia({ attachments = [] }: MessageBody, { world, scheduler }: Context): void {
  for (const one of attachments) {
    const id = mediaIdOf(one);
    if (id) mediaFor(world, { id, uses: ['message'], now: scheduler.now() });
  }
}

function mediaIdOf(attachment: Attachment): string | undefined {
  if (attachment.msgtype === 'image') return attachment.image.media_id;
  if (attachment.msgtype === 'miniprogram') return attachment.miniprogram.pic_media_id;
  if (attachment.msgtype === 'video') return attachment.video.media_id;
  return attachment.msgtype === 'file' ? attachment.file.media_id : undefined;
}

function findMass(msgid: string, { world, scheduler, settings }: Context): StoredMass {
  const mass = world.masses.get(msgid);
  if (!mass) throw new Refusal(41047);
  if (scheduler.now() < mass.createdAt + settings.quotas.massDispatchMs) throw new Refusal(41063);
  return mass;
}

const pagingOf = (params: { cursor?: string; limit?: number }) => ({
  cursor: params.cursor,
  limit: params.limit,
});
const sendTime = (at: number | undefined) => (at === undefined ? {} : { send_time: Math.floor(at / 1000) });
