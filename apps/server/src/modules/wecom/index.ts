/**
 * WeCom (企业微信): the corp, its staff and their friends.
 *
 * Owns the callback inbox, welcomes, staff, friendships, what was handed to WeCom and what became of it. A *friend* is
 * a customer whom a member of staff has as a contact; a *pair* is one member and one friend. Without a configured corp
 * its routes answer `wecom.not_configured` and everything else works on. It refuses callbacks that WeCom did not sign.
 *
 * A callback is stored before it is answered, greeted first when it brings a welcome code, and then worked off in order
 * per traveller, at least once, with effects that happen once. The comparison mends what callbacks lost.
 */
import type { CustomerId } from '@jetbridge/contract';
import { type ArchiveSource, createWecomClient } from '@jetbridge/wecom';
import { AppError } from '../../kernel/errors.ts';
import type { Metrics } from '../../kernel/metrics.ts';
import type { OutboxTopic } from '../../kernel/outbox.ts';
import type { PageAsk } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import { type OutgoingMessage, sendMessages, tellingFetch } from './channel.ts';
import type { Context, Corp, FriendListener, ReceiptListener, WecomConfig } from './corp.ts';
import { mirrorTopic, queueTagDeletion, queueTagMirror, tagMirrorTopic } from './corp-tags.ts';
import { grouped } from './grouped.ts';
import { insertCallbacks } from './inbox.ts';
import { answerVerification, callbackBytes, receiveCallback } from './receive.ts';
import * as store from './store.ts';
import { activeStaff, compareAll, type SyncReport } from './sync.ts';
import { createTokenCache } from './token-cache.ts';
import { friendCounts, listStaff, status, welcomesSince } from './views.ts';
import * as ways from './ways.ts';
import { endWelcomes } from './welcome-store.ts';
import { startWorkers, type Workers } from './workers.ts';

export type { OutgoingMessage } from './channel.ts';
export type {
  Friend,
  FriendListener,
  Greeting,
  Receipt,
  ReceiptListener,
  WecomConfig,
} from './corp.ts';
export { bindWecomRoutes, callbackPath } from './routes.ts';
export type { ApiFailure } from './ways.ts';
export type { Workers as WecomWorkers } from './workers.ts';

type OwnParts =
  | 'corp'
  | 'storeCallback'
  | 'endWelcome'
  | 'reserveGreeting'
  | 'friendListeners'
  | 'receiptListeners';

export interface WecomOptions extends Omit<Context, OwnParts> {
  config: WecomConfig | null;
  /** Where conversations are read from; without it travellers' messages are not known. */
  archive: ArchiveSource | null;
  metrics: Metrics;
}

export interface FriendOfCustomer extends store.Pair {
  since: Date;
  lastInteractionAt: Date | null;
}

/** Writes that share a statement at most. */
const groupOf = 100;

export type Wecom = ReturnType<typeof createWecom>;

export function createWecom({ metrics, ...options }: WecomOptions) {
  const context = contextOf(options);
  const { pg } = context;
  const received = metrics.counter(
    'wecom_callbacks_total',
    'Callbacks of WeCom, by what was done with them.',
    ['outcome'],
  );
  followOthers(context);
  return {
    configured: context.corp !== null,
    callbackBytes,
    answerVerification: (query: Record<string, unknown>) => answerVerification(context, query),
    receive: async (query: Record<string, unknown>, body: Buffer): Promise<void> => {
      try {
        received.inc({ outcome: await receiveCallback(context, query, body) });
      } catch (error) {
        if (error instanceof AppError) received.inc({ outcome: 'refused' });
        throw error;
      }
    },
    /** Must be told before `start`. */
    onFriend: (listener: FriendListener) => void context.friendListeners.push(listener),
    onReceipt: (listener: ReceiptListener) => void context.receiptListeners.push(listener),
    /** Who of the staff is a friend of each customer, newest first; customers without one are left out. */
    friendsOf: (sql: Sql, ids: readonly CustomerId[]) => friendsOf(sql, ids),
    /** Those of these customers who have a friend among the staff; for thousands at once. */
    whoAreFriends: (sql: Sql, ids: readonly CustomerId[]) => store.whoAreFriends(sql, ids),
    /** Friendships past and present, for the profile page, newest first. */
    historyOf: (sql: Sql, ids: readonly CustomerId[]) => historyOf(sql, ids),
    /** Members by userid, in lower or upper case as given; unknown ones are left out. */
    staff: async (sql: Sql, userids: readonly string[]): Promise<Map<string, store.StaffRow>> =>
      new Map((await store.readStaff(sql, userids)).map((row) => [row.userid, row])),
    /** Of these members the ones who may have customers now. Throws `wecom.not_configured`. */
    activeStaff: (userids: readonly string[]) => activeStaff(context, userids),
    /** Keeps the names of staff, which WeCom's list of userids does not tell. */
    nameStaff: (staff: readonly { userid: string; name: string }[]) =>
      pg.tx((tx) => store.nameStaff(tx, staff, context.clock.now())),
    sendMessages: (items: readonly OutgoingMessage[]) => sendMessages(context, items),
    createWay: (way: ways.ContactWaySettings) => ways.createWay(context, way),
    findWay: (state: string, since: Date) => ways.findWay(context, state, since),
    updateWay: (configId: string, way: ways.ContactWaySettings) => ways.updateWay(context, configId, way),
    closeWay: (configId: string) => ways.closeWay(context, configId),
    /** Compares friends with WeCom now. Null when another replica is at it. Throws `wecom.not_configured`. */
    compareNow: (): Promise<SyncReport | null> => compareAll(context, context.clock.now()),
    status: () => status(context),
    listStaff: (ask: PageAsk) => listStaff(pg, ask),
    friendCounts: (from: Date, to: Date) => friendCounts(pg, from, to),
    welcomesSince: (since: Date) => welcomesSince(pg, since),
    /** Effects for the outbox to deliver. */
    outboxTopics: (): Record<string, OutboxTopic> =>
      context.corp ? { [mirrorTopic]: tagMirrorTopic(context) } : {},
    /** Greets, works callbacks off, reads replies, asks for receipts and compares hourly, until stopped. */
    start: (): Workers => startWorkers(context),
  };
}

function contextOf({ config, archive, ...parts }: Omit<WecomOptions, 'metrics'>): Context {
  return {
    ...parts,
    corp: config && corpOf(config, archive, parts),
    storeCallback: grouped((callbacks) => insertCallbacks(parts.pg, callbacks), groupOf),
    endWelcome: grouped(async (ended) => {
      await endWelcomes(parts.pg, ended, parts.clock.now());
      return ended;
    }, groupOf),
    reserveGreeting: null,
    friendListeners: [],
    receiptListeners: [],
  };
}

/** What happens to customers and tags elsewhere, and concerns friends. */
function followOthers(context: Context): void {
  context.customers.onMerge(async (tx, merges) =>
    queueTagMirror(context, tx, await store.moveFriends(tx, merges)),
  );
  context.tags.onChange((tx, customerIds) => queueTagMirror(context, tx, customerIds));
  context.tags.onRemove((tx, tag) => queueTagDeletion(context, tx, tag));
}

function corpOf(
  config: WecomConfig,
  archive: ArchiveSource | null,
  parts: Pick<Context, 'pg' | 'vault'>,
): Corp {
  const shared = {
    baseUrl: config.baseUrl,
    corpId: config.corpId,
    secret: config.secret,
    agentId: config.agentId,
    tokenCache: createTokenCache(parts),
    fetch: tellingFetch,
  };
  return {
    config,
    archive,
    callbacks: { token: config.token, encodingAesKey: config.encodingAesKey, receiveId: config.corpId },
    client: createWecomClient(shared),
    // One attempt: a repetition after a lost answer must be seen, or a welcome that arrived would count as missed.
    urgent: createWecomClient({ ...shared, concurrency: 64, timeoutMs: 5_000, maxAttempts: 1 }),
  };
}

async function friendsOf(sql: Sql, ids: readonly CustomerId[]): Promise<Map<CustomerId, FriendOfCustomer[]>> {
  const found = new Map<CustomerId, FriendOfCustomer[]>();
  for (const row of await store.friendsOfCustomers(sql, ids)) {
    if (row.state !== 'friend') continue;
    const { staffUserid, externalUserid, since, lastInteractionAt } = row;
    found.set(row.customerId, [
      ...(found.get(row.customerId) ?? []),
      { staffUserid, externalUserid, since, lastInteractionAt },
    ]);
  }
  return found;
}

export interface FriendshipOfCustomer extends store.Pair {
  customerId: CustomerId;
  staffName: string;
  since: Date;
  state: 'friend' | 'removed';
}

async function historyOf(sql: Sql, ids: readonly CustomerId[]): Promise<FriendshipOfCustomer[]> {
  const rows = await store.friendsOfCustomers(sql, ids);
  const staff = await store.readStaff(sql, [...new Set(rows.map((row) => row.staffUserid))]);
  const names = new Map(staff.map((member) => [member.userid, member.name]));
  return rows.map(({ staffUserid, externalUserid, customerId, since, state }) => ({
    staffUserid,
    externalUserid,
    customerId,
    since,
    state,
    staffName: names.get(staffUserid) ?? staffUserid,
  }));
}
