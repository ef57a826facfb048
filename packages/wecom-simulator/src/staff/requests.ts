/** Requests to be a member's friend, where the member has to accept: contact ways with `skip_verify: false`. */
import type { StaffInput } from '../options.ts';
import type { Parts } from '../parts.ts';
import type { Person } from '../people.ts';
import { beginFriendship, newRelation, pairKey } from './friendship.ts';
import { isFull } from './members.ts';
import { whenPresent } from './state.ts';

export function requestFriendship(
  parts: Parts,
  request: { member: StaffInput; person: Person; state: string | undefined; addWay?: number },
): void {
  const { world, random, scheduler } = parts;
  const { member, person, state, addWay = 1 } = request;
  const key = pairKey(member.userid, person.externalUserId);
  if (world.roster.requests.has(key)) return;
  world.roster.requests.set(key, {
    userid: member.userid,
    externalUserId: person.externalUserId,
    state,
    addWay,
    at: scheduler.now(),
  });
  const patience = member.accepts ?? { min: 0, max: 0 };
  if (patience === 'never') return;
  scheduler.after(random.between(patience, 'accept', key, scheduler.now()), () =>
    whenPresent(world, member.userid, () => void acceptRequest(parts, key)),
  );
}

/** False when there is no such request, or the member has no room. */
export function acceptRequest(parts: Parts, key: string): boolean {
  const { world, scheduler } = parts;
  const request = world.roster.requests.get(key);
  const member = request && world.staff.get(request.userid.toLowerCase());
  const person = request && world.people.byExternalUserId(request.externalUserId);
  if (!request || !member || !person || isFull(world, member)) return false;
  world.roster.requests.delete(key);
  if (world.relation(member.userid, person.externalUserId)) return false;
  const at = { state: request.state, addWay: request.addWay, createdAt: scheduler.now() };
  beginFriendship(parts, newRelation(member.userid, person, at), 'full');
  return true;
}
