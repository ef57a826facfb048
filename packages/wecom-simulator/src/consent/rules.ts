/** What may be archived: conversations of permitted members, unless the customer does not agree. */
import type { endpoints } from '@jetbridge/wecom';
import type { Said } from '../archive.ts';
import { pairKey } from '../staff/friendship.ts';
import type { World } from '../world.ts';
import type { Edition } from './state.ts';

export type AgreeStatus = endpoints.AgreeStatus;

export function roomKey(roomid: string, externalUserId: string): string {
  return `${roomid} ${externalUserId}`;
}

/** In which edition a member is archived; undefined when not at all. */
export function editionOf({ staff, consent }: World, userid: string): Edition | undefined {
  const key = userid.toLowerCase();
  if (!consent.permitted) return staff.has(key) ? 3 : undefined;
  return consent.permitted.get(key);
}

export function mayRecord(world: World, { from, to, roomid }: Said): boolean {
  const { single, inRooms } = world.consent;
  const people = [from, to].flat();
  const archived = (id: string) => editionOf(world, id) !== undefined;
  // In a group only what those write who do not agree is left out.
  if (roomid) return inRooms.get(roomKey(roomid, from))?.status !== 'Disagree' && people.some(archived);
  const members = people.filter(archived);
  const refused = (userid: string) =>
    people.some((id) => single.get(pairKey(userid, id))?.status === 'Disagree');
  return members.length > 0 && (single.size === 0 || !members.some(refused));
}
