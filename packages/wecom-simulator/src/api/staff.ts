/** gettoken, members with customer contact, messages to members. */
import { endpoints } from '@jetbridge/wecom';
import { isInScope } from '../permission.ts';
import { Refusal, route } from '../route.ts';

export const staffRoutes = [
  route(
    endpoints.getToken,
    { state: 'verified', facts: '1.1', note: 'the same token while it lives: assumed' },
    ({ corpid, corpsecret }, { settings, tokens }) => {
      if (corpid !== settings.corp.corpId) throw new Refusal(40013);
      const app = settings.apps.find(({ secret }) => secret === corpsecret);
      if (!app) throw new Refusal(40001);
      return tokens.issue(app);
    },
  ),

  route(endpoints.getFollowUserList, { state: 'verified', facts: '4.1' }, (_, { world, app }) => ({
    follow_user: [...world.staff.values()].flatMap(({ userid }) => (isInScope(app, userid) ? [userid] : [])),
  })),

  route(
    endpoints.sendAppMessage,
    { state: 'verified', facts: '6.1', note: '30 per minute and member is not enforced' },
    (message, { world, app, random, scheduler }) => {
      if (message.agentid !== app.agentId) throw new Refusal(40056);
      const named = String(message.touser ?? '')
        .split('|')
        .filter(Boolean);
      const all = message.touser === '@all';
      const invalid = all ? [] : named.filter((userid) => !world.staff.has(userid.toLowerCase()));
      if (!all && invalid.length === named.length)
        throw new Refusal(81013, { invaliduser: message.touser ?? '' });
      const msgid = random.text(43, 'message', world.serial(), scheduler.now());
      const touser = message.touser ?? '';
      world.staffMessages.push({ at: scheduler.now(), msgid, touser, body: message });
      if (world.staffMessages.length > 10_000) world.staffMessages.splice(0, 5_000);
      return { msgid, ...(invalid.length > 0 ? { invaliduser: invalid.join('|').toLowerCase() } : {}) };
    },
  ),
];
