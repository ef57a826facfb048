/** Friends of members. */
import { type ExternalContact, endpoints, type FollowUser } from '@jetbridge/wecom';
import type { Person } from '../people.ts';
import { type Context, Refusal, route } from '../route.ts';
import { findTag, type Relation } from '../world.ts';
import { cursorAt, positionOf } from './paging.ts';

export const friendRoutes = [
  route(endpoints.getFriend, { state: 'verified', facts: '4.3' }, ({ external_userid }, context) => {
    const person = context.world.people.byExternalUserId(external_userid);
    if (!person) throw new Refusal(40096);
    const relations = context.world.relationsWith(external_userid);
    if (relations.length === 0) throw new Refusal(84061);
    return {
      external_contact: contactOf(person, context),
      follow_user: relations.map((relation) => ({ ...followOf(relation), tags: tagsOf(relation, context) })),
    };
  }),

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
    ({ userid_list, cursor, limit = 50 }, context) => {
      for (const userid of userid_list) checkMember(userid, context);
      const { rows, next } = pageOfRelations(
        userid_list,
        { start: positionOf(cursor, 'friend'), limit },
        context,
      );
      return {
        external_contact_list: rows.map((relation) => ({
          external_contact: contactOf(relation.person, context),
          follow_info: { ...followOf(relation), tag_id: [...relation.tags] },
        })),
        next_cursor: next === undefined ? '' : cursorAt(next, 'friend'),
      };
    },
  ),

  route(endpoints.remarkFriend, { state: 'verified', facts: '4.3' }, (params, context) => {
    const relation = relationOf(params, context);
    relation.remark = params.remark ?? relation.remark;
    relation.description = params.description ?? relation.description;
    relation.remarkCorp = params.remark_company ?? relation.remarkCorp;
    if (params.remark_mobiles)
      relation.remarkMobiles = params.remark_mobiles.filter((mobile) => mobile !== '');
    return {};
  }),
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
  page: { start: number; limit: number },
  { world }: Context,
): { rows: Relation[]; next: number | undefined } {
  const rows: Relation[] = [];
  const end = page.start + page.limit;
  let position = 0;
  for (const userid of userids) {
    const list = world.relationsOf(userid);
    const from = Math.max(0, page.start - position);
    const to = Math.min(list.length, end - position);
    for (let i = from; i < to; i++) {
      const relation = list[i];
      if (relation && !relation.ended) rows.push(relation);
    }
    position += list.length;
  }
  return { rows, next: end < position ? end : undefined };
}

function contactOf(person: Person, { settings }: Context): ExternalContact {
  return {
    external_userid: person.externalUserId,
    name: person.name,
    avatar: '',
    type: 1,
    gender: person.gender,
    ...(settings.unionidBound ? { unionid: person.unionid } : {}),
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
  };
}

function tagsOf(relation: Relation, { world }: Context) {
  return [...relation.tags].flatMap((id) => {
    const found = findTag(world, id);
    return found ? [{ group_name: found.group.name, tag_name: found.tag.name, tag_id: id, type: 1 }] : [];
  });
}
