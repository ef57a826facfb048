/** Callbacks are worked off: what happened at WeCom becomes friends, tags and events here. */
import { type CustomerId, eventNames } from '@jetbridge/contract';
import {
  type EventOf,
  endpoints,
  type FollowUser,
  openPlaintext,
  WecomError,
  type WecomEvent,
} from '@jetbridge/wecom';
import type { OwnEvent } from '../events/index.ts';
import { type Context, requireCorp, topics } from './corp.ts';
import { adoptMarks, importCorpTags } from './corp-tags.ts';
import { type Addition, addFriends, removeFriends } from './friends.ts';
import { type Callback, finishCallbacks, retryCallback } from './inbox.ts';
import { backOffMs, maxAttempts } from './rules.ts';
import type { Pair, Removal } from './store.ts';
import type { WelcomeEvent } from './welcome.ts';
import { type SentWelcome, takeSentWelcomes } from './welcome-store.ts';

type ContactEvent<Change extends string> = EventOf<
  Extract<WecomEvent['kind'], `change_external_contact.${Change}`>
>;

/** What a callback comes to. Asking WeCom happens while it is found out, outside any transaction. */
type Effect =
  | { add: Addition }
  | { remove: Removal }
  | { marks: Pair & { theirs: readonly string[] } }
  | null;

interface Ready {
  callback: Callback;
  effect: Effect;
}

/** Works callbacks off together, or puts them back with the reason. They are of different travellers. */
export async function workOff(context: Context, callbacks: readonly Callback[]): Promise<void> {
  const ready: Ready[] = [];
  await Promise.all(
    callbacks.map(async (callback) => {
      try {
        const { event } = openPlaintext(context.vault.decrypt(callback.body));
        ready.push({ callback, effect: await effectOf(context, event, callback) });
      } catch (error) {
        await putBack(context, callback, error);
      }
    }),
  );
  try {
    await apply(context, ready);
  } catch (error) {
    const [only] = ready;
    if (ready.length === 1 && only) await putBack(context, only.callback, error);
    // One of them may spoil it for all: each on its own, then.
    else
      for (const one of ready)
        await apply(context, [one]).catch((e: unknown) => putBack(context, one.callback, e));
  }
}

async function putBack(context: Context, callback: Callback, error: unknown): Promise<void> {
  const { attempts, kind } = callback;
  const dead = attempts >= maxAttempts;
  const problem = error instanceof Error ? error.message : String(error);
  context.log[dead ? 'error' : 'warn']({ err: error, kind, attempts, dead }, 'callback not worked off');
  const at = new Date(context.clock.now().getTime() + backOffMs(attempts));
  await retryCallback(context.pg, callback, { problem, at, dead });
}

/** Applies effects and ends their callbacks, in one transaction. */
async function apply(context: Context, ready: readonly Ready[]): Promise<void> {
  if (ready.length === 0) return;
  await context.pg.tx(async (tx) => {
    const callbacks = ready.map(({ callback }) => callback);
    const held = await finishCallbacks(tx, callbacks, context.clock.now());
    const mine = ready.filter(({ callback }) => held.has(callback.id));
    const adding = mine.flatMap(({ callback, effect }) =>
      effect && 'add' in effect ? [{ callback, addition: effect.add }] : [],
    );
    const welcomes = await takeSentWelcomes(
      tx,
      adding.map(({ callback }) => callback.id),
    );
    const removed = await removeFriends(
      context,
      tx,
      mine.flatMap(({ effect }) => (effect && 'remove' in effect ? [effect.remove] : [])),
    );
    for (const { effect } of mine)
      if (effect && 'marks' in effect) await adoptMarks(context, tx, effect.marks);
    const added = await addFriends(
      context,
      tx,
      adding.map(({ addition }) => addition),
    );
    const customerOf = new Map(adding.map(({ callback }, n) => [callback.id, added.customerIds[n]]));
    const greeted = welcomes.map((welcome) => welcomeEvent(welcome, customerOf.get(welcome.callbackId)));
    await context.events.publish(tx, [...removed, ...added.events, ...greeted.filter((e) => e !== null)]);
  });
}

function welcomeEvent(welcome: SentWelcome, customerId: CustomerId | undefined): OwnEvent | null {
  if (!customerId) return null;
  return {
    key: `wecom:welcome:${welcome.callbackId}`,
    name: eventNames.welcomeSent,
    eventTime: welcome.finishedAt,
    customerId,
    properties: { staff: welcome.staffUserid, delayMs: welcome.delayMs },
  };
}

async function effectOf(context: Context, event: WecomEvent, callback: Callback): Promise<Effect> {
  switch (event.kind) {
    case 'change_external_contact.add_external_contact':
    case 'change_external_contact.add_half_external_contact':
      return { add: await additionOf(context, event, callback) };
    case 'change_external_contact.edit_external_contact':
      return edited(context, event);
    case 'change_external_contact.del_external_contact':
      return { remove: removalOf(event, event.source === 'DELETE_BY_TRANSFER' ? 'transfer' : 'staff') };
    case 'change_external_contact.del_follow_user':
      return { remove: removalOf(event, 'customer') };
    case 'change_external_tag.create':
    case 'change_external_tag.update':
    case 'change_external_tag.delete':
      await importCorpTags(context);
      return null;
    case 'msgaudit_notify':
      context.signal.poke(topics.archive);
      return null;
    default:
      // Kept as it came, sealed, for whoever learns to read it.
      return null;
  }
}

async function additionOf(context: Context, event: WelcomeEvent, callback: Callback): Promise<Addition> {
  const pair = { staffUserid: event.userId, externalUserid: event.externalUserId };
  const profile = await profileOf(context, pair);
  return {
    ...pair,
    ...profile,
    at: callback.eventTime,
    state: event.state ?? profile.state,
    half: event.kind === 'change_external_contact.add_half_external_contact',
    found: 'callback',
  };
}

type Profile = Pick<Addition, 'following' | 'addWay' | 'unionid' | 'name' | 'gender' | 'state'> & {
  tagIds: string[];
};

const strangers: Profile = {
  following: false,
  addWay: null,
  unionid: null,
  name: null,
  gender: null,
  state: null,
  tagIds: [],
};

/** What WeCom tells about a friend; nothing when he or she is none any more. */
async function profileOf(
  context: Context,
  pair: { staffUserid: string; externalUserid: string },
): Promise<Profile> {
  const { client } = requireCorp(context);
  const params = { external_userid: pair.externalUserid };
  try {
    let reply = await client.call(endpoints.getFriend, params);
    const contact = reply.external_contact;
    let follow = followOf(reply.follow_user, pair.staffUserid);
    // Only somebody with more than 500 members as friends has a second page.
    while (!follow && reply.next_cursor) {
      reply = await client.call(endpoints.getFriend, { ...params, cursor: reply.next_cursor });
      follow = followOf(reply.follow_user, pair.staffUserid);
    }
    return {
      following: follow !== undefined,
      addWay: follow?.add_way ?? null,
      unionid: contact.unionid || null,
      name: contact.name || null,
      gender: contact.gender === 1 ? 'male' : contact.gender === 2 ? 'female' : null,
      state: follow?.state || null,
      tagIds: (follow?.tags ?? []).flatMap((tag) => tag.tag_id ?? []),
    };
  } catch (error) {
    // 84061: not a friend; 40096: no such traveller for this corp.
    if (error instanceof WecomError && (error.errcode === 84061 || error.errcode === 40096)) return strangers;
    throw error;
  }
}

// Userids are case-insensitive, and some answers come in lower case.
function followOf(follows: readonly FollowUser[], userid: string): FollowUser | undefined {
  return follows.find((follow) => follow.userid.toLowerCase() === userid.toLowerCase());
}

async function edited(context: Context, event: ContactEvent<'edit_external_contact'>): Promise<Effect> {
  const pair = { staffUserid: event.userId, externalUserid: event.externalUserId };
  const profile = await profileOf(context, pair);
  if (!profile.following) return null;
  const known = await context.tags.byWecomId(context.pg, profile.tagIds);
  if (known.size < profile.tagIds.length) await importCorpTags(context);
  return { marks: { ...pair, theirs: profile.tagIds } };
}

function removalOf(
  event: { userId: string; externalUserId: string; createTime: number },
  by: Removal['by'],
): Removal {
  return {
    staffUserid: event.userId,
    externalUserid: event.externalUserId,
    at: new Date(event.createTime * 1000),
    by,
  };
}
