/** Endpoints that turn a code into who is there, and a ticket into what they show of themselves. */
import { endpoints } from '@jetbridge/wecom';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, route } from '../route.ts';
import { memberOpenid, openidOf } from './ids.ts';
import type { PrivateField } from './state.ts';

/** Documented: five minutes, once. That the last millisecond still counts is assumed. */
const CODE_MS = 5 * 60_000;
const USER_TICKET_MS = 1_800_000;

export const signInRoutes = [
  route(
    endpoints.getUserInfo,
    {
      state: 'verified',
      facts: '8.3',
      note: '50002 for a member the app does not see, 50001 for a code of another app: assumed',
    },
    ({ code }, call) => useCode(code, call),
  ),

  route(
    endpoints.getUserInfoOld,
    { state: 'assumed', facts: '8.3', note: 'one source only' },
    ({ code }, call) => {
      const { userid, openid, ...others } = useCode(code, call);
      return {
        ...(userid === undefined ? {} : { UserId: userid }),
        ...(openid === undefined ? {} : { OpenId: openid }),
        ...others,
      };
    },
  ),

  route(
    endpoints.getUserDetail,
    {
      state: 'verified',
      facts: '8.3',
      note: '84014 and 84015 for tickets that are over or unknown: assumed; nobody has an address',
    },
    ({ user_ticket }, { world, app, scheduler, random }) => {
      const ticket = world.identity.userTickets.get(user_ticket);
      const member = world.staff.get(ticket?.userid.toLowerCase() ?? '');
      if (!ticket || ticket.agentId !== app.agentId || !member) throw new Refusal(84015);
      if (scheduler.now() - ticket.issuedAt > USER_TICKET_MS) throw new Refusal(84014);
      const { userid } = member;
      const picture = random.text(20, 'picture of a member', userid.toLowerCase());
      const all: Partial<Record<PrivateField, string>> = {
        gender: String(member.gender ?? 0),
        avatar: `https://wework.qpic.cn/wwpic/${picture}/0`,
        qr_code: `https://open.work.weixin.qq.com/wwopen/userQRCode?vcode=vc${picture}`,
        mobile: member.mobile ?? '',
        email: member.email ?? '',
        biz_mail: `${userid.toLowerCase()}@corp.example`,
      };
      for (const field of world.identity.withheld.get(userid.toLowerCase()) ?? []) delete all[field];
      return { userid, ...all };
    },
  ),
];

function useCode(
  code: string,
  call: Call,
): { userid?: string; openid?: string; external_userid?: string; user_ticket?: string } {
  const { world, app, scheduler } = call;
  const found = world.identity.codes.get(code);
  if (!found) throw new Refusal(40029);
  if (found.used) throw new Refusal(42022);
  if (scheduler.now() - found.issuedAt > CODE_MS) throw new Refusal(42003);
  if (found.agentId !== undefined && found.agentId !== app.agentId) throw new Refusal(50001);
  const { who } = found;
  if ('userid' in who) {
    const member = world.staff.get(who.userid.toLowerCase());
    if (member && !isInScope(app, member.userid)) throw new Refusal(50002);
    found.used = true;
    // Who has left is a stranger.
    if (!member) return { openid: memberOpenid(call, who.userid) };
    const { userid } = member;
    return {
      userid,
      ...(found.scope === 'snsapi_privateinfo' ? { user_ticket: issueUserTicket(userid, call) } : {}),
    };
  }
  found.used = true;
  const isCustomer = world.relationsWith(who.externalUserId).length > 0;
  const openid = openidOf(call, who.externalUserId);
  return { openid, ...(isCustomer ? { external_userid: who.externalUserId } : {}) };
}

function issueUserTicket(userid: string, { world, app, scheduler, random }: Call): string {
  const { userTickets } = world.identity;
  const issuedAt = scheduler.now();
  for (const [old, ticket] of userTickets) {
    // Kept for a while after their end, so that 84014 can be told from 84015.
    if (issuedAt - ticket.issuedAt <= 2 * USER_TICKET_MS) break;
    userTickets.delete(old);
  }
  const ticket = random.text(43, 'user ticket', userid, world.serial());
  userTickets.set(ticket, { userid, agentId: app.agentId, issuedAt });
  return ticket;
}
