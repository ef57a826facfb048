/** Friends of members. */
import { type ExternalContact, endpoints, type FollowUser } from '@jetbridge/wecom';
import type { Person } from '../people.ts';
import { type Call, type Context, Refusal, route } from '../route.ts';
import { ADD_WAYS } from '../staff/client-actions.ts';
import { hasLeft } from '../staff/state.ts';
import { findTag, type Relation } from '../world.ts';
import { pageOf, rangeOf } from './paging.ts';

const MAX_FOLLOWERS = 500;
const TMP_OPENID_MS = 4 * 3_600_000;

export const friendRoutes = [
  route(
    endpoints.getFriend,
    { state: 'verified', facts: '4.3', note: 'members who have left no longer follow: assumed' },
    ({ external_userid, cursor }, context) => {
      const person = context.world.people.byExternalUserId(external_userid);
      if (!person) throw new Refusal(40096);
      const relations = context.world
        .relationsWith(external_userid)
        .filter((relation) => !hasLeft(context.world, relation.userid));
      if (relations.length === 0) throw new Refusal(84061);
      const paging = { cursor, limit: MAX_FOLLOWERS, fallback: MAX_FOLLOWERS, kind: 'follower' };
      const page = pageOf(relations, paging, context);
      return {
        external_contact: contactOf(person, context),
        follow_user: page.rows.map((relation) => ({
          ...followOf(relation),
          tags: tagsOf(relation, context),
        })),
        ...(page.next_cursor ? { next_cursor: page.next_cursor } : {}),
      };
    },
  ),

  route(endpoints.listFriends, { state: 'verified', facts: '4.3' }, ({ userid }, context) => {
    checkMember(userid, context);
    const living = context.world.relationsOf(userid).filter((relation) => !relation.ended);
    // No friend at all is an error, not an empty list.
    if (living.length === 0) throw new Refusal(84061);
    return { external_userid: living.map((relation) => relation.person.externalUserId) };
  }),

  route(
    endpoints.listFriendsOfStaff,
    { state: 'verified', facts: '4.3' },
    ({ userid_list, cursor, limit }, context) => {
      for (const userid of userid_list) checkMember(userid, context);
      const { rows, next_cursor } = pageOfRelations(userid_list, { cursor, limit }, context);
      return {
        external_contact_list: rows.map((relation) => ({
          external_contact: contactOf(relation.person, context),
          follow_info: { ...followOf(relation), tag_id: [...relation.tags] },
        })),
        next_cursor,
      };
    },
  ),

  route(endpoints.remarkFriend, { state: 'verified', facts: '4.3' }, (params, context) => {
    const relation = relationOf(params, context);
    // Whoever works for another corp has that corp's name.
    if (params.remark_company !== undefined && relation.person.corp) throw new Refusal(41056);
    relation.remark = params.remark ?? relation.remark;
    relation.description = params.description ?? relation.description;
    relation.remarkCorp = params.remark_company ?? relation.remarkCorp;
    if (params.remark_mobiles)
      relation.remarkMobiles = params.remark_mobiles.filter((mobile) => mobile !== '');
    return {};
  }),

  route(
    endpoints.listServedContacts,
    {
      state: 'assumed',
      facts: '4.3',
      note: 'friends and former friends; people met in groups only are not in it',
    },
    ({ cursor, limit }, context) => {
      const { world } = context;
      const members = [...world.staff.values()].flatMap(({ userid }) => world.relationsOf(userid));
      const page = pageOf(members, { cursor, limit, fallback: 1000, kind: 'served' }, context);
      return {
        info_list: page.rows.map((relation) => servedOf(relation, context)),
        next_cursor: page.next_cursor,
      };
    },
  ),
];

/** The living relation that a call names, or the errcode for its absence. */
export function relationOf(
  params: { userid: string; external_userid: string },
  context: Pick<Context, 'world'>,
): Relation {
  checkMember(params.userid, context);
  if (!context.world.people.byExternalUserId(params.external_userid)) throw new Refusal(40096);
  const relation = context.world.relation(params.userid, params.external_userid);
  if (!relation) throw new Refusal(84061);
  return relation;
}

export function checkMember(userid: unknown, { world }: Pick<Context, 'world'>): void {
  if (typeof userid !== 'string' || !world.staff.has(userid.toLowerCase())) throw new Refusal(40003);
}

// Positions count every relation ever made, so an ended one shortens a page and shifts nothing.
function pageOfRelations(
  userids: readonly string[],
  page: { cursor: string | undefined; limit: number | undefined },
  call: Call,
): { rows: Relation[]; next_cursor: string } {
  const lists = userids.map((userid) => call.world.relationsOf(userid));
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  const { start, end, next_cursor } = rangeOf(total, { ...page, fallback: 50, kind: 'friend' }, call);
  const rows: Relation[] = [];
  let position = 0;
  for (const list of lists) {
    const from = Math.max(0, start - position);
    const to = Math.min(list.length, end - position);
    for (let i = from; i < to; i++) {
      const relation = list[i];
      if (relation && !relation.ended) rows.push(relation);
    }
    position += list.length;
  }
  return { rows, next_cursor };
}

function contactOf(person: Person, { settings }: Context): ExternalContact {
  const { corp } = person;
  return {
    external_userid: person.externalUserId,
    name: person.name,
    avatar: '',
    type: corp ? 2 : 1,
    gender: person.gender,
    ...(settings.unionidBound && !corp ? { unionid: person.unionid } : {}),
    ...(corp
      ? {
          position: corp.position ?? '',
          corp_name: corp.name,
          corp_full_name: corp.fullName ?? corp.name,
          ...(corp.profile ? { external_profile: corp.profile } : {}),
        }
      : {}),
  };
}

function servedOf(relation: Relation, { random, scheduler }: Context): endpoints.ServedContact {
  const { person, userid, createdAt, ended } = relation;
  const period = Math.floor(scheduler.now() / TMP_OPENID_MS);
  return {
    is_customer: !ended,
    tmp_openid: random.text(32, 'tmp_openid', person.externalUserId, period),
    ...(ended ? { name: `${[...person.name][0] ?? ''}**` } : { external_userid: person.externalUserId }),
    follow_userid: userid,
    add_time: Math.floor(createdAt / 1000),
  };
}

function followOf(relation: Relation): Omit<FollowUser, 'tags'> {
  return {
    userid: relation.userid,
    remark: relation.remark,
    description: relation.description,
    createtime: Math.floor(relation.createdAt / 1000),
    remark_corp_name: relation.remarkCorp,
    remark_mobiles: [...relation.remarkMobiles],
    add_way: relation.addWay,
    oper_userid: relation.operUserid,
    ...(relation.state === undefined ? {} : { state: relation.state }),
    ...(relation.addWay === ADD_WAYS.channels
      ? { wechat_channels: { nickname: '飞行视频号', source: 1 } }
      : {}),
  };
}

function tagsOf(relation: Relation, { world }: Context): NonNullable<FollowUser['tags']> {
  const tags = [...relation.tags].flatMap((id) => {
    const found = findTag(world, id);
    if (!found) return [];
    const { group, tag } = found;
    const type = group.strategyId === undefined ? 1 : 3;
    return [{ group_name: group.name, tag_name: tag.name, tag_id: id, type }];
  });
  const personal = (relation.personalTags ?? []).map((name) => ({
    group_name: '',
    tag_name: name,
    type: 2,
  }));
  return [...tags, ...personal];
}
