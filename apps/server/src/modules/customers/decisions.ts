/** What a person decides on who is who. */
import type { CustomerId } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { type Merge, type MergeHandler, mergeStored, type RecordedMerge, undoMerge } from './merges.ts';
import { canonicalIds } from './store.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  onMerge: MergeHandler[];
  /** Makes the warehouse and the listeners follow. */
  settle(): Promise<void>;
}

export function createDecisions({ pg, warehouse, clock, onMerge, settle }: Deps) {
  return {
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
