/** Endpoints of messages of an app to members. */
import { endpoints } from '@jetbridge/wecom';
import { spend } from '../meters.ts';
import { periodOf } from '../period.ts';
import { type Call, Refusal, route } from '../route.ts';
import { audienceOf, mustReach, reach } from './audience.ts';
import { changeCard, findResponseCode, isInteractive, issueResponseCode } from './cards.ts';
import { checkMedia, checkTaskId, deliver, shown, withoutSurplus } from './deliver.ts';
import { acceptingLongText } from './long-text.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DUPLICATE_CHECK_S = 1_800;
/** Person-times a day are 200 for each account the corp may have; a small corp may have a thousand. */
const LEAST_ACCOUNTS = 1_000;
const PER_ACCOUNT = 200;

type Sent = Parameters<NonNullable<(typeof endpoints.sendAppMessage)['check']>>[0];

export const messageRoutes = [
  route(
    acceptingLongText(endpoints.sendAppMessage),
    {
      state: 'verified',
      facts: '6.1',
      note: 'a duplicate answers 0 and reaches nobody, a corp has at least 1,000 accounts, 42014 for a task_id used before: assumed; nobody is unlicensed',
    },
    (message, call) => send(message, call),
  ),

  route(
    endpoints.recallAppMessage,
    {
      state: 'verified',
      facts: '6.1',
      note: '40058 for an unknown msgid, recalling twice is no error: assumed',
    },
    ({ msgid }, { world, app, scheduler }) => {
      const sent = world.app.messages.get(msgid);
      if (!sent || sent.agentId !== app.agentId || sent.chatId !== undefined) throw new Refusal(40058);
      if (scheduler.now() - sent.at > DAY_MS) throw new Refusal(42052);
      sent.recalledAt ??= scheduler.now();
      return {};
    },
  ),

  route(
    endpoints.updateTemplateCard,
    {
      state: 'verified',
      facts: '6.1',
      note: '60140 for a code that no longer works, a replaced button ends all buttons of the card: assumed',
    },
    (update, call) => {
      const { world, app } = call;
      if (update.agentid !== app.agentId) throw new Refusal(40056);
      const found = findResponseCode(call, update.response_code);
      if (!found || found.code.agentId !== app.agentId) throw new Refusal(60140);
      const { deliveries } = found.sent;
      const audience = {
        all: update.atall === 1,
        userids: update.userids || [],
        parties: update.partyids || [],
        tags: update.tagids || [],
      };
      const { members } = reach(world, app, audience);
      const unknown = audience.userids.filter((userid) => !deliveries.has(userid.toLowerCase()));
      const invaliduser = unknown.map((userid) => userid.toLowerCase());
      const changed = [...deliveries].flatMap(([key, delivery]) =>
        audience.all || members.has(key) ? [delivery] : [],
      );
      if (changed.length === 0) throw new Refusal(81013, { invaliduser });
      found.use();
      const card = 'template_card' in update ? update.template_card : undefined;
      const closed = 'button' in update ? update.button?.replace_name : undefined;
      changeCard(changed, card ? { card } : { closed: closed ?? '' });
      return invaliduser.length > 0 ? { invaliduser } : {};
    },
  ),

  route(
    endpoints.getAppMessageStatistics,
    { state: 'assumed', facts: '6.1', note: 'counts messages, natural days in Asia/Shanghai' },
    ({ time_type = 0 }, { world, scheduler }) => {
      const day = periodOf('day', scheduler.now() - time_type * DAY_MS);
      const statistics = [...world.app.sentPerDay.values()]
        .filter((counted) => counted.day === day)
        .map(({ agentId, count }) => ({ agentid: agentId, app_name: `应用 ${agentId}`, count }));
      return { statistics };
    },
  ),
];

function send(message: Sent, call: Call) {
  const { world, app, scheduler } = call;
  if (message.agentid !== app.agentId) throw new Refusal(40056);
  const audience = audienceOf(message);
  const reached = reach(world, app, audience);
  const invalid = {
    ...joined('invaliduser', reached.invalidUsers),
    ...joined('invalidparty', reached.invalidParties),
    ...joined('invalidtag', reached.invalidTags),
  };
  mustReach(audience, reached, invalid);
  const content = shown(message);
  const now = scheduler.now();
  checkMedia(world, content, now);
  checkTaskId(world, app.agentId, content);
  const cap = Math.max(LEAST_ACCOUNTS, world.staff.size) * PER_ACCOUNT;
  const caps = [{ key: `message/send day ${app.agentId}`, cap, windowMs: 'day' as const }];
  if (!spend(world.app.meters, { caps, amount: reached.members.size, now, blocks: true })) {
    throw new Refusal(45009);
  }
  const members = withoutSurplus(call, {
    app,
    members: reached.members.values(),
    message: content,
    duplicateMs:
      message.enable_duplicate_check === 1
        ? (message.duplicate_check_interval ?? DEFAULT_DUPLICATE_CHECK_S) * 1000
        : undefined,
  });
  const sent = deliver(call, { agentId: app.agentId, members, message: content });
  if (members.length > 0) {
    world.staffMessages.push({
      at: now,
      msgid: sent.msgid,
      touser: String(message.touser ?? ''),
      body: message,
    });
    if (world.staffMessages.length > 10_000) world.staffMessages.splice(0, 5_000);
  }
  const clickable = content.msgtype === 'template_card' && isInteractive(content.template_card);
  return {
    msgid: sent.msgid,
    ...invalid,
    ...(clickable ? { response_code: issueResponseCode(call, sent) } : {}),
  };
}

function joined(name: string, ids: readonly (string | number)[]): Record<string, string> {
  return ids.length > 0 ? { [name]: ids.join('|') } : {};
}
