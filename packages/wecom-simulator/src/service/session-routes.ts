/** Sessions, customers and figures of customer service. */
import { endpoints } from '@jetbridge/wecom';
import { type Context, Refusal, type Route, route } from '../route.ts';
import { checkCustomer, findAccount } from './lookup.ts';
import { servicerOf } from './servicers.ts';
import { enterState, HOURS_48_MS, mayChange, stateOf } from './sessions.ts';
import type { Account, Session } from './state.ts';
import { corpStatistics, servicerStatistics } from './statistics.ts';
import { isConfigured } from './upgrades.ts';

export const serviceSessionRoutes: Route[] = [
  route(
    endpoints.getServiceState,
    {
      state: 'verified',
      facts: '5.4',
      note: '4 for a customer who never wrote, and 48 hours after the last message',
    },
    (pair, context) => {
      const session = findAccount(pair.open_kfid, context).sessions.get(pair.external_userid);
      if (!session) checkCustomer(pair.external_userid, context);
      const service_state = stateOf(session, context.scheduler.now());
      const servicer = service_state === 3 ? session?.servicer : undefined;
      return { service_state, ...(servicer === undefined ? {} : { servicer_userid: servicer }) };
    },
  ),

  route(
    endpoints.changeServiceState,
    { state: 'verified', facts: '5.4', note: 'no event, as for whatever is done by API: assumed' },
    ({ open_kfid, external_userid, service_state, servicer_userid }, context) => {
      const account = findAccount(open_kfid, context);
      checkCustomer(external_userid, context);
      const session = account.sessions.get(external_userid);
      const from = stateOf(session, context.scheduler.now());
      if (!session || !mayChange(from, service_state)) throw new Refusal(95016);
      const servicer = service_state === 3 ? activeServicer(account, servicer_userid ?? '') : undefined;
      const msg_code = enterState(context, session, { state: service_state, servicer });
      return msg_code === undefined ? {} : { msg_code };
    },
  ),

  route(
    endpoints.getServiceCustomers,
    { state: 'verified', facts: '5.5', note: 'customers who never came to any account are invalid: assumed' },
    ({ external_userid_list, need_enter_session_context }, context) => {
      const ids = [...new Set(external_userid_list)];
      const customers = ids.map((id) => customerOf(id, need_enter_session_context === 1, context));
      return {
        customer_list: customers.flatMap((customer) => customer ?? []),
        invalid_external_userid: ids.filter((_, nth) => !customers[nth]),
      };
    },
  ),

  route(endpoints.getUpgradeServiceConfig, { state: 'verified', facts: '5.5' }, (_, { world }) => {
    const { userids, departmentIds, chatIds } = world.service.upgrades;
    return {
      member_range: { userid_list: [...userids], department_id_list: [...departmentIds] },
      groupchat_range: { chat_id_list: [...chatIds] },
    };
  }),

  route(
    endpoints.upgradeService,
    { state: 'verified', facts: '5.5', note: 'members of configured departments answer 95021: assumed' },
    (upgrade, context) => {
      const session = sessionFor(upgrade, context);
      const target =
        upgrade.type === 1 ? { userid: upgrade.member.userid } : { chatId: upgrade.groupchat.chat_id };
      if (!isConfigured(context, target)) throw new Refusal(95021);
      session.upgrade = upgrade;
      return {};
    },
  ),

  route(endpoints.cancelUpgradeService, { state: 'verified', facts: '5.5' }, (pair, context) => {
    sessionFor(pair, context).upgrade = undefined;
    return {};
  }),

  route(
    endpoints.getServiceStatistic,
    {
      state: 'assumed',
      facts: '5.5',
      note: 'a day is told from its midnight on; no rate of hits: nothing here has a knowledge base',
    },
    (span, context) => {
      const { world, scheduler } = context;
      const accounts = accountsOf(span, context);
      return { statistic_list: corpStatistics(world, { accounts, span, now: scheduler.now() }) };
    },
  ),

  route(
    endpoints.getServicerStatistic,
    {
      state: 'assumed',
      facts: '5.5',
      note: 'a day is told from its midnight on; nobody is asked for satisfaction',
    },
    (span, context) => {
      const accounts = accountsOf(span, context);
      const now = context.scheduler.now();
      return { statistic_list: servicerStatistics({ accounts, span, now, userid: span.servicer_userid }) };
    },
  ),
];

function accountsOf(span: endpoints.StatisticSpan, context: Context): Account[] {
  return span.open_kfid
    ? [findAccount(span.open_kfid, context)]
    : [...context.world.service.accounts.values()];
}

/** 95014 for a member who does not serve here, 95019 for one who has stopped. */
function activeServicer(account: Account, userid: string): string {
  const servicer = servicerOf(account, userid);
  if (!servicer) throw new Refusal(95014);
  if (servicer.status !== 0) throw new Refusal(95019);
  return servicer.userid;
}

function sessionFor(pair: { open_kfid: string; external_userid: string }, context: Context): Session {
  const session = findAccount(pair.open_kfid, context).sessions.get(pair.external_userid);
  if (!session) throw new Refusal(40096);
  return session;
}

function customerOf(
  externalUserId: string,
  withContext: boolean,
  { world, settings, scheduler }: Context,
): endpoints.ServiceCustomer | undefined {
  const sessions = [...world.service.accounts.values()].flatMap(
    (account) => account.sessions.get(externalUserId) ?? [],
  );
  const person = world.people.byExternalUserId(externalUserId);
  if (!person || sessions.length === 0) return undefined;
  const ways = sessions.flatMap(({ cameIn }) => cameIn ?? []).sort((a, b) => b.at - a.at);
  const [latest] = ways.filter(({ at }) => scheduler.now() - at <= HOURS_48_MS);
  return {
    external_userid: externalUserId,
    nickname: person.name,
    avatar: '',
    gender: person.gender,
    ...(settings.unionidBound ? { unionid: person.unionid } : {}),
    ...(withContext && latest
      ? { enter_session_context: { scene: latest.scene, scene_param: latest.sceneParam } }
      : {}),
  };
}
