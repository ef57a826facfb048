/** What a call names: an account, a customer, a file. */
import { mediaFor } from '../content/media.ts';
import { type Context, Refusal } from '../route.ts';
import type { Account } from './state.ts';

/** 95000 for what is no id of an account, 95004 for one of another corp or of an account that was deleted. */
export function findAccount(openKfId: string, { world }: Context): Account {
  const account = world.service.accounts.get(openKfId);
  if (!account) throw new Refusal(/^wk[\w-]+$/.test(openKfId) ? 95004 : 95000);
  return account;
}

/** 40096 for somebody who is no customer of the corp. */
export function checkCustomer(externalUserId: string, { world }: Context): void {
  if (!world.people.byExternalUserId(externalUserId)) throw new Refusal(40096);
}

/** 40007 for a file that is unknown or three days old. */
export function checkMedia(mediaId: string, { world, scheduler }: Context): void {
  mediaFor(world, { id: mediaId, uses: ['message'], now: scheduler.now() });
}
