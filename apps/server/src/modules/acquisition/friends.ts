/** What acquisition does about friends: greets them, counts them for their code, tags them. */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Tags } from '../tags/index.ts';
import type { Friend, FriendListener, Greeting } from '../wecom/index.ts';
import * as store from './store.ts';

export interface NewFriend {
  customerId: CustomerId;
  staffUserid: string;
  externalUserid: string;
  at: Date;
  /** The code that brought the friend; null for one who came another way. */
  code: { id: string; name: string; touchpoint: string } | null;
}

export interface FriendContext {
  pg: Postgres;
  clock: Clock;
  tags: Pick<Tags, 'names' | 'assign'>;
  /** In the transaction that stores the friends: consent is noted here, with the code's notice as evidence. */
  onFriends(tx: Sql, friends: readonly NewFriend[]): Promise<void>;
}

/** A greeting is used for so long without asking again; travellers come in bursts. */
const freshMs = 2_000;
const mostKept = 1_000;

export function friendListener(context: FriendContext): FriendListener {
  const kept = new Map<string, { greeting: Greeting | null; at: number }>();
  return {
    async greet({ state }) {
      if (!state) return null;
      const now = context.clock.now().getTime();
      const known = kept.get(state);
      if (known && now - known.at < freshMs) return known.greeting;
      const [code] = await store.codesByToken(context.pg, [state]);
      const greeting = code ? { text: code.welcome, link: code.welcomeLink } : null;
      if (kept.size >= mostKept) kept.clear();
      kept.set(state, { greeting, at: now });
      return greeting;
    },
    added: (tx, friends) => added(context, tx, friends),
    removed: (tx, friends) => store.countRemovals(tx, friends),
  };
}

async function added(
  context: FriendContext,
  tx: Sql,
  friends: readonly Friend[],
): Promise<Record<string, unknown>[]> {
  const tokens = [...new Set(friends.flatMap((friend) => friend.state ?? []))];
  const codes = new Map((await store.codesByToken(tx, tokens)).map((code) => [code.stateToken, code]));
  const codeOf = (friend: Friend) => (friend.state === null ? undefined : codes.get(friend.state));
  const came = friends.flatMap((friend) => {
    const code = codeOf(friend);
    return code ? [{ friend, code }] : [];
  });
  if (came.length > 0) {
    await store.countFriends(
      tx,
      came.map(({ friend, code }) => ({ ...friend, codeId: code.id })),
    );
    const known = await context.tags.names(
      tx,
      came.flatMap(({ code }) => code.tags),
    );
    await context.tags.assign(
      tx,
      came.map(({ friend, code }) => ({
        customerId: friend.customerId,
        add: code.tags.filter((id) => known.has(id)),
        remove: [],
        by: `channel code ${code.name}`,
      })),
    );
  }
  await context.onFriends(
    tx,
    friends.map((friend) => {
      const code = codeOf(friend);
      return { ...friend, code: code ? { id: code.id, name: code.name, touchpoint: code.touchpoint } : null };
    }),
  );
  return friends.map((friend) => {
    const code = codeOf(friend);
    return code ? { channelCode: code.name, channelCodeId: code.id, touchpoint: code.touchpoint } : {};
  });
}
