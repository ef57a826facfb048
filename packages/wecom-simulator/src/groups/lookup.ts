/** Finding what a call names, or the errcode for its absence. */
import { isInScope } from '../permission.ts';
import { type Call, Refusal } from '../route.ts';
import { hasLeft } from '../staff/state.ts';
import type { Group } from './state.ts';

/** 40003 for who was never here, 60011 for who is out of the app's scope. */
export function checkOwner(userid: unknown, { world, app }: Call): void {
  const known =
    typeof userid === 'string' && (world.staff.has(userid.toLowerCase()) || hasLeft(world, userid));
  if (!known) throw new Refusal(40003);
  if (!isInScope(app, userid)) throw new Refusal(60011);
}

export function existingGroup(chatId: unknown, { world }: Pick<Call, 'world'>): Group {
  const group = typeof chatId === 'string' ? world.groups.byChatId.get(chatId) : undefined;
  if (!group) throw new Refusal(40050);
  if (group.dismissedAt !== undefined) throw new Refusal(49008);
  return group;
}
