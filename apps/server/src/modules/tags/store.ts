import type { CustomerId } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export interface TagRow {
  id: string;
  name: string;
  group: string;
  wecomTagId: string | null;
}

export interface Pair {
  customerId: CustomerId;
  tagId: string;
}

const columns = `t.id, t.name, g.name as "group", t.wecom_tag_id as "wecomTagId"`;

export function readTags(sql: Sql, ids: readonly string[]): Promise<TagRow[]> {
  return sql.query(
    `select ${columns} from tags t join tag_groups g on g.id = t.group_id where t.id = any($1::uuid[])`,
    [ids],
  );
}

export function readTagsByWecomId(sql: Sql, wecomTagIds: readonly string[]): Promise<TagRow[]> {
  return sql.query(
    `select ${columns} from tags t join tag_groups g on g.id = t.group_id where t.wecom_tag_id = any($1::text[])`,
    [wecomTagIds],
  );
}

/** The id of the group of this name; makes it when missing. */
export async function ensureGroup(tx: Sql, group: { id: string; name: string; now: Date }): Promise<string> {
  await tx.query(
    `insert into tag_groups (id, name, created_at) values ($1, $2, $3) on conflict (name) do nothing`,
    [group.id, group.name, group.now],
  );
  const [row] = await tx.query<{ id: string }>(`select id from tag_groups where name = $1`, [group.name]);
  if (!row) throw new Error('A tag group vanished while a tag was put into it');
  return row.id;
}

/** The id of the tag, and whether it was made now. */
export async function ensureTag(
  tx: Sql,
  tag: { id: string; groupId: string; name: string; now: Date },
): Promise<{ id: string; made: boolean }> {
  const [made] = await tx.query<{ id: string }>(
    `insert into tags (id, group_id, name, created_at) values ($1, $2, $3, $4)
     on conflict (group_id, name) do nothing returning id`,
    [tag.id, tag.groupId, tag.name, tag.now],
  );
  if (made) return { id: made.id, made: true };
  const [row] = await tx.query<{ id: string }>(`select id from tags where group_id = $1 and name = $2`, [
    tag.groupId,
    tag.name,
  ]);
  if (!row) throw new Error('A tag vanished while it was looked up');
  return { id: row.id, made: false };
}

/** Ties a tag to its corp tag at WeCom; null unties it. A corp tag stands for one tag only. */
export async function tieToWecom(tx: Sql, tagId: string, wecomTagId: string | null): Promise<void> {
  if (wecomTagId !== null) {
    await tx.query(`update tags set wecom_tag_id = null where wecom_tag_id = $2 and id <> $1`, [
      tagId,
      wecomTagId,
    ]);
  }
  await tx.query(`update tags set wecom_tag_id = $2 where id = $1 and wecom_tag_id is distinct from $2`, [
    tagId,
    wecomTagId,
  ]);
}

/** Unties all tags but those that stand for one of these corp tags. */
export async function keepTies(tx: Sql, wecomTagIds: readonly string[]): Promise<void> {
  await tx.query(
    `update tags set wecom_tag_id = null where wecom_tag_id is not null and not wecom_tag_id = any($1::text[])`,
    [wecomTagIds],
  );
}

/** Puts tags on customers; answers the pairs that were not there before. */
export function insertPairs(tx: Sql, pairs: readonly (Pair & { by: string })[], now: Date): Promise<Pair[]> {
  return tx.query(
    `insert into customer_tags (customer_id, tag_id, assigned_at, assigned_by)
     select distinct on (c, t) c, t, $4::timestamptz, b from unnest($1::bigint[], $2::uuid[], $3::text[]) v(c, t, b)
     order by c, t
     on conflict do nothing
     returning customer_id as "customerId", tag_id as "tagId"`,
    [pairs.map((p) => p.customerId), pairs.map((p) => p.tagId), pairs.map((p) => p.by), now],
  );
}

/** Takes tags off customers; answers the pairs that were there. */
export function deletePairs(tx: Sql, pairs: readonly Pair[]): Promise<Pair[]> {
  return tx.query(
    `delete from customer_tags ct using unnest($1::bigint[], $2::uuid[]) v(c, t)
     where ct.customer_id = v.c and ct.tag_id = v.t
     returning ct.customer_id as "customerId", ct.tag_id as "tagId"`,
    [pairs.map((p) => p.customerId), pairs.map((p) => p.tagId)],
  );
}

/** Takes a tag off at most `limit` of those who carry it. */
export function deleteSomeOfTag(tx: Sql, tagId: string, limit: number): Promise<Pair[]> {
  return tx.query(
    `delete from customer_tags where tag_id = $1 and customer_id in
       (select customer_id from customer_tags where tag_id = $1 order by customer_id limit $2 for update)
     returning customer_id as "customerId", tag_id as "tagId"`,
    [tagId, limit],
  );
}

/** Deletes a tag that nobody carries any more, and its group when that was the last of it. */
export async function deleteTag(tx: Sql, tagId: string): Promise<boolean> {
  const [gone] = await tx.query<{ groupId: string }>(
    `delete from tags where id = $1 and not exists (select 1 from customer_tags where tag_id = $1)
     returning group_id as "groupId"`,
    [tagId],
  );
  if (!gone) return false;
  await tx.query(
    `delete from tag_groups where id = $1 and not exists (select 1 from tags where group_id = $1)`,
    [gone.groupId],
  );
  return true;
}

/** Tags of customers, newest first. */
export function readTagsOf(
  sql: Sql,
  customerIds: readonly CustomerId[],
): Promise<(TagRow & { customerId: CustomerId; addedAt: Date; by: string })[]> {
  return sql.query(
    `select ct.customer_id as "customerId", ct.assigned_at as "addedAt", ct.assigned_by as by, ${columns}
     from customer_tags ct join tags t on t.id = ct.tag_id join tag_groups g on g.id = t.group_id
     where ct.customer_id = any($1::bigint[]) order by ct.assigned_at desc, t.id`,
    [customerIds],
  );
}

/** What a merged customer carried, the older one carries now; answers the older ones that this concerns. */
export async function movePairs(
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
): Promise<CustomerId[]> {
  const rows = await tx.query<{ winner: CustomerId }>(
    `with moving as (
       select m.winner, ct.tag_id, ct.assigned_at, ct.assigned_by
       from unnest($1::bigint[], $2::bigint[]) m(winner, loser) join customer_tags ct on ct.customer_id = m.loser),
     gone as (delete from customer_tags where customer_id = any($2::bigint[])),
     moved as (
       insert into customer_tags (customer_id, tag_id, assigned_at, assigned_by)
       select distinct on (winner, tag_id) winner, tag_id, assigned_at, assigned_by from moving
       order by winner, tag_id, assigned_at
       on conflict do nothing)
     select distinct winner from moving`,
    [merges.map((m) => m.winner), merges.map((m) => m.loser)],
  );
  return rows.map((row) => row.winner);
}
