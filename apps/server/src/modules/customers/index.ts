/**
 * customers owns who a traveller is: identities, merges and conflicts, traits, and the mirror in the warehouse.
 *
 * Terms: an *identity* (kind, value) points to one customer; a *link* is an event naming two; a *merge* folds the
 * younger customer into the older and can be undone; a *conflict* is two member numbers seen together.
 * It refuses to merge two member numbers by itself.
 */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { BatchRow } from '../events/index.ts';
import { createDecisions } from './decisions.ts';
import { createIdentities } from './identities.ts';
import { copyMergedEvents, type MergeHandler } from './merges.ts';
import { drainMirrorQueue, mirrorCustomers } from './mirror.ts';
import { resolveRows } from './resolve.ts';
import { canonicalIds, mergedAway } from './store.ts';
import { createCustomerViews } from './views.ts';

export type { MergeHandler } from './merges.ts';
export { mirrorSignal } from './mirror.ts';
export { bindCustomersRoutes } from './routes.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  vault: Vault;
}

export function createCustomers(deps: Deps) {
  const { pg, warehouse, clock } = deps;
  const onMerge: MergeHandler[] = [];
  const onChange: ((tx: Sql, ids: CustomerId[]) => Promise<void>)[] = [];
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
    ...createCustomerViews(deps),
    ...createIdentities({ ...deps, onMerge }),
    ...createDecisions({ ...deps, onMerge, settle }),

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
  };
}

export type Customers = ReturnType<typeof createCustomers>;
