/**
 * A naive mirror of a corp, as any product would keep one: it follows callbacks, fetching what each names, and now and
 * then lists everything. For comparing with `simulator.truth()`.
 */
import {
  type CustomerGroup,
  endpoints,
  type OpenedCallback,
  type WecomClient,
  WecomError,
} from '@jetbridge/wecom';
import type { Truth } from './truth.ts';

export interface MirroredFriend {
  userid: string;
  externalUserId: string;
  state: string | undefined;
  remark: string;
  tags: string[];
}

export interface MirroredGroup {
  name: string;
  owner: string;
  members: string[];
}

export interface MirrorState {
  friends: Record<string, MirroredFriend>;
  groups: Record<string, MirroredGroup>;
  /** Per mass message, who has got it. */
  delivered: Record<string, string[]>;
}

export interface Mirror {
  /** Keeps the event for later; returns at once, so that the callback can be answered. */
  follow(callback: OpenedCallback): void;
  /** Waits for what was followed so far. */
  caughtUp(): Promise<void>;
  /** Lists everything and replaces what it had. */
  reconcile(): Promise<void>;
  state(): MirrorState;
  counts(): { events: number; repeated: number; failed: number; insisted: number };
}

const PERIOD_S = 20 * 86_400;

export function createMirror(client: WecomClient, now: () => number): Mirror {
  const friends = new Map<string, MirroredFriend>();
  const groups = new Map<string, MirroredGroup>();
  const delivered = new Map<string, string[]>();
  const seen = new Set<string>();
  const counts = { events: 0, repeated: 0, failed: 0, insisted: 0 };
  const fetching = createFetching(client, counts);
  let work: Promise<void> = Promise.resolve();

  const apply = async ({ event }: OpenedCallback): Promise<void> => {
    if (event.kind.startsWith('change_external_contact.') && 'externalUserId' in event) {
      const rows = await fetching.friend(String(event.externalUserId));
      for (const [key, friend] of friends) {
        if (friend.externalUserId === event.externalUserId) friends.delete(key);
      }
      for (const friend of rows) friends.set(keyOf(friend), friend);
    }
    if (event.kind.startsWith('change_external_chat.') && 'chatId' in event) {
      const group = await fetching.group(String(event.chatId));
      if (group) groups.set(String(event.chatId), group);
      else groups.delete(String(event.chatId));
    }
  };
  return {
    follow: (callback) => {
      counts.events++;
      if (seen.has(callback.dedupeKey)) {
        counts.repeated++;
        return;
      }
      seen.add(callback.dedupeKey);
      work = work.then(() => apply(callback)).catch(() => void counts.failed++);
    },
    caughtUp: async () => {
      for (let last: Promise<void> | undefined; last !== work; ) {
        last = work;
        await last;
      }
    },
    reconcile: async () => {
      const [allFriends, allGroups] = [await fetching.allFriends(), await fetching.allGroups()];
      const allDelivered = await fetching.delivered(Math.floor(now() / 1000));
      friends.clear();
      groups.clear();
      delivered.clear();
      for (const friend of allFriends) friends.set(keyOf(friend), friend);
      for (const [chatId, group] of allGroups) groups.set(chatId, group);
      for (const [msgid, people] of allDelivered) delivered.set(msgid, people);
    },
    state: () => ({
      friends: sorted(friends),
      groups: sorted(groups),
      delivered: sorted(delivered),
    }),
    counts: () => ({ ...counts }),
  };
}

type Insisting = ReturnType<typeof createInsisting>;

/** Refusals that were ordered as faults are not the truth; only the codes of `final` are. */
function createInsisting(counts: { insisted: number }) {
  const insist = async <T>(work: () => Promise<T>, final: readonly number[] = []): Promise<T | undefined> => {
    for (let left = 50; ; left--) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof WecomError) || left === 0) throw error;
        if (final.includes(error.errcode ?? 0)) return undefined;
        counts.insisted++;
      }
    }
  };
  const collect = async <T>(rows: () => AsyncIterable<T>): Promise<T[]> =>
    (await insist(async () => {
      const all: T[] = [];
      for await (const row of rows()) all.push(row);
      return all;
    })) ?? [];
  return { insist, collect };
}

function createFetching(client: WecomClient, counts: { insisted: number }) {
  const insisting = createInsisting(counts);
  const { insist, collect } = insisting;
  const friend = async (externalUserId: string): Promise<MirroredFriend[]> => {
    const rows = await insist(
      () => client.call(endpoints.getFriend, { external_userid: externalUserId }),
      [84061],
    );
    return (rows?.follow_user ?? []).map((row) => ({
      userid: row.userid,
      externalUserId,
      state: row.state,
      remark: row.remark,
      tags: (row.tags ?? []).flatMap(({ tag_id }) => tag_id ?? []).sort(),
    }));
  };
  const group = async (chatId: string): Promise<MirroredGroup | undefined> => {
    const reply = await insist(() => client.call(endpoints.getGroup, { chat_id: chatId }), [40050, 49008]);
    return reply && mirrored(reply.group_chat);
  };
  return {
    friend,
    group,
    allFriends: () => fetchFriends(client, insisting),
    allGroups: async (): Promise<[string, MirroredGroup][]> => {
      const listed = await collect(() => client.iterate(endpoints.listGroups, { limit: 100 }));
      const all: [string, MirroredGroup][] = [];
      for (const { chat_id } of listed) {
        const one = await group(chat_id);
        if (one) all.push([chat_id, one]);
      }
      return all;
    },
    delivered: (nowS: number) => fetchDelivered(client, insisting, nowS),
  };
}

async function fetchFriends(client: WecomClient, { insist, collect }: Insisting): Promise<MirroredFriend[]> {
  const all: MirroredFriend[] = [];
  const members = (await insist(() => client.call(endpoints.getFollowUserList, {})))?.follow_user ?? [];
  for (const userid of members) {
    const rows = await collect(() =>
      client.iterate(endpoints.listFriendsOfStaff, { userid_list: [userid], limit: 100 }),
    );
    for (const { external_contact, follow_info } of rows) {
      all.push({
        userid: follow_info.userid,
        externalUserId: external_contact.external_userid,
        state: follow_info.state,
        remark: follow_info.remark,
        tags: [...(follow_info.tag_id ?? [])].sort(),
      });
    }
  }
  return all;
}

async function fetchDelivered(
  client: WecomClient,
  { collect }: Insisting,
  nowS: number,
): Promise<[string, string[]][]> {
  const period = { chat_type: 'single' as const, start_time: nowS - PERIOD_S, end_time: nowS + 60 };
  const messages = await collect(() => client.iterate(endpoints.listMassMessages, { ...period, limit: 100 }));
  const all: [string, string[]][] = [];
  for (const { msgid } of messages) {
    const tasks = await collect(() => client.iterate(endpoints.listMassMessageTasks, { msgid, limit: 100 }));
    const people: string[] = [];
    for (const { userid } of tasks) {
      const results = await collect(() =>
        client.iterate(endpoints.listMassMessageResults, { msgid, userid, limit: 100 }),
      );
      people.push(...results.flatMap((row) => (row.status === 1 ? (row.external_userid ?? []) : [])));
    }
    if (people.length > 0) all.push([msgid, people.sort()]);
  }
  return all;
}

const keyOf = (friend: { userid: string; externalUserId: string }) =>
  `${friend.userid.toLowerCase()}/${friend.externalUserId}`;

function mirrored({ name, owner, member_list }: CustomerGroup): MirroredGroup {
  return { name, owner, members: member_list.map(({ userid }) => userid).sort() };
}

function sorted<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a perfect mirror would have. */
export function truthAsMirrored(truth: Truth): MirrorState {
  const friends = new Map<string, MirroredFriend>();
  for (const { userid, externalUserId, state, remark, tags, ended } of truth.relations) {
    if (ended) continue;
    const friend = { userid, externalUserId, state, remark, tags: tags.map(({ id }) => id).sort() };
    friends.set(keyOf(friend), friend);
  }
  const groups = new Map<string, MirroredGroup>();
  for (const { chatId, name, owner, members, dismissedAt } of Object.values(truth.groups)) {
    if (dismissedAt === undefined)
      groups.set(chatId, { name, owner, members: members.map(({ id }) => id).sort() });
  }
  const delivered = new Map<string, string[]>();
  for (const [externalUserId, messages] of Object.entries(truth.messages)) {
    for (const { kind, msgid } of messages) {
      if (kind === 'mass' && msgid) delivered.set(msgid, [...(delivered.get(msgid) ?? []), externalUserId]);
    }
  }
  for (const people of delivered.values()) people.sort();
  return { friends: sorted(friends), groups: sorted(groups), delivered: sorted(delivered) };
}
