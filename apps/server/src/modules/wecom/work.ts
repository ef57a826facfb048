/** Callbacks are worked off: what happened at WeCom becomes friends, tags and events here. */
import { eventNames } from '@jetbridge/contract';
import {
  type EventOf,
  endpoints,
  type FollowUser,
  openPlaintext,
  WecomError,
  type WecomEvent,
} from '@jetbridge/wecom';
import type { Sql } from '../../kernel/postgres.ts';
import { type Context, requireCorp, topics } from './corp.ts';
import { adoptMarks, importCorpTags } from './corp-tags.ts';
import { type Addition, addFriends, removeFriends } from './friends.ts';
import { type Callback, finishCallback, LeaseLost, retryCallback } from './inbox.ts';
import { backOffMs, maxAttempts } from './rules.ts';
import type { WelcomeEvent } from './welcome.ts';
import { takeSentWelcome } from './welcome-store.ts';

type ContactEvent<Change extends string> = EventOf<
  Extract<WecomEvent['kind'], `change_external_contact.${Change}`>
>;

/** What to do in the transaction that ends the callback; asking WeCom happens before, outside any transaction. */
type Effect = (tx: Sql) => Promise<void>;

/** Works one callback off, or puts it back with the reason. */
export async function workOff(context: Context, callback: Callback): Promise<void> {
  try {
    const { event } = openPlaintext(context.vault.decrypt(callback.body));
    const effect = await effectOf(context, event, callback);
    await context.pg.tx(async (tx) => {
      await finishCallback(tx, callback, context.clock.now());
      await effect(tx);
    });
  } catch (error) {
    if (error instanceof LeaseLost) return;
    const dead = callback.attempts >= maxAttempts;
    const problem = error instanceof Error ? error.message : String(error);
    context.log[dead ? 'error' : 'warn'](
      { err: error, kind: callback.kind, attempts: callback.attempts, dead },
      'callback not worked off',
    );
    const at = new Date(context.clock.now().getTime() + backOffMs(callback.attempts));
    await retryCallback(context.pg, callback, { problem, at, dead });
  }
}

const nothing: Effect = async () => undefined;

async function effectOf(context: Context, event: WecomEvent, callback: Callback): Promise<Effect> {
  switch (event.kind) {
    case 'change_external_contact.add_external_contact':
    case 'change_external_contact.add_half_external_contact':
      return added(context, event, callback);
    case 'change_external_contact.edit_external_contact':
      return edited(context, event);
    case 'change_external_contact.del_external_contact':
      return removed(context, event, event.source === 'DELETE_BY_TRANSFER' ? 'transfer' : 'staff');
    case 'change_external_contact.del_follow_user':
      return removed(context, event, 'customer');
    case 'change_external_tag.create':
    case 'change_external_tag.update':
    case 'change_external_tag.delete':
      await importCorpTags(context);
      return nothing;
    case 'msgaudit_notify':
      context.signal.poke(topics.archive);
      return nothing;
    default:
      // Kept as it came, sealed, for whoever learns to read it.
      return nothing;
  }
}

async function added(context: Context, event: WelcomeEvent, callback: Callback): Promise<Effect> {
  const half = event.kind === 'change_external_contact.add_half_external_contact';
  const pair = { staffUserid: event.userId, externalUserid: event.externalUserId };
  const profile = await profileOf(context, pair);
  const addition: Addition = {
    ...pair,
    ...profile,
    at: callback.eventTime,
    state: event.state ?? profile.state,
    half,
    found: 'callback',
  };
  return async (tx) => {
    const [customerId] = await addFriends(context, tx, [addition]);
    const welcome = await takeSentWelcome(tx, callback.id);
    if (!welcome || !customerId) return;
    await context.events.publish(tx, [
      {
        key: `wecom:welcome:${callback.id}`,
        name: eventNames.welcomeSent,
        eventTime: welcome.finishedAt,
        customerId,
        properties: { staff: pair.staffUserid, delayMs: welcome.delayMs },
      },
    ]);
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
  if (!profile.following) return nothing;
  const known = await context.tags.byWecomId(context.pg, profile.tagIds);
  if (known.size < profile.tagIds.length) await importCorpTags(context);
  return (tx) => adoptMarks(context, tx, { ...pair, theirs: profile.tagIds });
}

async function removed(
  context: Context,
  event: { userId: string; externalUserId: string; createTime: number },
  by: 'customer' | 'staff' | 'transfer',
): Promise<Effect> {
  const removal = {
    staffUserid: event.userId,
    externalUserid: event.externalUserId,
    at: new Date(event.createTime * 1000),
    by,
  };
  return async (tx) => {
    await removeFriends(context, tx, [removal]);
  };
}
