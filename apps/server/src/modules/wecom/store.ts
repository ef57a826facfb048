/** SQL of staff and friends. */
import type { CustomerId } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export interface Pair {
  staffUserid: string;
  externalUserid: string;
}

export interface FriendRow extends Pair {
  customerId: CustomerId;
  state: 'friend' | 'removed';
  since: Date;
  removedAt: Date | null;
  times: number;
  origin: string | null;
  lastInteractionAt: Date | null;
  changedAt: Date;
  markedTags: string[];
  markedVersion: number;
}

const columns = `f.staff_userid as "staffUserid", f.external_userid as "externalUserid", f.customer_id as "customerId",
  f.state, f.since, f.removed_at as "removedAt", f.times, f.origin, f.last_interaction_at as "lastInteractionAt",
  f.changed_at as "changedAt", f.marked_tags as "markedTags", f.marked_version as "markedVersion"`;

const pairArrays = (pairs: readonly Pair[]) => [
  pairs.map((pair) => pair.staffUserid),
  pairs.map((pair) => pair.externalUserid),
];

export const pairKey = (pair: Pair) => `${pair.staffUserid}\n${pair.externalUserid}`;

/** The rows of these pairs, locked in a fixed order until the transaction ends. */
export async function lockFriends(tx: Sql, pairs: readonly Pair[]): Promise<Map<string, FriendRow>> {
  const rows = await tx.query<FriendRow>(
    `select ${columns} from wecom_friends f
     where (f.staff_userid, f.external_userid) in (select * from unnest($1::text[], $2::text[]))
     order by f.staff_userid, f.external_userid for update`,
    pairArrays(pairs),
  );
  return new Map(rows.map((row) => [pairKey(row), row]));
}

export interface FriendFacts extends Pair {
  customerId: CustomerId;
  since: Date;
  times: number;
  half: boolean;
  addWay: number | null;
  origin: string | null;
}

/** Makes or renews friendships. */
export async function saveFriends(tx: Sql, friends: readonly FriendFacts[], now: Date): Promise<void> {
  await tx.query(
    `insert into wecom_friends (staff_userid, external_userid, customer_id, state, since, times, half, add_way, origin,
                                changed_at)
     select s, e, c, 'friend', since, times, half, way, origin, $9
     from unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[], $5::int[], $6::bool[], $7::smallint[],
                 $8::text[]) v(s, e, c, since, times, half, way, origin)
     on conflict (staff_userid, external_userid) do update set
       customer_id = excluded.customer_id, state = 'friend', since = excluded.since, times = excluded.times,
       half = excluded.half, add_way = excluded.add_way, origin = excluded.origin, removed_at = null, removed_by = null,
       marked_tags = '{}', marked_version = wecom_friends.marked_version + 1, changed_at = excluded.changed_at`,
    [
      ...pairArrays(friends),
      friends.map((f) => f.customerId),
      friends.map((f) => f.since),
      friends.map((f) => f.times),
      friends.map((f) => f.half),
      friends.map((f) => f.addWay),
      friends.map((f) => f.origin),
      now,
    ],
  );
}

/** A friendship that was known already: half becomes whole, and what was not known is filled in. */
export async function completeFriends(tx: Sql, friends: readonly FriendFacts[], now: Date): Promise<void> {
  await tx.query(
    `update wecom_friends f set half = f.half and v.half, add_way = coalesce(f.add_way, v.way),
            origin = coalesce(f.origin, v.origin), changed_at = $6
     from unnest($1::text[], $2::text[], $3::bool[], $4::smallint[], $5::text[]) v(s, e, half, way, origin)
     where f.staff_userid = v.s and f.external_userid = v.e`,
    [
      ...pairArrays(friends),
      friends.map((f) => f.half),
      friends.map((f) => f.addWay),
      friends.map((f) => f.origin),
      now,
    ],
  );
}

export interface Removal extends Pair {
  at: Date;
  by: 'customer' | 'staff' | 'transfer' | 'missing';
}

export async function saveRemovals(tx: Sql, removals: readonly Removal[], now: Date): Promise<void> {
  await tx.query(
    `update wecom_friends f set state = 'removed', removed_at = v.at, removed_by = v.by, marked_tags = '{}',
            marked_version = f.marked_version + 1, changed_at = $5
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) v(s, e, at, by)
     where f.staff_userid = v.s and f.external_userid = v.e`,
    [...pairArrays(removals), removals.map((r) => r.at), removals.map((r) => r.by), now],
  );
}

/** Remembers a removal of somebody never seen, so that an addition arriving late does not make a friend of it. */
export async function saveFormerFriend(
  tx: Sql,
  removal: Removal & { customerId: CustomerId },
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into wecom_friends (staff_userid, external_userid, customer_id, state, since, removed_at, removed_by, times,
                                changed_at)
     values ($1, $2, $3, 'removed', $4, $4, $5, 0, $6) on conflict do nothing`,
    [removal.staffUserid, removal.externalUserid, removal.customerId, removal.at, removal.by, now],
  );
}

export function friendsOfCustomers(sql: Sql, ids: readonly CustomerId[]): Promise<FriendRow[]> {
  return sql.query(
    `select ${columns} from wecom_friends f where f.customer_id = any($1::bigint[]) order by f.since desc, f.staff_userid`,
    [ids],
  );
}

/** Those of these customers who are somebody's friend now. */
export async function whoAreFriends(sql: Sql, ids: readonly CustomerId[]): Promise<Set<CustomerId>> {
  const rows = await sql.query<{ id: CustomerId }>(
    `select customer_id as id from wecom_friends where customer_id = any($1::bigint[]) and state = 'friend'`,
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}

export function friendsByExternal(sql: Sql, externalUserids: readonly string[]): Promise<FriendRow[]> {
  return sql.query(`select ${columns} from wecom_friends f where f.external_userid = any($1::text[])`, [
    externalUserids,
  ]);
}

/** Pairs of these staff that are friends here and have not changed since `before`. */
export function settledFriendsOfStaff(
  sql: Sql,
  staff: readonly string[],
  before: Date,
): Promise<(Pair & { since: Date })[]> {
  return sql.query(
    `select staff_userid as "staffUserid", external_userid as "externalUserid", since from wecom_friends
     where staff_userid = any($1::text[]) and state = 'friend' and changed_at < $2`,
    [staff, before],
  );
}

/** Notes that these pairs exchanged a message. */
export async function touchFriends(tx: Sql, touches: readonly (Pair & { at: Date })[]): Promise<void> {
  await tx.query(
    `update wecom_friends f set last_interaction_at = greatest(f.last_interaction_at, v.at)
     from (select s, e, max(at) as at from unnest($1::text[], $2::text[], $3::timestamptz[]) u(s, e, at)
           group by s, e) v
     where f.staff_userid = v.s and f.external_userid = v.e`,
    [...pairArrays(touches), touches.map((t) => t.at)],
  );
}

/** Remembers the corp tags that a pair has at WeCom; false when somebody else did in the meantime. */
export async function saveMarked(
  sql: Sql,
  pair: Pair & { markedVersion: number },
  tags: readonly string[],
): Promise<boolean> {
  const saved = await sql.query(
    `update wecom_friends set marked_tags = $3, marked_version = marked_version + 1
     where staff_userid = $1 and external_userid = $2 and marked_version = $4 and state = 'friend' returning 1`,
    [pair.staffUserid, pair.externalUserid, tags, pair.markedVersion],
  );
  return saved.length > 0;
}

/** Friends of merged customers become those of the older ones; answers the older ones that this concerns. */
export async function moveFriends(
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
): Promise<CustomerId[]> {
  const rows = await tx.query<{ winner: CustomerId }>(
    `update wecom_friends f set customer_id = m.winner
     from unnest($1::bigint[], $2::bigint[]) m(winner, loser) where f.customer_id = m.loser returning m.winner`,
    [merges.map((m) => m.winner), merges.map((m) => m.loser)],
  );
  return [...new Set(rows.map((row) => row.winner))];
}

/** Who may have customers now; everybody else becomes inactive. A name stays as it is known. */
export async function saveStaff(
  tx: Sql,
  staff: readonly { userid: string; name?: string }[],
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into wecom_staff (userid, name, active, synced_at)
     select userid, coalesce(name, userid), true, $3 from unnest($1::text[], $2::text[]) v(userid, name)
     on conflict (userid) do update set active = true, synced_at = $3,
       name = case when excluded.name = excluded.userid then wecom_staff.name else excluded.name end`,
    [staff.map((s) => s.userid), staff.map((s) => s.name ?? null), now],
  );
  await tx.query(`update wecom_staff set active = false where active and not userid = any($1::text[])`, [
    staff.map((s) => s.userid),
  ]);
}

export interface StaffRow {
  userid: string;
  name: string;
  active: boolean;
}

export function readStaff(sql: Sql, userids: readonly string[]): Promise<StaffRow[]> {
  return sql.query(`select userid, name, active from wecom_staff where userid = any($1::text[])`, [userids]);
}

/** Names of members, whether or not they may have customers. */
export async function nameStaff(
  tx: Sql,
  staff: readonly { userid: string; name: string }[],
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into wecom_staff (userid, name, active, synced_at)
     select userid, name, false, $3 from unnest($1::text[], $2::text[]) v(userid, name)
     on conflict (userid) do update set name = excluded.name`,
    [staff.map((s) => s.userid), staff.map((s) => s.name), now],
  );
}
