/** One customer as its page shows it: names and contacts from PostgreSQL, what it did from the warehouse. */
import type { Customer, CustomerId, IdentityKind } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { TimedTraits } from './rules.ts';
import { conflictsOf, mergesOf, valueByMonth } from './surroundings.ts';
import { lastEvents } from './timeline.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  vault: Vault;
}

/** The last two of an e-mail's name and the ends of a number: enough to recognise, not to use. */
function maskContact(kind: IdentityKind, value: string): string {
  if (kind === 'email') return value.replace(/^(.).*@/, '$1***@');
  return `${value.slice(0, value.startsWith('+86') ? 6 : 4)}****${value.slice(-4)}`;
}

/** Identities with contacts masked, or in clear for a caller who may see them and said why. */
export async function identitiesOf(
  { pg, vault }: Pick<Deps, 'pg' | 'vault'>,
  id: CustomerId,
  clear: boolean,
): Promise<Customer['identities']> {
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
}

/** What customers itself knows of one; null when there is no such customer. */
export async function profileOf(deps: Deps, id: CustomerId) {
  const { pg, warehouse, clock } = deps;
  const [row] = await pg.query<{
    id: CustomerId;
    name: string | null;
    traits: TimedTraits;
    created_at: Date;
  }>(`select id, name, traits, created_at from customers where id = $1 and merged_into is null`, [id]);
  if (!row) return null;
  const [last, identities, merges, conflicts, value] = await Promise.all([
    lastEvents(warehouse, [id]),
    identitiesOf(deps, id, false),
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
}

/** Trait names with samples, judged from the most recently changed customers. */
export async function traitNames(pg: Postgres) {
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
}

function kindOf(samples: readonly unknown[]): 'text' | 'number' | 'boolean' | 'date' {
  if (samples.every((s) => typeof s === 'number')) return 'number';
  if (samples.every((s) => typeof s === 'boolean')) return 'boolean';
  if (samples.every((s) => typeof s === 'string' && /^\d{4}-\d{2}-\d{2}/.test(s))) return 'date';
  return 'text';
}
