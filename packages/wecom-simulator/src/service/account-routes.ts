/** Accounts of customer service, their links and servicers. */
import { endpoints } from '@jetbridge/wecom';
import { type Context, Refusal, type Route, route } from '../route.ts';
import { linkName } from './customers.ts';
import { checkMedia, findAccount } from './lookup.ts';
import type { Account } from './state.ts';

const MAX_ACCOUNTS = 5_000;
const MAX_ACCOUNTS_UNVERIFIED = 10;
const MAX_SERVICERS = 2_000;
const MAX_DEPARTMENTS = 20;

export const serviceAccountRoutes: Route[] = [
  route(endpoints.addServiceAccount, { state: 'verified', facts: '5.1' }, ({ name, media_id }, context) => {
    const { world, random, scheduler } = context;
    const { accounts, verified } = world.service;
    if (!verified && accounts.size >= MAX_ACCOUNTS_UNVERIFIED) throw new Refusal(95027);
    if (accounts.size >= MAX_ACCOUNTS) throw new Refusal(95005);
    checkMedia(media_id, context);
    const openKfId = `wk${random.text(30, 'kf account', world.serial(), scheduler.now())}`;
    accounts.set(openKfId, newAccount(openKfId, { name, mediaId: media_id }));
    return { open_kfid: openKfId };
  }),

  route(endpoints.delServiceAccount, { state: 'verified', facts: '5.1' }, ({ open_kfid }, context) => {
    findAccount(open_kfid, context);
    context.world.service.accounts.delete(open_kfid);
    return {};
  }),

  route(endpoints.updateServiceAccount, { state: 'verified', facts: '5.1' }, (changes, context) => {
    const account = findAccount(changes.open_kfid, context);
    if (changes.media_id) checkMedia(changes.media_id, context);
    account.name = changes.name || account.name;
    account.mediaId = changes.media_id || account.mediaId;
    return {};
  }),

  route(
    endpoints.listServiceAccounts,
    { state: 'verified', facts: '5.1', note: '100 when no limit is given; the avatar is empty: assumed' },
    ({ offset = 0, limit = 100 }, { world }) => ({
      account_list: [...world.service.accounts.values()].slice(offset, offset + limit).map((account) => ({
        open_kfid: account.openKfId,
        name: account.name,
        avatar: '',
        manage_privilege: true,
      })),
    }),
  ),

  route(
    endpoints.addServiceLink,
    {
      state: 'different',
      facts: '5.1',
      note: 'the link leads to the simulator; the same scene, the same link',
    },
    ({ open_kfid, scene = '' }, context) => {
      const account = findAccount(open_kfid, context);
      const encoded = `ENC${context.random.text(20, 'kf scene', open_kfid, scene)}`;
      account.links.set(encoded, scene);
      return { url: `${context.publicUrl()}/kf/${linkName(account)}?enc_scene=${encoded}` };
    },
  ),

  route(
    endpoints.addServicers,
    {
      state: 'verified',
      facts: '5.1',
      note: '60111 for an unknown member, 95014 for an inactive one, nothing for one who is a servicer already; members of departments do not serve: assumed',
    },
    (change, context) => {
      const account = findAccount(change.open_kfid, context);
      return { result_list: resultsOf(change, (id) => addOne(account, id, context)) };
    },
  ),

  route(
    endpoints.delServicers,
    { state: 'verified', facts: '5.1', note: '95014 for one who is none: assumed' },
    (change, context) => {
      const account = findAccount(change.open_kfid, context);
      return {
        result_list: resultsOf(change, (id) => {
          const gone =
            typeof id === 'number'
              ? account.departments.delete(id)
              : account.servicers.delete(id.toLowerCase());
          return gone ? 0 : 95014;
        }),
      };
    },
  ),

  route(endpoints.listServicers, { state: 'verified', facts: '5.1' }, ({ open_kfid }, context) => {
    const account = findAccount(open_kfid, context);
    const members = [...account.servicers.values()].map(({ userid, status, stopType }) => ({
      userid,
      status,
      ...(status === 1 ? { stop_type: stopType } : {}),
    }));
    return {
      servicer_list: [...members, ...[...account.departments].map((department_id) => ({ department_id }))],
    };
  }),
];

function newAccount(openKfId: string, given: { name: string; mediaId: string }): Account {
  return {
    openKfId,
    ...given,
    links: new Map(),
    servicers: new Map(),
    departments: new Set(),
    log: [],
    logStart: 0,
    notifying: false,
    tokenless: { minute: 0, calls: 0 },
    sessions: new Map(),
    days: new Map(),
  };
}

function resultsOf(
  change: endpoints.ServicerChange,
  one: (id: string | number) => number,
): endpoints.ServicerResult[] {
  const told = (errcode: number) => ({ errcode, errmsg: errcode === 0 ? 'success' : `errcode ${errcode}` });
  return [
    ...(change.userid_list ?? []).map((userid) => ({ userid, ...told(one(String(userid))) })),
    ...(change.department_id_list ?? []).map((id) => ({ department_id: id, ...told(one(Number(id))) })),
  ];
}

function addOne(account: Account, id: string | number, { world }: Context): number {
  if (typeof id === 'number') {
    if (account.departments.size >= MAX_DEPARTMENTS) return 40058;
    account.departments.add(id);
    return 0;
  }
  const member = world.staff.get(id.toLowerCase());
  if (!member) return 60111;
  if (member.activated === false) return 95014;
  if (account.servicers.has(id.toLowerCase())) return 0;
  if (account.servicers.size >= MAX_SERVICERS) return 40058;
  account.servicers.set(id.toLowerCase(), { userid: member.userid, status: 0, stopType: 0 });
  return 0;
}
