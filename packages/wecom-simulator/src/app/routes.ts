/** Endpoints of messages of the app to members, and its chats. */
import { endpoints } from '@jetbridge/wecom';
import { Refusal, type Route, route } from '../route.ts';

export const appRoutes: Route[] = [
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
