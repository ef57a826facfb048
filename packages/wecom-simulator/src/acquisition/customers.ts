/** Customers who came by a link: how they arrive, and what is told when they write. */
import type { Parts } from '../parts.ts';
import type { Relation } from '../world.ts';
import { spendUnit } from './quota.ts';
import { type LinkCustomer, pairOf } from './state.ts';

export const CHAT_KEY_MS = 30 * 60_000;
const TOLD_MESSAGES = [3, 5, 10];

/** A friendship begins; it is a link's when the customer has followed one to this member. */
export function arriveByLink(parts: Parts, relation: Relation): void {
  const { acquisition } = parts.world;
  const pair = pairOf(relation.userid, relation.person.externalUserId);
  const coming = acquisition.underWay.get(pair);
  const link = coming && acquisition.links.get(coming.linkId);
  acquisition.underWay.delete(pair);
  acquisition.byPair.delete(pair);
  if (!coming || !link) return;
  const customer = {
    userid: relation.userid,
    externalUserId: relation.person.externalUserId,
    state: coming.state,
    at: parts.scheduler.now(),
    messages: 0,
  };
  link.customers.push(customer);
  acquisition.byPair.set(pair, { linkId: link.id, customer });
  if (acquisition.spentOn === 'added') spendUnit(parts);
}

/** The customer has written to the member. */
export function noteLinkMessage(parts: Parts, relation: Relation): void {
  const { world, callbacks } = parts;
  const came = world.acquisition.byPair.get(pairOf(relation.userid, relation.person.externalUserId));
  if (!came) return;
  const { linkId, customer } = came;
  customer.messages++;
  if (customer.messages === 1) {
    if (world.acquisition.spentOn === 'first_chat') spendUnit(parts);
    callbacks.emit({
      Event: 'customer_acquisition',
      ChangeType: 'customer_start_chat',
      UserID: customer.userid,
      ExternalUserID: customer.externalUserId,
    });
  }
  if (!TOLD_MESSAGES.includes(customer.messages)) return;
  callbacks.emit({
    Event: 'customer_acquisition',
    ChangeType: 'message_from_customer',
    LinkId: linkId,
    State: customer.state,
    ChatKey: issueChatKey(parts, came),
  });
}

function issueChatKey(
  { world, random, scheduler }: Parts,
  came: { linkId: string; customer: LinkCustomer },
): string {
  const { chatKeys } = world.acquisition;
  const now = scheduler.now();
  for (const [old, { issuedAt }] of chatKeys) {
    if (now - issuedAt <= CHAT_KEY_MS) break;
    chatKeys.delete(old);
  }
  const { userid, externalUserId, messages } = came.customer;
  const key = random.text(43, 'chat key', userid, externalUserId, messages, now);
  chatKeys.set(key, { ...came, messages, issuedAt: now });
  return key;
}
