/** What members do with their friends in the client, and how people find each other without a code. */
import type { Parts, Who } from '../parts.ts';
import { findPerson } from '../people.ts';
import { changeTags, findTag, type Relation } from '../world.ts';
import { addBack, beginFriendship, newRelation, pairKey } from './friendship.ts';
import { isActive, isFull } from './members.ts';
import { acceptRequest } from './requests.ts';
import { noteApply } from './talk.ts';
import { refuseTransfer } from './transfers.ts';

/** By way of what two find each other, with the number that answers give it (`add_way`). */
export const ADD_WAYS = {
  phone: 2,
  card: 3,
  group: 4,
  'phone book': 5,
  'wechat contact': 6,
  email: 9,
  channels: 10,
  schedule: 11,
  meeting: 12,
  'wechat friend': 13,
  hardware: 14,
  'on-site': 15,
  'wechat request': 24,
  'internal share': 201,
} as const;

export interface ClientActions {
  /**
   * Friends without a code: the customer shares a card or searches a phone number, or the member does (`by: 'member'`,
   * which counts as an application). False when they are friends already, or the member cannot have more.
   */
  addFriend(input: {
    userid: string;
    person: Who;
    how: keyof typeof ADD_WAYS;
    by?: 'customer' | 'member';
  }): boolean;
  /** After add_half_external_contact: the member adds the customer too. */
  addBack(input: { userid: string; person: Who }): boolean;
  /** Of a contact way with `skip_verify: false`. */
  accept(input: { userid: string; person: Who }): boolean;
  ignore(input: { userid: string; person: Who }): boolean;
  /** A change of mobile numbers alone calls nobody back. */
  remark(input: {
    userid: string;
    person: Who;
    remark?: string;
    description?: string;
    company?: string;
    mobiles?: readonly string[];
  }): boolean;
  /** Tags of the corp by id, the member's own (`personal`, which replaces) by name. */
  tag(input: {
    userid: string;
    person: Who;
    add?: readonly string[];
    remove?: readonly string[];
    personal?: readonly string[];
  }): boolean;
  /** The customer does not want the member who is to take over. */
  refuseTransfer(input: { person: Who }): boolean;
}

export function createClientActions(parts: Parts): ClientActions {
  const { world, scheduler } = parts;
  const pair = (input: { userid: string; person: Who }) => {
    const person = findPerson(world.people, input.person);
    const relation = person && world.relation(input.userid, person.externalUserId);
    const key = person ? pairKey(input.userid, person.externalUserId) : '';
    return { person, relation, key };
  };
  return {
    addFriend: ({ by = 'customer', how, ...who }) => {
      const { person, relation } = pair(who);
      const member = world.staff.get(who.userid.toLowerCase());
      if (!person || !member || relation || !isActive(member)) return false;
      if (by === 'member') noteApply(world, member.userid, scheduler.now());
      if (isFull(world, member)) return false;
      const added = newRelation(member.userid, person, {
        state: undefined,
        createdAt: scheduler.now(),
        addWay: ADD_WAYS[how],
        operUserid: by === 'member' ? member.userid : person.externalUserId,
      });
      beginFriendship(parts, added, 'full');
      return true;
    },
    addBack: (input) => {
      const { relation } = pair(input);
      return relation ? addBack(parts, relation) : false;
    },
    accept: (input) => acceptRequest(parts, pair(input).key),
    ignore: (input) => world.roster.requests.delete(pair(input).key),
    remark: ({ remark, description, company, mobiles, ...who }) => {
      const { relation } = pair(who);
      if (!relation) return false;
      relation.remark = remark ?? relation.remark;
      relation.description = description ?? relation.description;
      relation.remarkCorp = company ?? relation.remarkCorp;
      relation.remarkMobiles = mobiles ?? relation.remarkMobiles;
      if ((remark ?? description ?? company) !== undefined) emitEdited(parts, relation);
      return true;
    },
    tag: ({ add = [], remove = [], personal, ...who }) => {
      const { relation } = pair(who);
      if (!relation || add.some((id) => !findTag(world, id))) return false;
      changeTags(relation, { add, remove });
      if (personal) relation.personalTags = personal;
      emitEdited(parts, relation);
      return true;
    },
    refuseTransfer: ({ person: who }) => {
      const person = findPerson(world.people, who);
      return person ? refuseTransfer(parts, person.externalUserId) : false;
    },
  };
}

function emitEdited({ callbacks, settings }: Parts, relation: Relation): void {
  settings.onChange?.();
  callbacks.emit({
    Event: 'change_external_contact',
    ChangeType: 'edit_external_contact',
    UserID: relation.userid,
    ExternalUserID: relation.person.externalUserId,
    State: relation.state,
  });
}
