/**
 * Tags here and corp tags at WeCom, kept in step for every pair of member and friend. Each pair remembers what both
 * sides last agreed on, so a change made on one side is told from one made on the other.
 */
import type { CustomerId } from '@jetbridge/contract';
import { endpoints, WecomError } from '@jetbridge/wecom';
import { uuidv7 } from '../../kernel/ids.ts';
import { enqueueEffects, type OutboxItem, type OutboxTopic, type Outcome } from '../../kernel/outbox.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { TagRow } from '../tags/index.ts';
import { type Context, requireCorp } from './corp.ts';
import { changedAtWecom, changedHere } from './rules.ts';
import * as store from './store.ts';

export const mirrorTopic = 'wecom.tags';

interface MirrorPayload {
  /** Whose pairs are to be marked. */
  customerId?: CustomerId;
  /** A corp tag whose tag was deleted here. */
  deleteTag?: string;
}

/** Has WeCom marked with what these customers carry by the time it happens. */
export async function queueTagMirror(
  context: Pick<Context, 'clock' | 'corp'>,
  tx: Sql,
  customerIds: readonly CustomerId[],
): Promise<void> {
  if (!context.corp) return;
  const now = context.clock.now();
  const effects = customerIds.map((customerId) => ({
    topic: mirrorTopic,
    key: uuidv7(context.clock),
    payload: { customerId } satisfies MirrorPayload,
  }));
  await enqueueEffects(tx, effects, now);
}

export async function queueTagDeletion(context: Context, tx: Sql, tag: TagRow): Promise<void> {
  if (!context.corp || !tag.wecomTagId) return;
  const payload: MirrorPayload = { deleteTag: tag.wecomTagId };
  await enqueueEffects(
    tx,
    [{ topic: mirrorTopic, key: `delete:${tag.wecomTagId}`, payload }],
    context.clock.now(),
  );
}

export function tagMirrorTopic(context: Context): OutboxTopic {
  return {
    batch: 50,
    concurrency: 1,
    handle: async (items) => {
      const outcomes = new Map<string, Outcome>();
      const perCustomer = new Map<string, OutboxItem[]>();
      for (const item of items) {
        const { customerId, deleteTag } = item.payload as MirrorPayload; // Written by the functions above only.
        const key = customerId ?? `tag ${deleteTag}`;
        perCustomer.set(key, [...(perCustomer.get(key) ?? []), item]);
      }
      await Promise.all(
        [...perCustomer.values()].map(async (same) => {
          const outcome = await deliverOne(context, same[0]?.payload as MirrorPayload);
          for (const item of same) outcomes.set(item.id, outcome);
        }),
      );
      return outcomes;
    },
  };
}

async function deliverOne(context: Context, payload: MirrorPayload): Promise<Outcome> {
  try {
    if (payload.deleteTag) {
      await requireCorp(context).client.call(endpoints.delCorpTags, { tag_id: [payload.deleteTag] });
      return 'done';
    }
    const settled = payload.customerId ? await mirrorTags(context, payload.customerId) : true;
    return settled ? 'done' : { retryAt: new Date(context.clock.now().getTime() + 200) };
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    // 40068: the corp tag is gone already. 84061: not a friend any more.
    if (error.errcode === 40068 && payload.deleteTag) return 'done';
    if (error.kind === 'limit' || (error.kind === 'api' && error.retry === 'never')) {
      return { failed: `${error.errcode ?? error.kind} ${error.en}` };
    }
    return { retryAt: new Date(context.clock.now().getTime() + (error.retryAfterMs ?? 5_000)) };
  }
}

/** Marks all pairs of a customer with what he or she carries. False when another writer came between. */
async function mirrorTags(context: Context, customerId: CustomerId): Promise<boolean> {
  const corp = requireCorp(context);
  const friends = (await store.friendsOfCustomers(context.pg, [customerId])).filter(
    (f) => f.state === 'friend',
  );
  if (friends.length === 0) return true;
  const carried = (await context.tags.ofCustomers(context.pg, [customerId])).get(customerId) ?? [];
  const known = await context.tags.names(
    context.pg,
    carried.map((tag) => tag.id),
  );
  const ours = await corpTagIds(context, [...known.values()]);
  let settled = true;
  for (const friend of friends) {
    const change = changedHere({ base: friend.markedTags, ours });
    if (change.add.length + change.remove.length === 0) continue;
    try {
      await corp.client.call(endpoints.markTags, {
        userid: friend.staffUserid,
        external_userid: friend.externalUserid,
        ...(change.add.length > 0 ? { add_tag: change.add } : {}),
        ...(change.remove.length > 0 ? { remove_tag: change.remove } : {}),
      });
    } catch (error) {
      // Deleted in the meantime; the callback about it is on its way.
      if (error instanceof WecomError && [84061, 40096, 40003].includes(error.errcode ?? 0)) continue;
      throw error;
    }
    settled = (await store.saveMarked(context.pg, friend, ours)) && settled;
  }
  return settled;
}

/** Ids of the corp tags that stand for these tags; those missing at WeCom are made there. */
async function corpTagIds(context: Context, tags: readonly TagRow[]): Promise<string[]> {
  const ids = tags.flatMap((tag) => tag.wecomTagId ?? []);
  for (const tag of tags.filter((t) => t.wecomTagId === null)) ids.push(await makeCorpTag(context, tag));
  return ids;
}

async function makeCorpTag(context: Context, tag: TagRow): Promise<string> {
  const { client } = requireCorp(context);
  const find = async () => {
    const reply = await client.call(endpoints.listCorpTags, {});
    const group = reply.tag_group.find((g) => g.group_name === tag.group && !g.deleted);
    return group?.tag.find((t) => t.name === tag.name && !t.deleted)?.id;
  };
  const make = async () => {
    const reply = await client.call(endpoints.addCorpTags, {
      group_name: tag.group,
      tag: [{ name: tag.name }],
    });
    return reply.tag_group.tag.find((t) => t.name === tag.name)?.id;
  };
  const makeOrFind = () =>
    make().catch((error) => {
      // 40071: somebody made it in this very moment.
      if (error instanceof WecomError && error.errcode === 40071) return find();
      throw error;
    });
  // A try that was cut off may have made it, so what is there is looked up first.
  const id = (await find()) ?? (await makeOrFind());
  if (!id) throw new Error('WeCom made a tag without telling its id');
  await context.tags.tieToWecom(context.pg, tag.id, id);
  return id;
}

/**
 * Takes over the corp tags that WeCom has, so that marks made there have a tag here. One that was renamed there keeps
 * its name here; one that was deleted there is made anew when somebody here carries it.
 */
export async function importCorpTags(context: Context): Promise<void> {
  const reply = await requireCorp(context).client.call(endpoints.listCorpTags, {});
  const corpTags = reply.tag_group
    .filter((group) => !group.deleted)
    .flatMap((group) => group.tag.filter((t) => !t.deleted).map((t) => ({ ...t, group: group.group_name })));
  await context.pg.tx(async (tx) => {
    await context.tags.keepTies(
      tx,
      corpTags.map((corpTag) => corpTag.id),
    );
    const tied = await context.tags.byWecomId(
      tx,
      corpTags.map((corpTag) => corpTag.id),
    );
    for (const corpTag of corpTags.filter(({ id }) => !tied.has(id))) {
      const tag = await context.tags.ensure(tx, corpTag.group, corpTag.name);
      await context.tags.tieToWecom(tx, tag.id, corpTag.id);
    }
  });
}

/** Applies what was marked or unmarked at WeCom on one pair; `theirs` is what it has there now. */
export async function adoptMarks(
  context: Context,
  tx: Sql,
  pair: store.Pair & { theirs: readonly string[] },
): Promise<void> {
  const friend = (await store.lockFriends(tx, [pair])).get(store.pairKey(pair));
  if (friend?.state !== 'friend') return;
  const carried = (await context.tags.ofCustomers(tx, [friend.customerId])).get(friend.customerId) ?? [];
  const known = await context.tags.names(
    tx,
    carried.map((tag) => tag.id),
  );
  const ours = [...known.values()].flatMap((tag) => tag.wecomTagId ?? []);
  const change = changedAtWecom({ base: friend.markedTags, ours, theirs: pair.theirs });
  const byWecomId = await context.tags.byWecomId(tx, [...change.add, ...change.remove]);
  const ids = (list: string[]) => list.flatMap((id) => byWecomId.get(id)?.id ?? []);
  await store.saveMarked(tx, friend, pair.theirs);
  const by = `wecom:${pair.staffUserid}`;
  await context.tags.assign(tx, [
    { customerId: friend.customerId, add: ids(change.add), remove: ids(change.remove), by },
  ]);
}
