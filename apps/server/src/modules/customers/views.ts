/** Customers as screens show them. */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { createConflictViews } from './conflicts.ts';
import { createCustomerLists } from './lists.ts';
import { identitiesOf, profileOf, traitNames } from './profile.ts';
import { type TimelinePage, timelineOf } from './timeline.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  vault: Vault;
}

export function createCustomerViews(deps: Deps) {
  const { pg, warehouse } = deps;
  const lists = createCustomerLists(deps);
  return {
    ...lists,
    ...createConflictViews(pg, (ids) => lists.summaries(pg, ids)),
    identitiesOf: (id: CustomerId, clear: boolean) => identitiesOf(deps, id, clear),
    profile: (id: CustomerId) => profileOf(deps, id),
    timeline: (id: CustomerId, page: TimelinePage) => timelineOf(warehouse, id, page),
    traitNames: () => traitNames(pg),
  };
}
