import type { Tag } from '@jetbridge/contract';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';

/** Tags by group and name, each with how many customers carry it. */
export async function listTags(sql: Sql, ask: PageAsk): Promise<{ items: Tag[]; nextCursor: string | null }> {
  const rows = await sql.query<Tag>(
    `select t.id, t.name, g.name as "group", t.wecom_tag_id as "wecomTagId",
            (select count(*)::int from customer_tags ct where ct.tag_id = t.id) as customers
     from tags t join tag_groups g on g.id = t.group_id
     where $1::uuid is null or (g.name, t.name, t.id) > (
       select g.name, t.name, t.id from tags t join tag_groups g on g.id = t.group_id where t.id = $1::uuid)
     order by g.name, t.name, t.id
     limit $2`,
    [ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, { position: (row) => row.id, item: (row) => row });
}
