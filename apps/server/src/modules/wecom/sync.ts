/**
 * The comparison: who are staff's friends at WeCom, who here, and what to mend. Callbacks are lost after three tries,
 * and changes made through the API never call back, so without this the two would drift apart.
 */
import { endpoints, type FriendOfStaff, WecomError } from '@jetbridge/wecom';
import { type Context, requireCorp } from './corp.ts';
import { importCorpTags } from './corp-tags.ts';
import { type Addition, addFriends, removeFriends } from './friends.ts';
import { pruneCallbacks } from './inbox.ts';
import { endLease, renewLease, takeLease } from './progress.ts';
import * as store from './store.ts';

/** Members asked for in one go: WeCom allows 100; fewer keep what is held in memory small. */
const staffAtOnce = 20;
const rowsPerTransaction = 200;
/** Renewed while the work goes on; who was killed over it holds nobody up for long. */
const leaseMs = 20_000;
/** What is younger is left to its callback, which is on its way: the two would only stand in each other's way. */
const settleMs = 60_000;
const keepCallbacksMs = 14 * 86_400_000;

export interface SyncReport {
  staff: number;
  friends: number;
  added: number;
  removed: number;
}

/** Compares everything. Null when another replica is at it or it was done after `notSince`. */
export async function compareAll(context: Context, notSince: Date): Promise<SyncReport | null> {
  requireCorp(context);
  const { pg, clock, log } = context;
  if (!(await takeLease(pg, 'comparison', { now: clock.now(), forMs: leaseMs, notSince }))) return null;
  const renewing = setInterval(() => {
    const until = new Date(clock.now().getTime() + leaseMs);
    renewLease(pg, 'comparison', until).catch((err) => log.warn({ err }, 'the lease could not be renewed'));
  }, leaseMs / 4);
  const report: SyncReport = { staff: 0, friends: 0, added: 0, removed: 0 };
  try {
    const userids = await refreshStaff(context);
    report.staff = userids.length;
    await importCorpTags(context);
    for (let i = 0; i < userids.length; i += staffAtOnce) {
      await compareStaff(context, userids.slice(i, i + staffAtOnce), report);
      log.info(
        { ...report, compared: Math.min(i + staffAtOnce, userids.length) },
        'comparing friends with WeCom',
      );
    }
    const before = new Date(clock.now().getTime() - keepCallbacksMs);
    while ((await pruneCallbacks(pg, before, 5_000)) === 5_000);
    await endLease(pg, 'comparison', { now: clock.now(), problem: null });
    return report;
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 500) : String(error);
    await endLease(pg, 'comparison', { now: clock.now(), problem });
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** Asks WeCom who may have customers now. */
async function refreshStaff(context: Context): Promise<string[]> {
  const { follow_user: userids } = await requireCorp(context).client.call(endpoints.getFollowUserList, {});
  const staff = userids.map((userid) => ({ userid }));
  await context.pg.tx((tx) => store.saveStaff(tx, staff, context.clock.now()));
  return userids;
}

/** Of these members the ones who may have customers. Somebody unknown may have joined since the last comparison. */
export async function activeStaff(context: Context, userids: readonly string[]): Promise<Set<string>> {
  const active = async () =>
    new Set((await store.readStaff(context.pg, userids)).flatMap((s) => (s.active ? s.userid : [])));
  const known = await active();
  if (userids.every((userid) => known.has(userid))) return known;
  await refreshStaff(context);
  return active();
}

async function compareStaff(context: Context, userids: string[], report: SyncReport): Promise<void> {
  const { client } = requireCorp(context);
  const startedAt = context.clock.now();
  const before = new Date(startedAt.getTime() - settleMs);
  const mine = await store.settledFriendsOfStaff(context.pg, userids, before);
  const seen = new Set<string>();
  let page: Addition[] = [];
  const flush = async () => {
    report.added += await addMissing(context, page);
    page = [];
  };
  try {
    const rows = client.iterate(endpoints.listFriendsOfStaff, { userid_list: userids, limit: 100 });
    for await (const row of rows) {
      const addition = additionOf(row);
      if (seen.has(store.pairKey(addition))) continue;
      seen.add(store.pairKey(addition));
      report.friends += 1;
      if (addition.at < before) page.push(addition);
      if (page.length >= rowsPerTransaction) await flush();
    }
  } catch (error) {
    // 84061: none of these members has a friend.
    if (!(error instanceof WecomError) || error.errcode !== 84061) throw error;
  }
  await flush();
  const missing = mine.filter((pair) => !seen.has(store.pairKey(pair)));
  report.removed += await removeMissing(context, missing, startedAt);
}

function additionOf({ external_contact: contact, follow_info: follow }: FriendOfStaff): Addition {
  return {
    staffUserid: follow.userid,
    externalUserid: contact.external_userid,
    at: new Date(follow.createtime * 1000),
    state: follow.state || null,
    half: false,
    // The list may be older than a callback that has just been worked off, so it proves nothing about this second.
    following: false,
    addWay: follow.add_way ?? null,
    unionid: contact.unionid || null,
    name: contact.name || null,
    gender: contact.gender === 1 ? 'male' : contact.gender === 2 ? 'female' : null,
    found: 'comparison',
  };
}

async function addMissing(context: Context, listed: readonly Addition[]): Promise<number> {
  if (listed.length === 0) return 0;
  return context.pg.tx(async (tx) => {
    const known = await store.lockFriends(tx, listed);
    const missing = listed.filter((pair) => known.get(store.pairKey(pair))?.state !== 'friend');
    const { events } = await addFriends(context, tx, missing);
    await context.events.publish(tx, events);
    return events.length;
  });
}

async function removeMissing(context: Context, pairs: readonly store.Pair[], at: Date): Promise<number> {
  let removed = 0;
  for (let i = 0; i < pairs.length; i += rowsPerTransaction) {
    const some = pairs.slice(i, i + rowsPerTransaction);
    removed += await context.pg.tx(async (tx) => {
      const known = await store.lockFriends(tx, some);
      // Whatever changed since the comparison began knows better.
      const still = some.filter((pair) => (known.get(store.pairKey(pair))?.changedAt ?? at) < at);
      const events = await removeFriends(
        context,
        tx,
        still.map((pair) => ({ ...pair, at, by: 'missing' as const })),
      );
      await context.events.publish(tx, events);
      return events.length;
    });
  }
  return removed;
}
