import type { CustomerId, IdentityKind } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

/** Follows merges to the customer that lives now. Ids that never existed are left out. */
export async function canonicalIds(
  sql: Sql,
  ids: readonly CustomerId[],
): Promise<Map<CustomerId, CustomerId>> {
  if (ids.length === 0) return new Map();
  const rows = await sql.query<{ start: CustomerId; id: CustomerId }>(
    `with recursive path(start, id, next) as (
       select id, id, merged_into from customers where id = any($1::bigint[])
       union all select path.start, c.id, c.merged_into from path join customers c on c.id = path.next)
     select start, id from path where next is null`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.start, row.id]));
}

/** Of these customers the ones that have been merged into another. */
export async function mergedAway(sql: Sql, ids: readonly CustomerId[]): Promise<CustomerId[]> {
  const rows = await sql.query<{ id: CustomerId }>(
    `select id from customers where id = any($1::bigint[]) and merged_into is not null`,
    [ids],
  );
  return rows.map((row) => row.id);
}

export async function findByIdentity(
  sql: Sql,
  kind: IdentityKind,
  value: string,
): Promise<CustomerId | null> {
  const [row] = await sql.query<{ customer_id: CustomerId }>(
    `select customer_id from identities where kind = $1 and value = $2`,
    [kind, value],
  );
  return row?.customer_id ?? null;
}

/** Values of one kind, oldest first; sealed kinds give the sealed text. */
export async function identityValues(
  sql: Sql,
  ids: readonly CustomerId[],
  kind: IdentityKind,
): Promise<Map<CustomerId, string[]>> {
  const rows = await sql.query<{ customer_id: CustomerId; value: string }>(
    `select customer_id, coalesce(sealed, value) as value from identities
     where customer_id = any($1::bigint[]) and kind = $2 order by first_seen_at`,
    [ids, kind],
  );
  const values = new Map<CustomerId, string[]>();
  for (const row of rows) values.set(row.customer_id, [...(values.get(row.customer_id) ?? []), row.value]);
  return values;
}
