/** Endpoints of moments. */
import { endpoints, type NewMoment } from '@jetbridge/wecom';
import { pageOf } from '../api/paging.ts';
import { isInScope } from '../permission.ts';
import { type Call, type Context, Refusal, route } from '../route.ts';
import { departmentTree, membersOfDepartments } from '../staff/members.ts';
import { findTag } from '../world.ts';
import { mediaFor } from './media.ts';
import { expectPosts } from './moment-posting.ts';
import { type MomentJob, type MomentTask, newTask, type Reaction, type StoredMoment } from './moments.ts';

const CALLS_PER_MINUTE = 10;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A job works that long; then its moment is handed out for as long again. */
const JOB_MS = 1_000;
const MAX_RUNNING_JOBS = 5;

export const momentRoutes = [
  route(
    endpoints.addMomentTask,
    {
      state: 'verified',
      facts: '4.10',
      note: 'a job takes 1 s, dispatch another, 5 jobs at once (41078), tags are alternatives: assumed',
    },
    (moment, call) => {
      const { world, scheduler, random } = call;
      countCall(call);
      checkMedia(moment, call);
      const now = scheduler.now();
      const { momentJobs } = world.content;
      for (const [id, { createdAt }] of momentJobs) {
        if (now - createdAt <= DAY_MS) break;
        momentJobs.delete(id);
      }
      const running = [...momentJobs.values()].filter(({ createdAt }) => now - createdAt < JOB_MS);
      if (running.length >= MAX_RUNNING_JOBS) throw new Refusal(41078);
      const id = `jobid_${random.text(30, 'moment job', world.serial(), now)}`;
      momentJobs.set(id, { id, createdAt: now, result: startMoment(moment, call) });
      return { jobid: id };
    },
  ),

  route(
    endpoints.getMomentTaskResult,
    { state: 'verified', facts: '4.10', note: 'an unknown or old job answers 40058: assumed' },
    ({ jobid }, { world, scheduler }) => {
      const job = world.content.momentJobs.get(jobid);
      const ageMs = scheduler.now() - (job?.createdAt ?? 0);
      if (!job || ageMs > DAY_MS) throw new Refusal(40058);
      const status: 1 | 2 | 3 = ageMs < JOB_MS / 2 ? 1 : ageMs < JOB_MS ? 2 : 3;
      return { status, type: 'add_moment_task', ...(status === 3 ? { result: resultOf(job) } : {}) };
    },
  ),

  route(
    endpoints.cancelMomentTask,
    { state: 'assumed', facts: '4.10', note: 'what is posted stays; a second time changes nothing' },
    ({ moment_id }, call) => {
      corpMoment(moment_id, call).cancelled = true;
      return {};
    },
  ),

  route(
    endpoints.listMoments,
    {
      state: 'verified',
      facts: '4.10',
      note: 'oldest first; no creator for moments made by API: assumed',
    },
    (params, call) => {
      const { world, scheduler } = call;
      const { start_time, end_time, creator, filter_type = 2 } = params;
      const listed = [...world.content.moments.values()].filter(
        (moment) =>
          moment.createdAt >= start_time * 1000 &&
          moment.createdAt < (end_time + 1) * 1000 &&
          scheduler.now() >= moment.createdAt + (moment.creator === undefined ? JOB_MS : 0) &&
          (filter_type === 2 || filter_type === (moment.creator === undefined ? 0 : 1)) &&
          (!creator || moment.creator?.toLowerCase() === creator.toLowerCase()),
      );
      const page = pageOf(listed, { ...pagingOf(params), fallback: 20, kind: 'moment' }, call);
      return { moment_list: page.rows.map(shapeOf), next_cursor: page.next_cursor };
    },
  ),

  route(endpoints.listMomentTasks, { state: 'verified', facts: '4.10' }, (params, call) => {
    const { tasks } = corpMoment(params.moment_id, call);
    const page = pageOf(
      [...tasks.values()],
      { ...pagingOf(params), fallback: 500, kind: 'momenttask' },
      call,
    );
    return {
      task_list: page.rows.map(({ userid, postedAt }) => ({
        userid,
        publish_status: postedAt === undefined ? 0 : 1,
      })),
      next_cursor: page.next_cursor,
    };
  }),

  route(endpoints.listMomentCustomers, { state: 'verified', facts: '4.10' }, (params, call) => {
    const { audience, userid } = postedTask(params, call);
    const page = pageOf(audience, { ...pagingOf(params), fallback: 500, kind: 'audience' }, call);
    return {
      customer_list: page.rows.map((person) => ({ external_userid: person.externalUserId, userid })),
      next_cursor: page.next_cursor,
    };
  }),

  route(
    endpoints.listMomentResults,
    {
      state: 'assumed',
      facts: '4.10',
      note: 'no cap on what a customer is shown, unless quotas.moments says so',
    },
    (params, call) => {
      const { shown } = postedTask(params, call);
      const page = pageOf(shown, { ...pagingOf(params), fallback: 3000, kind: 'shown' }, call);
      return {
        customer_list: page.rows.map((person) => ({ external_userid: person.externalUserId })),
        next_cursor: page.next_cursor,
      };
    },
  ),

  route(endpoints.getMomentComments, { state: 'verified', facts: '4.10' }, (params, call) => {
    const { comments, likes } = postedTask(params, call);
    return { comment_list: comments.map(reactionOf), like_list: likes.map(reactionOf) };
  }),
];

function countCall({ world, scheduler }: Call): void {
  const { momentCalls } = world.content;
  const now = scheduler.now();
  momentCalls.at = momentCalls.at.filter((at) => now - at < MINUTE_MS);
  if (now < momentCalls.blockedUntil) throw new Refusal(45009);
  if (momentCalls.at.length >= CALLS_PER_MINUTE) {
    momentCalls.blockedUntil = now + MINUTE_MS;
    throw new Refusal(45009);
  }
  momentCalls.at.push(now);
}

function checkMedia({ attachments }: NewMoment, { world, scheduler }: Call): void {
  const check = (id: string, kind: 'image' | 'video') => {
    const media = mediaFor(world, { id, uses: ['moment'], now: scheduler.now() });
    if (media.kind !== kind) throw new Refusal(41072);
  };
  for (const attachment of attachments ?? []) {
    if (attachment.msgtype === 'image') check(attachment.image?.media_id, 'image');
    else if (attachment.msgtype === 'video') check(attachment.video?.media_id, 'video');
    else if (!attachment.link) throw new Refusal(40063);
    else if (attachment.link.media_id) check(attachment.link.media_id, 'image');
  }
}

/** Who is asked and whose friends see it; the unknown are named. Without anybody to ask there is no moment. */
function startMoment(input: NewMoment, call: Call): MomentJob['result'] {
  const { world, random, scheduler, app } = call;
  const { visible_range, ...content } = input;
  const users = visible_range?.sender_list?.user_list ?? [];
  const departments = visible_range?.sender_list?.department_list ?? [];
  const wantedTags = visible_range?.external_contact_list?.tag_list ?? [];
  const memberOf = (userid: unknown) =>
    typeof userid === 'string' && isInScope(app, userid) ? world.staff.get(userid.toLowerCase()) : undefined;
  const named = users.flatMap((userid) => memberOf(userid) ?? []);
  const all = users.length + departments.length === 0 ? [...world.staff.values()] : [];
  const senders = [...new Set([...named, ...membersOfDepartments(world, departments), ...all])].filter(
    ({ userid }) => isInScope(app, userid),
  );
  const tags = wantedTags.filter((tag) => findTag(world, tag));
  const unmet = {
    errcode: senders.length === 0 ? 40031 : wantedTags.length > 0 && tags.length === 0 ? 40068 : 0,
  };
  const result = {
    ...unmet,
    momentId: undefined,
    invalidUsers: users.filter((userid) => !memberOf(userid)),
    invalidDepartments: departments.filter((id) => !departmentTree(world, id)),
    invalidTags: wantedTags.filter((tag) => !tags.includes(tag)),
  };
  if (unmet.errcode !== 0) return result;
  const now = scheduler.now();
  const moment: StoredMoment = {
    id: `mom${random.text(29, 'moment', world.serial(), now)}`,
    content,
    tags,
    createdAt: now,
    dispatchedAt: now + 2 * JOB_MS,
    creator: undefined,
    cancelled: false,
    tasks: new Map(senders.map(({ userid }) => [userid.toLowerCase(), newTask(userid)])),
  };
  world.content.moments.set(moment.id, moment);
  expectPosts(call, moment);
  return { ...result, momentId: moment.id };
}

function resultOf({ result }: MomentJob) {
  return {
    errcode: result.errcode,
    errmsg: result.errcode === 0 ? 'ok' : 'failed',
    ...(result.momentId === undefined ? {} : { moment_id: result.momentId }),
    invalid_sender_list: { user_list: result.invalidUsers, department_list: result.invalidDepartments },
    invalid_external_contact_list: { tag_list: result.invalidTags },
  };
}

function findMoment(id: string, { world, scheduler }: Context): StoredMoment {
  const moment = world.content.moments.get(id);
  if (!moment || scheduler.now() < moment.dispatchedAt - JOB_MS) throw new Refusal(41060);
  if (scheduler.now() < moment.dispatchedAt) throw new Refusal(41079);
  return moment;
}

function corpMoment(id: string, context: Context): StoredMoment {
  const moment = findMoment(id, context);
  if (moment.creator !== undefined) throw new Refusal(41067);
  return moment;
}

function postedTask(params: { moment_id: string; userid: string }, context: Context): MomentTask {
  const task = findMoment(params.moment_id, context).tasks.get(params.userid.toLowerCase());
  if (!task) throw new Refusal(41061);
  if (task.postedAt === undefined) throw new Refusal(41062);
  return task;
}

function shapeOf({ id, content, tags, createdAt, creator }: StoredMoment) {
  const attachments = content.attachments ?? [];
  const images = attachments.flatMap((each) => (each.msgtype === 'image' ? [each.image] : []));
  const [video] = attachments.flatMap((each) => (each.msgtype === 'video' ? [each.video] : []));
  const [link] = attachments.flatMap((each) => (each.msgtype === 'link' ? [each.link] : []));
  return {
    moment_id: id,
    ...(creator === undefined ? {} : { creator }),
    create_time: Math.floor(createdAt / 1000),
    create_type: creator === undefined ? (0 as const) : (1 as const),
    visible_type: tags.length > 0 ? (0 as const) : (1 as const),
    ...(content.text ? { text: content.text } : {}),
    ...(images.length > 0 ? { image: images } : {}),
    ...(video ? { video } : {}),
    ...(link ? { link: { ...(link.title ? { title: link.title } : {}), url: link.url } } : {}),
  };
}

function reactionOf({ by, at }: Reaction) {
  const who = 'userid' in by ? { userid: by.userid } : { external_userid: by.externalUserId };
  return { ...who, create_time: Math.floor(at / 1000) };
}

function pagingOf({ cursor, limit }: { cursor?: string; limit?: number }) {
  return { cursor, limit };
}
