/** Endpoints that convert ids of customers, members, tags and accounts. */
import { endpoints } from '@jetbridge/wecom';
import type { Person } from '../people.ts';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, route } from '../route.ts';
import { findTag } from '../world.ts';
import {
  livingPendingId,
  memberByOpenid,
  memberOpenid,
  openidOf,
  openUserid,
  pendingId,
  serviceId,
} from './ids.ts';

const forProviders = 'published for apps of providers; here for every app';

export const conversionRoutes = [
  route(
    endpoints.unionidToExternalUserid,
    { state: 'different', facts: '10', note: `${forProviders}; 84061 for who is no customer: assumed` },
    (params, call) => {
      const person = personOf(params, call);
      if (!person || !isCustomer(person, call)) throw new Refusal(84061);
      return { external_userid: person.externalUserId };
    },
  ),

  route(endpoints.convertUnionid, { state: 'different', facts: '10', note: forProviders }, (params, call) => {
    const person = personOf(params, call);
    if (person && isCustomer(person, call)) return { external_userid: person.externalUserId };
    return { pending_id: pendingId(call, person?.externalUserId ?? `unionid ${params.unionid}`) };
  }),

  route(
    endpoints.findPendingIds,
    {
      state: 'different',
      facts: '10',
      note: `${forProviders}; those without a pending id are left out: assumed`,
    },
    ({ external_userid }, call) => ({
      result: external_userid.flatMap((id) => {
        const pending = livingPendingId(call, id);
        return pending === undefined ? [] : [{ external_userid: id, pending_id: pending }];
      }),
    }),
  ),

  route(
    endpoints.customerToOpenid,
    { state: 'verified', facts: '10', note: '84061 for who is no customer: assumed' },
    ({ external_userid }, call) => {
      if (external_userid.startsWith('wo')) throw new Refusal(41056);
      return { openid: openidOf(call, customer(external_userid, call)) };
    },
  ),

  route(
    endpoints.memberToOpenid,
    { state: 'assumed', facts: '10', note: '60111 for an unknown member' },
    ({ userid }, call) => {
      const member = call.world.staff.get(userid.toLowerCase());
      if (!member) throw new Refusal(60111);
      return { openid: memberOpenid(call, member.userid) };
    },
  ),

  route(
    endpoints.openidToMember,
    { state: 'assumed', facts: '10', note: '46004 for an openid of nobody' },
    ({ openid }, call) => {
      const userid = memberByOpenid(call, openid);
      if (userid === undefined) throw new Refusal(46004);
      return { userid };
    },
  ),

  route(
    endpoints.toOpenUserids,
    { state: 'different', facts: '10', note: forProviders },
    ({ userid_list }, call) => {
      const known = userid_list.flatMap((userid) => {
        const member = call.world.staff.get(String(userid).toLowerCase());
        return member && isInScope(call.app, member.userid) ? [{ asked: userid, member }] : [];
      });
      return {
        open_userid_list: known.map(({ asked, member }) => ({
          userid: asked,
          open_userid: openUserid(call, member.userid),
        })),
        invalid_userid_list: userid_list.filter((userid) => !known.some(({ asked }) => asked === userid)),
      };
    },
  ),

  route(
    endpoints.fromOpenUserids,
    { state: 'verified', facts: '10', note: 'any source_agentid is taken' },
    ({ open_userid_list }, call) => {
      const members = new Map(
        [...call.world.staff.values()].map(({ userid }) => [openUserid(call, userid), userid]),
      );
      const userid_list = open_userid_list.flatMap((open_userid) => {
        const userid = members.get(open_userid);
        return userid === undefined ? [] : [{ open_userid, userid }];
      });
      return { userid_list, invalid_open_userid_list: open_userid_list.filter((id) => !members.has(id)) };
    },
  ),

  route(
    endpoints.toServiceExternalUserid,
    { state: 'verified', facts: '10', note: '40096 for an unknown customer: assumed' },
    ({ external_userid }, call) => ({ external_userid: serviceId(call, customer(external_userid, call)) }),
  ),

  route(
    endpoints.fromServiceExternalUserid,
    { state: 'verified', facts: '10', note: 'any source_agentid is taken' },
    ({ external_userid }, { world }) => {
      const found = world.identity.serviceIds.get(external_userid);
      if (found === undefined) throw new Refusal(40096);
      return { external_userid: found };
    },
  ),

  route(
    endpoints.getNewExternalUserids,
    { state: 'assumed', facts: '10', note: 'unknown ids are left out' },
    ({ external_userid_list }, call) => ({
      items: external_userid_list.flatMap((external_userid) =>
        call.world.people.byExternalUserId(external_userid)
          ? [{ external_userid, new_external_userid: serviceId(call, external_userid) }]
          : [],
      ),
    }),
  ),

  route(
    endpoints.finishExternalUseridMigration,
    { state: 'different', facts: '10', note: 'noted; ids stay as they are' },
    ({ corpid }, { world, settings }) => {
      if (corpid !== settings.corp.corpId) throw new Refusal(40013);
      world.identity.migrationFinished = true;
      return {};
    },
  ),

  route(
    endpoints.convertTagIds,
    { state: 'assumed', facts: '10', note: forProviders },
    ({ external_tagid_list }, { world, random }) => ({
      items: external_tagid_list
        .filter((id) => findTag(world, id))
        .map((external_tagid) => ({
          external_tagid,
          open_external_tagid: `et${random.text(30, 'open tag id', external_tagid)}`,
        })),
      invalid_external_tagid_list: external_tagid_list.filter((id) => !findTag(world, id)),
    }),
  ),

  route(
    endpoints.convertKfIds,
    { state: 'assumed', facts: '10', note: forProviders },
    ({ open_kfid_list }, { world, random }) => ({
      items: open_kfid_list
        .filter((id) => world.service.accounts.has(id))
        .map((open_kfid) => ({ open_kfid, new_open_kfid: `wk${random.text(30, 'open kfid', open_kfid)}` })),
      invalid_open_kfid_list: open_kfid_list.filter((id) => !world.service.accounts.has(id)),
    }),
  ),

  route(
    endpoints.convertTemporaryIds,
    { state: 'assumed', facts: '10', note: 'fields not looked up; all business and user types alike' },
    ({ tmp_external_userid_list }, { world }) => {
      const { temporaryIds } = world.identity;
      return {
        results: tmp_external_userid_list.flatMap((tmp_external_userid) => {
          const external_userid = temporaryIds.get(tmp_external_userid);
          return external_userid === undefined ? [] : [{ tmp_external_userid, external_userid }];
        }),
        invalid_tmp_external_userid_list: tmp_external_userid_list.filter((id) => !temporaryIds.has(id)),
      };
    },
  ),
];

/** Undefined for a unionid that nobody here has; 610018 when the openid is somebody else's. */
function personOf(params: { unionid: string; openid: string }, call: Call): Person | undefined {
  if (!call.settings.unionidBound) throw new Refusal(41057);
  const person = call.world.people.byUnionid(params.unionid);
  if (person && openidOf(call, person.externalUserId) !== params.openid) throw new Refusal(610018);
  return person;
}

function isCustomer(person: Person, { world }: Call): boolean {
  return world.relationsWith(person.externalUserId).length > 0;
}

/** 40096 for nobody, 84061 for who is no customer. */
function customer(externalUserId: string, call: Call): string {
  const person = call.world.people.byExternalUserId(externalUserId);
  if (!person) throw new Refusal(40096);
  if (!isCustomer(person, call)) throw new Refusal(84061);
  return person.externalUserId;
}
