/**
 * Tags: short labels in groups that people and automations put on customers.
 *
 * Owns the groups, the tags and who carries which since when and by whom. A tag may stand for a corp tag at WeCom
 * (`wecomTagId`); keeping the two in step is the business of `wecom`, which listens here. Refuses unknown tags and a
 * second tag of the same name in a group. Putting on what is there, or taking off what is not, changes nothing and
 * announces nothing.
 */
import { type CustomerId, eventNames, type Tag } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { PageAsk } from '../../kernel/page.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Customers } from '../customers/index.ts';
import type { Events } from '../events/index.ts';
import * as store from './store.ts';
import { listTags } from './views.ts';

export { bindTagsRoutes } from './routes.ts';
export type { TagRow } from './store.ts';

export interface TagChange {
  customerId: CustomerId;
  add: readonly string[];
  remove: readonly string[];
  /** Who or what did it: a user's name, `channel code`, `journey`, `wecom`. */
  by: string;
}

/** What really changed for a customer; runs in the transaction that changed it. */
export type TagListener = (tx: Sql, customerIds: readonly CustomerId[]) => Promise<void>;
/** A tag is about to go for good; runs in the transaction that deletes it. */
export type TagRemovalListener = (tx: Sql, tag: store.TagRow) => Promise<void>;

export type Tags = ReturnType<typeof createTags>;

interface Context {
  pg: Postgres;
  clock: Clock;
  events: Pick<Events, 'publish'>;
  customers: Pick<Customers, 'canonical' | 'onMerge'>;
  changed: TagListener[];
  removed: TagRemovalListener[];
}

/** Taken off so many customers in one transaction when a tag is deleted. */
const removalBatch = 2_000;

export function createTags(options: Omit<Context, 'changed' | 'removed'>) {
  const context: Context = { ...options, changed: [], removed: [] };
  const { pg } = context;
  options.customers.onMerge(async (tx, merges) => {
    const winners = await store.movePairs(tx, merges);
    if (winners.length > 0) for (const listener of context.changed) await listener(tx, winners);
  });
  return {
    /**
     * Puts tags on customers and takes others off, in the caller's transaction, and announces what changed.
     * Throws `tags.not_found` when a tag does not exist; customers that do not exist are left out.
     */
    assign: (tx: Sql, changes: readonly TagChange[]) => assign(context, tx, changes),
    /** One customer, asked for by a person. Throws `customers.not_found`. */
    assignByHand: (change: TagChange) =>
      pg.tx(async (tx) => {
        const known = await context.customers.canonical(tx, [change.customerId]);
        if (!known.has(change.customerId)) throw new AppError('customers.not_found');
        await assign(context, tx, [change]);
      }),
    /** The id of the tag of this group and name; makes both when missing. */
    ensure: (tx: Sql, group: string, name: string) => ensure(context, tx, { group, name }),
    /** Tags by id; ids of no tag are left out. */
    names: async (sql: Sql, ids: readonly string[]): Promise<Map<string, store.TagRow>> =>
      new Map((await store.readTags(sql, ids)).map((row) => [row.id, row])),
    byWecomId: async (sql: Sql, wecomTagIds: readonly string[]): Promise<Map<string, store.TagRow>> =>
      new Map((await store.readTagsByWecomId(sql, wecomTagIds)).map((row) => [row.wecomTagId ?? '', row])),
    tieToWecom: store.tieToWecom,
    keepTies: store.keepTies,
    /** What customers carry, newest first. */
    ofCustomers: (sql: Sql, ids: readonly CustomerId[]) => ofCustomers(sql, ids),
    list: (ask: PageAsk) => listTags(pg, ask),
    /** Throws `tags.exists`. */
    create: (group: string, name: string): Promise<Tag> =>
      pg.tx(async (tx) => {
        const tag = await ensure(context, tx, { group, name });
        if (!tag.made) throw new AppError('tags.exists');
        return { id: tag.id, name, group, customers: 0, wecomTagId: null };
      }),
    /** Takes the tag off everybody, then deletes it. Throws `tags.not_found`. */
    remove: (id: string) => remove(context, id),
    onChange: (listener: TagListener) => void context.changed.push(listener),
    onRemove: (listener: TagRemovalListener) => void context.removed.push(listener),
  };
}

async function assign(context: Context, tx: Sql, asked: readonly TagChange[]): Promise<void> {
  // Whoever asks may not have heard of a merge yet.
  const canonical = await context.customers.canonical(
    tx,
    asked.map((change) => change.customerId),
  );
  const changes = asked.flatMap((change) => {
    const customerId = canonical.get(change.customerId);
    return customerId ? [{ ...change, customerId }] : [];
  });
  const named = [...new Set(changes.flatMap((c) => [...c.add, ...c.remove]))];
  if (named.length === 0) return;
  const known = new Map((await store.readTags(tx, named)).map((row) => [row.id, row]));
  const unknown = named.filter((id) => !known.has(id));
  if (unknown.length > 0) throw new AppError('tags.not_found', { ids: unknown });
  const by = new Map(changes.map((change) => [change.customerId, change.by]));
  const pairs = (side: 'add' | 'remove') =>
    changes.flatMap((c) => c[side].map((tagId) => ({ customerId: c.customerId, tagId, by: c.by })));
  const now = context.clock.now();
  const added = await store.insertPairs(tx, pairs('add'), now);
  const removed = await store.deletePairs(tx, pairs('remove'));
  await announce(context, tx, { added, removed, known, by });
}

interface Changed {
  added: store.Pair[];
  removed: store.Pair[];
  known: Map<string, store.TagRow>;
  by: Map<CustomerId, string>;
}

async function announce(context: Context, tx: Sql, changed: Changed): Promise<void> {
  const event = (name: string, pair: store.Pair) => ({
    // The row that came or went is what makes the change happen once, so the key only has to be new.
    key: `tag:${uuidv7(context.clock)}`,
    name,
    eventTime: context.clock.now(),
    customerId: pair.customerId,
    properties: {
      tag: pair.tagId,
      name: changed.known.get(pair.tagId)?.name ?? '',
      group: changed.known.get(pair.tagId)?.group ?? '',
      by: changed.by.get(pair.customerId) ?? '',
    },
  });
  const happened = [
    ...changed.added.map((pair) => event(eventNames.tagAdded, pair)),
    ...changed.removed.map((pair) => event(eventNames.tagRemoved, pair)),
  ];
  if (happened.length === 0) return;
  await context.events.publish(tx, happened);
  const customerIds = [...new Set([...changed.added, ...changed.removed].map((pair) => pair.customerId))];
  for (const listener of context.changed) await listener(tx, customerIds);
}

async function ensure(
  context: Context,
  tx: Sql,
  tag: { group: string; name: string },
): Promise<{ id: string; made: boolean }> {
  const now = context.clock.now();
  const groupId = await store.ensureGroup(tx, { id: uuidv7(context.clock), name: tag.group, now });
  return store.ensureTag(tx, { id: uuidv7(context.clock), groupId, name: tag.name, now });
}

export interface TagOfCustomer {
  id: string;
  name: string;
  group: string;
  addedAt: Date;
  by: string;
}

async function ofCustomers(sql: Sql, ids: readonly CustomerId[]): Promise<Map<CustomerId, TagOfCustomer[]>> {
  const found = new Map<CustomerId, TagOfCustomer[]>();
  for (const { customerId, id, name, group, addedAt, by } of await store.readTagsOf(sql, ids)) {
    const list = found.get(customerId) ?? [];
    list.push({ id, name, group, addedAt, by });
    found.set(customerId, list);
  }
  return found;
}

async function remove(context: Context, id: string): Promise<void> {
  const [tag] = await store.readTags(context.pg, [id]);
  if (!tag) throw new AppError('tags.not_found');
  const known = new Map([[id, tag]]);
  for (;;) {
    const over = await context.pg.tx(async (tx) => {
      const removed = await store.deleteSomeOfTag(tx, id, removalBatch);
      const by = new Map(removed.map((pair) => [pair.customerId, 'tag deleted']));
      await announce(context, tx, { added: [], removed, known, by });
      if (removed.length === removalBatch) return false;
      if (await store.deleteTag(tx, id)) {
        for (const listener of context.removed) await listener(tx, tag);
        return true;
      }
      // Somebody put it on again in the meantime, unless somebody else has deleted it.
      return (await store.readTags(tx, [id])).length === 0;
    });
    if (over) return;
  }
}
