/** Friendships begin and end: the row, the customer, the listeners and the event, in one transaction. */
import { type CustomerId, eventNames, type IdentityKind } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';
import type { OwnEvent } from '../events/index.ts';
import type { Context, Friend } from './corp.ts';
import { queueTagMirror } from './corp-tags.ts';
import { onAdded, onRemoved } from './rules.ts';
import * as store from './store.ts';

export interface Addition extends store.Pair {
  at: Date;
  state: string | null;
  half: boolean;
  /** Whether WeCom says now that they are friends. */
  following: boolean;
  addWay: number | null;
  unionid: string | null;
  name: string | null;
  gender: 'male' | 'female' | null;
  /** How it became known. */
  found: 'callback' | 'comparison';
}

type Added = Addition & { customerId: Friend['customerId']; times: number };

function identifiersOf(addition: Pick<Addition, 'externalUserid' | 'unionid'>) {
  const identifiers: { kind: IdentityKind; value: string }[] = [
    { kind: 'external_userid', value: addition.externalUserid },
  ];
  if (addition.unionid) identifiers.unshift({ kind: 'unionid', value: addition.unionid });
  return identifiers;
}

/**
 * What is to be announced, by the caller and at the very end: publishing takes the inbox's turn, which everybody else
 * waits for until the transaction commits.
 */
export interface Announced {
  events: OwnEvent[];
}

/**
 * Stores new friends; answers their customers in order. Those known already are completed in silence. Pairs must be
 * distinct. Call it last but for publishing, as what listeners do may publish.
 */
export async function addFriends(
  context: Context,
  tx: Sql,
  additions: readonly Addition[],
): Promise<Announced & { customerIds: CustomerId[] }> {
  if (additions.length === 0) return { customerIds: [], events: [] };
  const now = context.clock.now();
  const ids = await context.customers.resolveIdentifiers(tx, additions.map(identifiersOf));
  const known = await store.lockFriends(tx, additions);
  const fresh: Added[] = [];
  const again: Added[] = [];
  for (const [index, addition] of additions.entries()) {
    const customerId = ids[index];
    if (customerId === undefined) throw new Error('A friend was not resolved to a customer');
    const row = known.get(store.pairKey(addition)) ?? null;
    const verdict = onAdded(row, addition);
    const added = { ...addition, customerId, times: (row?.times ?? 0) + 1 };
    if (verdict === 'first' || verdict === 'again') fresh.push(added);
    else if (verdict === 'known') again.push(added);
  }
  const facts = (added: Added): store.FriendFacts => ({ ...added, since: added.at, origin: added.state });
  if (again.length > 0) await store.completeFriends(tx, again.map(facts), now);
  if (fresh.length > 0) {
    await store.saveFriends(tx, fresh.map(facts), now);
  }
  return { customerIds: ids, events: fresh.length > 0 ? await tellListeners(context, tx, fresh) : [] };
}

async function tellListeners(context: Context, tx: Sql, added: readonly Added[]): Promise<OwnEvent[]> {
  // What the customer carries already is marked at WeCom on the new pair, too.
  const carriers = await context.tags.ofCustomers(tx, [...new Set(added.map((f) => f.customerId))]);
  await queueTagMirror(context, tx, [...carriers.keys()]);
  const more: Record<string, unknown>[] = added.map(() => ({}));
  for (const listener of context.friendListeners) {
    for (const [index, properties] of (await listener.added(tx, added)).entries()) {
      Object.assign(more[index] ?? {}, properties);
    }
  }
  return added.map((friend, index) => ({
    key: `wecom:friend:${store.pairKey(friend)}:${friend.times}:added`,
    name: eventNames.friendAdded,
    eventTime: friend.at,
    identifiers: identifiersOf(friend),
    properties: { staff: friend.staffUserid, found: friend.found, ...more[index] },
    traits: {
      ...(friend.name ? { name: friend.name } : {}),
      ...(friend.gender ? { gender: friend.gender } : {}),
    },
  }));
}

/** Ends friendships. One that was not known is remembered as ended. Pairs must be distinct. */
export async function removeFriends(
  context: Context,
  tx: Sql,
  removals: readonly store.Removal[],
): Promise<OwnEvent[]> {
  if (removals.length === 0) return [];
  const known = await store.lockFriends(tx, removals);
  const ended: { removal: store.Removal; row: store.FriendRow }[] = [];
  for (const removal of removals) {
    const row = known.get(store.pairKey(removal)) ?? null;
    const verdict = onRemoved(row, removal.at);
    if (verdict === 'removed' && row) ended.push({ removal, row });
    if (verdict === 'unknown') await rememberFormer(context, tx, removal);
  }
  if (ended.length === 0) return [];
  await store.saveRemovals(
    tx,
    ended.map(({ removal }) => removal),
    context.clock.now(),
  );
  const friends = ended.map(({ removal, row }) => ({ ...removal, customerId: row.customerId }));
  for (const listener of context.friendListeners) await listener.removed(tx, friends);
  return ended.map(({ removal, row }) => ({
    key: `wecom:friend:${store.pairKey(removal)}:${row.times}:removed`,
    name: eventNames.friendRemoved,
    eventTime: removal.at,
    customerId: row.customerId,
    properties: { staff: removal.staffUserid, by: removal.by },
  }));
}

async function rememberFormer(context: Context, tx: Sql, removal: store.Removal): Promise<void> {
  const [customerId] = await context.customers.resolveIdentifiers(tx, [
    [{ kind: 'external_userid', value: removal.externalUserid }],
  ]);
  if (customerId) await store.saveFormerFriend(tx, { ...removal, customerId }, context.clock.now());
}
