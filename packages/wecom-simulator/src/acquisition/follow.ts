/** A customer follows a link: sees the profile, asks, and is a friend. */
import type { StaffInput } from '../options.ts';
import type { Parts, Who } from '../parts.ts';
import { findPerson, type Person } from '../people.ts';
import { beginFriendship, newRelation } from '../staff/friendship.ts';
import { requestFriendship } from '../staff/requests.ts';
import { createStrangers } from '../staff/scan.ts';
import { chooseMember, tellUnavailableLinks } from './links.ts';
import { balanceOf, pairOf, type StoredLink } from './state.ts';

const ADD_WAY = 16;
const MAX_CHANNEL_BYTES = 64;

export interface Follow {
  linkId: string;
  /** `customer_channel` of the URL; above 64 bytes it is lost. */
  customerChannel?: string;
  /** Absent: someone not yet a friend of anybody. */
  person?: Who;
}

export type FollowOutcome =
  | {
      outcome: 'added' | 'already_friends' | 'requested';
      externalUserId: string;
      userid: string;
      name: string;
    }
  | {
      outcome: 'refused';
      reason: 'unknown_link' | 'unknown_person' | 'nobody_left' | 'no_active_staff' | 'no_balance';
    };

export function createFollow(parts: Parts) {
  const { world } = parts;
  const stranger = createStrangers(parts);
  /** The click, counted; undefined when there is no such link or nobody to follow it. */
  const visit = ({ linkId, person: who, customerChannel = '' }: Follow) => {
    const link = world.acquisition.links.get(linkId);
    if (!link) return 'unknown_link';
    const person = who === undefined ? stranger() : findPerson(world.people, who);
    if (!person) return who === undefined ? 'nobody_left' : 'unknown_person';
    const state = Buffer.byteLength(customerChannel, 'utf8') <= MAX_CHANNEL_BYTES ? customerChannel : '';
    link.clicks.push({ externalUserId: person.externalUserId, at: parts.scheduler.now() });
    if (world.acquisition.tellsOpened) tell(parts, 'open_profile', { linkId, state });
    return { link, person, state };
  };
  const open = (input: Follow): boolean => typeof visit(input) === 'object';
  const follow = (input: Follow): FollowOutcome => {
    const visited = visit(input);
    if (typeof visited === 'string') return { outcome: 'refused', reason: visited };
    const { link, person, state } = visited;
    const member = chooseMember(parts, link, person);
    if (!member) {
      tellUnavailableLinks(parts);
      return { outcome: 'refused', reason: 'no_active_staff' };
    }
    const { userid } = member;
    const { externalUserId, name } = person;
    if (world.relation(userid, externalUserId)) {
      return { outcome: 'already_friends', externalUserId, userid, name };
    }
    if (balanceOf(world.acquisition, parts.scheduler.now()) === 0) {
      return { outcome: 'refused', reason: 'no_balance' };
    }
    if (state !== '') tell(parts, 'friend_request', { linkId: link.id, state });
    world.acquisition.underWay.set(pairOf(userid, externalUserId), { linkId: link.id, state });
    const outcome = befriend(parts, { link, member, person, state });
    return { outcome, externalUserId, userid, name };
  };
  return { open, follow };
}

function befriend(
  parts: Parts,
  met: { link: StoredLink; member: StaffInput; person: Person; state: string },
): 'added' | 'requested' {
  const { link, member, person } = met;
  const state = met.state || undefined;
  if (!link.skipVerify) {
    requestFriendship(parts, { member, person, state, addWay: ADD_WAY });
    return 'requested';
  }
  const at = { state, addWay: ADD_WAY, createdAt: parts.scheduler.now() };
  beginFriendship(parts, newRelation(member.userid, person, at), parts.settings.behaviours.addFlow);
  return 'added';
}

function tell(
  { callbacks }: Parts,
  ChangeType: 'open_profile' | 'friend_request',
  at: { linkId: string; state: string },
): void {
  callbacks.emit({ Event: 'customer_acquisition', ChangeType, LinkId: at.linkId, State: at.state });
}
