/** The several ids of one person: each follows from the seed, so that a run can be replayed. */
import type { Parts } from '../parts.ts';
import { hasLeft } from '../staff/state.ts';

type Source = Pick<Parts, 'random'>;

/** Of a traveller with the corp's mini program or official account. */
export function openidOf({ random }: Source, externalUserId: string): string {
  return `o${random.text(27, 'openid', externalUserId)}`;
}

export function memberOpenid({ random }: Source, userid: string): string {
  return `o${random.text(27, 'openid of a member', userid.toLowerCase())}`;
}

/** The member as a provider sees them. */
export function openUserid({ random }: Source, userid: string): string {
  return `wo${random.text(30, 'open_userid', userid.toLowerCase())}`;
}

/** The member with this openid; those who have left have none. */
export function memberByOpenid(
  { random, world }: Pick<Parts, 'random' | 'world'>,
  openid: string,
): string | undefined {
  for (const { userid } of world.staff.values()) {
    if (memberOpenid({ random }, userid) === openid && !hasLeft(world, userid)) return userid;
  }
  return undefined;
}

/** The customer as a provider sees them; remembered, so that it can be turned back. */
export function serviceId(
  { random, world }: Pick<Parts, 'random' | 'world'>,
  externalUserId: string,
): string {
  const id = `${externalUserId.slice(0, 2)}${random.text(30, 'service external_userid', externalUserId)}`;
  world.identity.serviceIds.set(id, externalUserId);
  return id;
}

/** Whoever a meeting or a form has met; remembered, so that it can be turned back. */
export function temporaryId(
  { random, world }: Pick<Parts, 'random' | 'world'>,
  externalUserId: string,
): string {
  const id = `tmp${random.text(29, 'temporary external_userid', externalUserId)}`;
  world.identity.temporaryIds.set(id, externalUserId);
  return id;
}

/** Documented: 90 days. That the last millisecond still counts is assumed. */
const PENDING_MS = 90 * 86_400_000;

/** The pending id of who is no customer, while it lives. */
export function livingPendingId(
  { world, scheduler }: Pick<Parts, 'world' | 'scheduler'>,
  externalUserId: string,
): string | undefined {
  const pending = world.identity.pending.get(externalUserId);
  return pending && scheduler.now() - pending.issuedAt <= PENDING_MS ? pending.id : undefined;
}

/** The living one, or a new one. `key` names the person, who may be nobody that the corp will ever meet. */
export function pendingId(parts: Pick<Parts, 'world' | 'scheduler' | 'random'>, key: string): string {
  const living = livingPendingId(parts, key);
  if (living !== undefined) return living;
  const issuedAt = parts.scheduler.now();
  const id = `pd${parts.random.text(30, 'pending_id', key, issuedAt)}`;
  parts.world.identity.pending.set(key, { id, issuedAt });
  return id;
}
