/** Customers that may be one person or two, for a person to decide. */
import type { CustomerId, CustomerSummary } from '@jetbridge/contract';
import type { Postgres } from '../../kernel/postgres.ts';

type Summaries = (ids: readonly CustomerId[]) => Promise<Map<CustomerId, CustomerSummary>>;

export function createConflictViews(pg: Postgres, summaries: Summaries) {
  return {
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
      const known = await summaries(rows.flatMap((row) => [row.left_id, row.right_id]));
      return rows.flatMap((row) => {
        const [left, right] = [known.get(row.left_id), known.get(row.right_id)];
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
  };
}
