/** gettoken, members with customer contact, messages to members. */
import { endpoints } from '@jetbridge/wecom';
import { Refusal, route } from '../route.ts';

export const staffRoutes = [
  route(endpoints.getToken, ({ corpid, corpsecret }, { settings, tokens }) => {
    if (corpid !== settings.corp.corpId) throw new Refusal(40013);
    if (corpsecret !== settings.corp.secret) throw new Refusal(40001);
    return tokens.issue();
  }),

  route(endpoints.getFollowUserList, (_, { world }) => ({
    follow_user: [...world.staff.values()].map((member) => member.userid),
  })),

  route(endpoints.sendAppMessage, (message, { world, settings, random, scheduler }) => {
    if (message.agentid !== settings.corp.agentId) throw new Refusal(40056);
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
  }),
];
