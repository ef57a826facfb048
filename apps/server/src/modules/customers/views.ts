/** Customers as a screen shows them. Names and contacts come from PostgreSQL, what they did from the warehouse. */
import type { Customer, CustomerId, CustomerSummary, IdentityKind, TimelineItem } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { warehouseInstant } from '../events/index.ts';
import type { TimedTraits } from './rules.ts';
import { type SummaryRow, search, summaryColumns } from './search.ts';
import { conflictsOf, mergesOf, valueByMonth } from './surroundings.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  vault: Vault;
}

/** Which of these customers are friends of a staff member; known to another module. */
export type FriendsLookup = (sql: Sql, ids: readonly CustomerId[]) => Promise<ReadonlySet<CustomerId>>;

const instant = (text: string) => `${text.replace(' ', 'T')}Z`;

function textTrait(traits: TimedTraits, name: string): string | null {
  const value = Object.hasOwn(traits, name) ? traits[name]?.[0] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** The last two of an e-mail's name and the ends of a number: enough to recognise, not to use. */
export function maskContact(kind: IdentityKind, value: string): string {
  if (kind === 'email') return value.replace(/^(.).*@/, '$1***@');
  return `${value.slice(0, value.startsWith('+86') ? 6 : 4)}****${value.slice(-4)}`;
}

export function createCustomerViews({ pg, warehouse, clock, vault }: Deps) {
  let friendsLookup: FriendsLookup = async () => new Set();

  async function lastEvents(
    ids: readonly CustomerId[],
  ): Promise<Map<CustomerId, { last: string; n: number }>> {
    if (ids.length === 0) return new Map();
    const rows = await warehouse.query<{ customer_id: CustomerId; last: string; n: string }>(
      `SELECT customer_id, max(event_time) AS last, count() AS n FROM events
       WHERE customer_id IN {ids:Array(UInt64)} GROUP BY customer_id`,
      { ids: ids.map(BigInt) },
    );
    return new Map(rows.map((row) => [row.customer_id, { last: instant(row.last), n: Number(row.n) }]));
  }

  async function toSummaries(rows: readonly SummaryRow[]): Promise<CustomerSummary[]> {
    const ids = rows.map((row) => row.id);
    const [last, friends] = await Promise.all([lastEvents(ids), friendsLookup(pg, ids)]);
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

    /** Identities with contacts masked, or in clear for a caller who may see them and said why. */
    async identitiesOf(id: CustomerId, clear: boolean): Promise<Customer['identities']> {
      const rows = await pg.query<{
        kind: IdentityKind;
        value: string;
        sealed: string | null;
        first_seen_at: Date;
      }>(
        `select kind, value, sealed, first_seen_at from identities where customer_id = $1 order by first_seen_at limit 200`,
        [id],
      );
      return rows.map((row) => {
        const open = row.sealed === null ? row.value : vault.decrypt(row.sealed);
        const masked = row.sealed !== null && !clear;
        return {
          kind: row.kind,
          value: masked ? maskContact(row.kind, open) : open,
          masked,
          firstSeenAt: row.first_seen_at.toISOString(),
        };
      });
    },

    /** What customers itself knows of one; null when there is no such customer. */
    async profile(id: CustomerId) {
      const [row] = await pg.query<{
        id: CustomerId;
        name: string | null;
        traits: TimedTraits;
        created_at: Date;
      }>(`select id, name, traits, created_at from customers where id = $1 and merged_into is null`, [id]);
      if (!row) return null;
      const [last, identities, merges, conflicts, value] = await Promise.all([
        lastEvents([id]),
        this.identitiesOf(id, false),
        mergesOf(pg, id),
        conflictsOf(pg, id),
        valueByMonth(warehouse, id, clock.now()),
      ]);
      return {
        id,
        name: row.name,
        createdAt: row.created_at.toISOString(),
        lastEventAt: last.get(id)?.last ?? null,
        eventCount: last.get(id)?.n ?? 0,
        traits: Object.fromEntries(Object.entries(row.traits).map(([name, [v]]) => [name, v])),
        identities,
        merges,
        conflicts,
        value,
      };
    },

    /** Newest first; `before` is (event time, event id) of the last one seen. */
    async timeline(
      id: CustomerId,
      page: { before: [string, string] | null; limit: number; name?: string | undefined },
    ): Promise<(Omit<TimelineItem, 'source'> & { sourceId: string })[]> {
      const [time, eventId] = page.before ?? [
        '2200-01-01T00:00:00.000Z',
        'ffffffff-ffff-ffff-ffff-ffffffffffff',
      ];
      const rows = await warehouse.query<{
        event_id: string;
        name: string;
        type: string;
        event_time: string;
        received_at: string;
        source_id: string;
        properties: string;
      }>(
        `SELECT event_id, name, type, event_time, received_at, source_id, properties FROM events
         WHERE customer_id = {id:UInt64} AND (event_time, event_id) < ({time:DateTime64(3)}, {eventId:UUID})
           AND ({name:String} = '' OR name = {name:String})
         ORDER BY event_time DESC, event_id DESC LIMIT {limit:UInt32}`,
        { id, time: warehouseInstant(new Date(time)), eventId, name: page.name ?? '', limit: page.limit },
      );
      return rows.map((row) => ({
        eventId: row.event_id,
        name: row.name,
        type: row.type,
        eventTime: instant(row.event_time),
        receivedAt: instant(row.received_at),
        sourceId: row.source_id,
        properties: JSON.parse(row.properties),
      }));
    },

    async openConflicts(page: { before: string | null; limit: number }) {
      const rows = await pg.query<{
        id: string;
        at: Date;
        because: string;
        left_id: CustomerId;
        right_id: CustomerId;
      }>(
        `select id, at, because, left_id, right_id from customer_conflicts
         where decided_at is null and ($1::uuid is null or id < $1) order by id desc limit $2`,
        [page.before, page.limit],
      );
      const summaries = await this.summaries(
        pg,
        rows.flatMap((row) => [row.left_id, row.right_id]),
      );
      return rows.flatMap((row) => {
        const [left, right] = [summaries.get(row.left_id), summaries.get(row.right_id)];
        return left && right
          ? [{ id: row.id, at: row.at.toISOString(), because: row.because, left, right }]
          : [];
      });
    },

    async openConflictCount(): Promise<number> {
      const [row] = await pg.query<{ n: string }>(
        `select count(*) as n from customer_conflicts where decided_at is null`,
      );
      return Number(row?.n ?? 0);
    },

    /** Trait names with samples, judged from the most recently changed customers. */
    async traitNames() {
      const rows = await pg.query<{ name: string; samples: unknown[] }>(
        `select key as name, (array_agg(distinct value -> 0))[1:20] as samples from (
           select traits from customers where merged_into is null and traits <> '{}' order by id desc limit 2000) recent,
         jsonb_each(traits) group by key order by count(*) desc limit 300`,
      );
      return rows.map(({ name, samples }) => ({
        name,
        kind: kindOf(samples),
        samples: samples.map(String).slice(0, 20),
      }));
    },
  };
}

function kindOf(samples: readonly unknown[]): 'text' | 'number' | 'boolean' | 'date' {
  if (samples.every((s) => typeof s === 'number')) return 'number';
  if (samples.every((s) => typeof s === 'boolean')) return 'boolean';
  if (samples.every((s) => typeof s === 'string' && /^\d{4}-\d{2}-\d{2}/.test(s))) return 'date';
  return 'text';
}
