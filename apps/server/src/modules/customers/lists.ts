/** Customers in lists: those of a search, and those that other modules name. */
import type { CustomerId, CustomerSummary } from '@jetbridge/contract';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { TimedTraits } from './rules.ts';
import { type SummaryRow, search, summaryColumns } from './search.ts';
import { lastEvents } from './timeline.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  vault: Vault;
}

/** Which of these customers are friends of a staff member; known to another module. */
export type FriendsLookup = (sql: Sql, ids: readonly CustomerId[]) => Promise<ReadonlySet<CustomerId>>;

function textTrait(traits: TimedTraits, name: string): string | null {
  const value = Object.hasOwn(traits, name) ? traits[name]?.[0] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

export function createCustomerLists({ pg, warehouse, vault }: Deps) {
  let friendsLookup: FriendsLookup = async () => new Set();

  async function toSummaries(rows: readonly SummaryRow[]): Promise<CustomerSummary[]> {
    const ids = rows.map((row) => row.id);
    const [last, friends] = await Promise.all([lastEvents(warehouse, ids), friendsLookup(pg, ids)]);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      memberNo: row.member_no,
      tier: textTrait(row.traits, 'tier'),
      city: textTrait(row.traits, 'city'),
      isFriend: friends.has(row.id),
      createdAt: row.created_at.toISOString(),
      lastEventAt: last.get(row.id)?.last ?? null,
    }));
  }

  return {
    friendsFrom(lookup: FriendsLookup): void {
      friendsLookup = lookup;
    },

    /** Living customers among these, by id. */
    async summaries(sql: Sql, ids: readonly CustomerId[]): Promise<Map<CustomerId, CustomerSummary>> {
      const rows = await sql.query<SummaryRow>(
        `select ${summaryColumns} from customers c where c.id = any($1::bigint[]) and c.merged_into is null`,
        [ids],
      );
      return new Map((await toSummaries(rows)).map((summary) => [summary.id, summary]));
    },

    /** Names alone, for lists of other modules. */
    async names(sql: Sql, ids: readonly CustomerId[]): Promise<Map<CustomerId, string | null>> {
      const rows = await sql.query<{ id: CustomerId; name: string | null }>(
        `select id, name from customers where id = any($1::bigint[])`,
        [ids],
      );
      return new Map(rows.map((row) => [row.id, row.name]));
    },

    /** Newest first, `before` is the id of the last one seen. */
    async list(filter: {
      query?: string | undefined;
      before?: string | null;
      limit: number;
    }): Promise<CustomerSummary[]> {
      const text = filter.query?.trim() ?? '';
      const before = filter.before ?? '9223372036854775807';
      const rows =
        text === ''
          ? await pg.query<SummaryRow>(
              `select ${summaryColumns} from customers c where c.merged_into is null and c.id < $1 order by c.id desc limit $2`,
              [before, filter.limit],
            )
          : await search(pg, vault, { text, before, limit: filter.limit });
      return toSummaries(rows);
    },

    async count(): Promise<{ count: number; members: number }> {
      const [row] = await pg.query<{ n: string; members: string }>(
        `select (select count(*) from customers where merged_into is null) as n,
                (select count(distinct customer_id) from identities where kind = 'member_no') as members`,
      );
      return { count: Number(row?.n ?? 0), members: Number(row?.members ?? 0) };
    },
  };
}
