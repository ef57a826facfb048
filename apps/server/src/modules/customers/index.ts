/**
 * customers owns who a traveller is: identities, merges and conflicts, traits, and the mirror in the warehouse.
 *
 * Terms: an *identity* (kind, value) points to one customer; a *link* is an event naming two; a *merge* folds the
 * younger customer into the older and can be undone; a *conflict* is two member numbers seen together.
 * It refuses to merge two member numbers by itself.
 */
import type { CustomerId, IdentityKind } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { type BatchRow, byStrength, normalIdentifier, sealedKinds } from '../events/index.ts';
import {
  copyMergedEvents,
  type Merge,
  type MergeHandler,
  mergeStored,
  type RecordedMerge,
  undoMerge,
} from './merges.ts';
import { drainMirrorQueue, mirrorCustomers, queueMirror } from './mirror.ts';
import { resolveMentions, resolveRows } from './resolve.ts';
import type { StoredIdentifier } from './rules.ts';
import { canonicalIds, findByIdentity, identityValues, mergedAway } from './store.ts';
import { createCustomerViews } from './views.ts';

export type { Merge, MergeHandler } from './merges.ts';
export { mirrorSignal } from './mirror.ts';
export { bindCustomersRoutes } from './routes.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  vault: Vault;
}

export function createCustomers({ pg, warehouse, clock, vault }: Deps) {
  const onMerge: MergeHandler[] = [];
  const onChange: ((tx: Sql, ids: CustomerId[]) => Promise<void>)[] = [];
  const views = createCustomerViews({ pg, warehouse, clock, vault });

  function stored(kind: IdentityKind, value: string): StoredIdentifier | null {
    const normal = normalIdentifier(kind, value);
    if (!normal) return null;
    if (!sealedKinds.has(kind)) return [kind, normal.value];
    return [kind, vault.blindIndex(kind, normal.value), vault.encrypt(normal.value)];
  }

  /** Makes the warehouse and the listeners follow changes made outside the spine. */
  async function settle(): Promise<void> {
    const merges = await copyMergedEvents({ pg, warehouse, clock });
    const ids = [...(await drainMirrorQueue(pg, warehouse)), ...merges.flatMap((m) => [m.winner, m.loser])];
    if (ids.length > 0) {
      await pg.tx(async (tx) => {
        for (const listener of onChange) await listener(tx, [...new Set(ids)]);
      });
    }
  }

  return {
    ...views,

    /** Registered by modules that keep something per customer; runs in the transaction of the merge. */
    onMerge: (handler: MergeHandler) => void onMerge.push(handler),
    /** Called with customers changed outside the spine, once the warehouse knows. */
    onChange: (listener: (tx: Sql, ids: CustomerId[]) => Promise<void>) => void onChange.push(listener),

    resolveRows: (rows: readonly BatchRow[]) => resolveRows({ pg, clock, onMerge }, rows),
    copyMergedEvents: (again?: readonly CustomerId[]) => copyMergedEvents({ pg, warehouse, clock }, again),
    mirror: (ids: readonly CustomerId[], token: string) => mirrorCustomers(pg, warehouse, { ids, token }),
    mergedAway,
    canonical: canonicalIds,
    settle,

    /** One customer per list of identifiers, made when missing. Malformed identifiers are left out. */
    async resolveIdentifiers(
      tx: Sql,
      lists: readonly { kind: IdentityKind; value: string }[][],
    ): Promise<CustomerId[]> {
      const mentions = lists.map((list) => ({
        customerId: null,
        at: clock.now(),
        identifiers: list
          .map(({ kind, value }) => stored(kind, value))
          .filter((identifier) => identifier !== null)
          .sort((a, b) => byStrength({ kind: a[0] }, { kind: b[0] })),
      }));
      const resolution = await resolveMentions(tx, { clock, onMerge }, mentions);
      await queueMirror(tx, resolution.changed);
      return resolution.owners;
    },

    async lookup(sql: Sql, kind: IdentityKind, value: string): Promise<CustomerId | null> {
      const key = stored(kind, value);
      return key === null ? null : findByIdentity(sql, kind, key[1]);
    },

    /** Values of one kind in clear, oldest first. */
    async identifiers(
      sql: Sql,
      ids: readonly CustomerId[],
      kind: IdentityKind,
    ): Promise<Map<CustomerId, string[]>> {
      const values = await identityValues(sql, ids, kind);
      if (!sealedKinds.has(kind)) return values;
      return new Map([...values].map(([id, list]) => [id, list.map((sealed) => vault.decrypt(sealed))]));
    },

    /** Merges by a person's word; member numbers may differ. The older one stays. */
    async merge(a: CustomerId, b: CustomerId, because: string): Promise<RecordedMerge> {
      const merged = await pg.tx(async (tx) => {
        const ids = await canonicalIds(tx, [a, b]);
        const [x, y] = [ids.get(a), ids.get(b)];
        if (!x || !y) throw new AppError('customers.not_found');
        if (x === y) throw new AppError('customers.merge_refused', { reason: 'the same customer' });
        const [first, second] = BigInt(x) < BigInt(y) ? [x, y] : [y, x];
        const done = await mergeStored(tx, { clock, onMerge }, [{ winner: first, loser: second, because }]);
        const record = done?.[0];
        if (!record) throw new AppError('customers.merge_refused', { reason: 'changed meanwhile' });
        return record;
      });
      await settle();
      return merged;
    },

    async undoMerge(mergeId: string): Promise<Merge> {
      const merge = await undoMerge({ pg, warehouse, clock }, mergeId);
      await settle();
      return merge;
    },

    async resolveConflict(id: string, decision: 'merge' | 'separate', by: string): Promise<void> {
      const [conflict] = await pg.query<{ left_id: CustomerId; right_id: CustomerId }>(
        `select left_id, right_id from customer_conflicts where id = $1 and decided_at is null`,
        [id],
      );
      if (!conflict) throw new AppError('customers.conflict_not_found');
      if (decision === 'merge') await this.merge(conflict.left_id, conflict.right_id, `decided by ${by}`);
      await pg.query(`update customer_conflicts set decided_at = $2, decision = $3 where id = $1`, [
        id,
        clock.now(),
        decision,
      ]);
    },
  };
}

export type Customers = ReturnType<typeof createCustomers>;
