/** Events to customers, for a whole batch in one transaction. */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { BatchRow } from '../events/index.ts';
import { type Merge, type MergeHandler, mergeStored } from './merges.ts';
import {
  applyTraits,
  type CustomerRef,
  identifierKey,
  isNew,
  type Linking,
  linkIdentities,
  type Mention,
  type StoredIdentifier,
  type TimedTraits,
} from './rules.ts';
import { canonicalIds } from './store.ts';

export interface Resolution {
  /** The customer of each row, in order. */
  owners: CustomerId[];
  /** Customers made or changed, whose mirror must be written. */
  changed: CustomerId[];
  merges: Merge[];
}

/** Another replica linked one of the identifiers first: read again and decide anew. */
class IdentityRace extends Error {}

const attempts = 6;

interface Deps {
  pg: Postgres;
  clock: Clock;
  onMerge: readonly MergeHandler[];
}

export async function resolveRows(deps: Deps, rows: readonly BatchRow[]): Promise<Resolution> {
  const mentions = rows.map(mentionOf);
  for (let attempt = 1; ; attempt++) {
    try {
      return await deps.pg.tx(async (tx) => {
        const linked = await linkMentions(tx, deps, mentions);
        const named = await stateTraits(tx, rows, linked.owners);
        return { ...linked, changed: [...new Set([...linked.changed, ...named])] };
      });
    } catch (error) {
      if (!(error instanceof IdentityRace) || attempt === attempts) throw error;
    }
  }
}

/** The same linking without events, in the caller's transaction: one customer per list of identifiers. */
export async function resolveMentions(tx: Sql, deps: Omit<Deps, 'pg'>, mentions: readonly Mention[]) {
  for (let attempt = 1; ; attempt++) {
    // What a lost race has written goes, what the caller has written stays.
    await tx.query('savepoint identities');
    try {
      const resolution = await linkMentions(tx, deps, mentions);
      await tx.query('release savepoint identities');
      return resolution;
    } catch (error) {
      if (!(error instanceof IdentityRace) || attempt === attempts) throw error;
      await tx.query('rollback to savepoint identities');
    }
  }
}

function mentionOf(row: BatchRow): Mention {
  return {
    customerId: row.customerId,
    identifiers: JSON.parse(row.identifiers) as StoredIdentifier[],
    at: row.eventTime,
  };
}

async function linkMentions(
  tx: Sql,
  deps: Omit<Deps, 'pg'>,
  mentions: readonly Mention[],
): Promise<Resolution> {
  const known = await readKnown(tx, mentions);
  const given = await canonicalIds(
    tx,
    mentions.flatMap((m) => m.customerId ?? []),
  );
  const linking = linkIdentities(
    mentions.map((m) => ({
      ...m,
      customerId: m.customerId === null ? null : (given.get(m.customerId) ?? null),
    })),
    known,
  );
  const ids = await createCustomers(tx, linking);
  const idOf = (ref: CustomerRef): CustomerId => {
    const id = isNew(ref) ? ids.get(ref) : ref;
    if (id === undefined) throw new Error('a customer of the batch was not created');
    return id;
  };
  await insertLinks(tx, linking, idOf);
  await insertConflicts(
    tx,
    deps.clock,
    linking.conflicts.map((c) => ({ left: idOf(c.left), right: idOf(c.right), because: c.because })),
  );
  const merges = await mergeStored(tx, deps, finalMerges(linking));
  if (merges === null) throw new IdentityRace();
  const changed = [...ids.values(), ...merges.flatMap((m) => [m.winner, m.loser])];
  return { owners: linking.owners.map(idOf), changed, merges };
}

/** A chain of merges within the batch ends at one winner. */
function finalMerges(linking: Linking) {
  const into = new Map<CustomerId, CustomerId>(linking.merges.map((m) => [m.loser, m.winner]));
  return linking.merges.map(({ winner, loser, because }) => {
    let last = winner;
    for (let next = into.get(last); next !== undefined; next = into.get(last)) last = next;
    return { winner: last, loser, because };
  });
}

async function readKnown(tx: Sql, mentions: readonly Mention[]) {
  const wanted = new Map<string, StoredIdentifier>();
  for (const mention of mentions)
    for (const i of mention.identifiers) wanted.set(identifierKey(i[0], i[1]), i);
  const list = [...wanted.values()];
  const found = await tx.query<{ kind: string; value: string; customer_id: CustomerId }>(
    `select i.kind, i.value, i.customer_id from unnest($1::text[], $2::text[]) w(kind, value)
     join identities i on i.kind = w.kind and i.value = w.value`,
    [list.map((i) => i[0]), list.map((i) => i[1])],
  );
  const customers = new Map(found.map((f) => [identifierKey(f.kind, f.value), f.customer_id]));
  const memberNumbers = new Map<CustomerId, Set<string>>();
  const ids = linkable(mentions, customers);
  if (ids.length === 0) return { customers, memberNumbers };
  const numbers = await tx.query<{ customer_id: CustomerId; value: string }>(
    `select customer_id, value from identities where customer_id = any($1::bigint[]) and kind = 'member_no'`,
    [ids],
  );
  for (const { customer_id: id, value } of numbers)
    memberNumbers.set(id, (memberNumbers.get(id) ?? new Set()).add(value));
  return { customers, memberNumbers };
}

/**
 * Customers that something may be linked to, for whom it matters what member numbers they have. In most batches nobody:
 * each mention names identifiers of one customer, all known.
 */
function linkable(mentions: readonly Mention[], customers: ReadonlyMap<string, CustomerId>): CustomerId[] {
  const ids = new Set<CustomerId>();
  for (const { customerId, identifiers } of mentions) {
    const owners = identifiers.map(([kind, value]) => customers.get(identifierKey(kind, value)));
    const [first, ...others] = customerId === null ? owners : [customerId, ...owners];
    if (others.every((owner) => owner === first) && first !== undefined) continue;
    for (const owner of [first, ...others]) if (owner !== undefined) ids.add(owner);
  }
  return [...ids];
}

async function createCustomers(tx: Sql, linking: Linking): Promise<Map<CustomerRef, CustomerId>> {
  if (linking.created.length === 0) return new Map();
  const rows = await tx.query<{ id: CustomerId }>(
    `insert into customers (created_at) select at from unnest($1::timestamptz[]) with ordinality t(at, n) order by n
     returning id`,
    [linking.created.map((c) => c.firstSeenAt)],
  );
  // Ids rise in the order of insertion, which is the order of creation.
  const ids = rows.map((r) => r.id).sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return new Map(linking.created.map((created, n) => [created, ids[n] as CustomerId]));
}

async function insertLinks(tx: Sql, linking: Linking, idOf: (ref: CustomerRef) => CustomerId): Promise<void> {
  if (linking.links.length === 0) return;
  // In one order everywhere, so that two replicas wait for each other instead of deadlocking.
  const links = linking.links.toSorted((a, b) =>
    identifierKey(a.kind, a.value) < identifierKey(b.kind, b.value) ? -1 : 1,
  );
  const inserted = await tx.query(
    `insert into identities (kind, value, sealed, customer_id, first_seen_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[])
     on conflict do nothing returning 1`,
    [
      links.map((l) => l.kind),
      links.map((l) => l.value),
      links.map((l) => l.sealed),
      links.map((l) => idOf(l.owner)),
      links.map((l) => l.at),
    ],
  );
  if (inserted.length !== links.length) throw new IdentityRace();
}

async function insertConflicts(
  tx: Sql,
  clock: Clock,
  conflicts: { left: CustomerId; right: CustomerId; because: string }[],
): Promise<void> {
  if (conflicts.length === 0) return;
  await tx.query(
    `insert into customer_conflicts (id, left_id, right_id, at, because)
     select id, least(a, b), greatest(a, b), $4, because
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $5::text[]) c(id, a, b, because) where a <> b
     on conflict (left_id, right_id) do nothing`,
    [
      conflicts.map(() => uuidv7(clock)),
      conflicts.map((c) => c.left),
      conflicts.map((c) => c.right),
      clock.now(),
      conflicts.map((c) => c.because),
    ],
  );
}

interface Stated {
  traits: Record<string, unknown>;
  atMs: number;
}

/** Applies the traits of the batch; returns the customers that changed. */
async function stateTraits(
  tx: Sql,
  rows: readonly BatchRow[],
  owners: readonly CustomerId[],
): Promise<CustomerId[]> {
  const stated = new Map<CustomerId, Stated[]>();
  rows.forEach((row, n) => {
    const owner = owners[n];
    if (row.traits === null || owner === undefined) return;
    const list = stated.get(owner) ?? [];
    list.push({ traits: JSON.parse(row.traits) as Record<string, unknown>, atMs: row.eventTime.getTime() });
    stated.set(owner, list);
  });
  if (stated.size === 0) return [];
  const current = await tx.query<{
    id: CustomerId;
    traits: TimedTraits;
    name: string | null;
    name_at: Date | null;
  }>(`select id, traits, name, name_at from customers where id = any($1::bigint[]) order by id for update`, [
    [...stated.keys()],
  ]);
  const changed = current.flatMap((row) => restate(row, stated.get(row.id) ?? []) ?? []);
  await tx.query(
    `update customers c set traits = v.traits, name = v.name, name_at = v.name_at, version = version + 1
     from unnest($1::bigint[], $2::jsonb[], $3::text[], $4::timestamptz[]) v(id, traits, name, name_at) where c.id = v.id`,
    [
      changed.map((c) => c.id),
      changed.map((c) => JSON.stringify(c.traits)),
      changed.map((c) => c.name),
      changed.map((c) => c.nameAt),
    ],
  );
  return changed.map((c) => c.id);
}

function restate(
  row: { id: CustomerId; traits: TimedTraits; name: string | null; name_at: Date | null },
  list: Stated[],
) {
  let traits: TimedTraits | null = null;
  // The name is stated like a trait, but stays in this store: it is personal data.
  let named: TimedTraits = row.name === null ? {} : { name: [row.name, row.name_at?.getTime() ?? 0] };
  let renamed = false;
  for (const { traits: stated, atMs } of list) {
    const { name, firstName, lastName, ...others } = stated;
    traits = applyTraits(traits ?? row.traits, others, atMs) ?? traits;
    const full = typeof name === 'string' ? name : fullName(firstName, lastName);
    const next = full ? applyTraits(named, { name: full.slice(0, 120) }, atMs) : null;
    if (next) {
      named = next;
      renamed = true;
    }
  }
  if (traits === null && !renamed) return null;
  const entry = named.name;
  return {
    id: row.id,
    traits: traits ?? row.traits,
    name: entry ? String(entry[0]) : null,
    nameAt: entry ? new Date(entry[1]) : null,
  };
}

function fullName(first: unknown, last: unknown): string | null {
  const parts = [first, last].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? null : parts.join(' ');
}
