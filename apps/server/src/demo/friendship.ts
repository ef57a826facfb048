import type { Member } from './members.ts';
import { diceFor } from './scene.ts';

/** Whether a member is a friend when the seeding starts: those who fly much rather than others. */
export function isFriend(member: Member): boolean {
  const share = member.tripsPerYear > 3 ? 0.5 : 0.26;
  return member.wechat && (member.index < 2 || diceFor('friend', member.index).chance(share));
}
