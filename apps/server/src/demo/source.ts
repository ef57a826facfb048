/** The demo airline's systems as a source: its calls come in as any airline's do. */

import type { Modules } from '../application.ts';
import type { Sql } from '../kernel/postgres.ts';

const sourceName = '云际航空 · Demo airline';

export interface DemoSource {
  writeKey: string;
  /** Takes calls in the caller's transaction. */
  accept(tx: Sql, calls: readonly unknown[]): Promise<void>;
}

/** The source, made on the first start. */
export async function openSource({ events }: Modules): Promise<DemoSource> {
  const id = await events.sources.ensure(sourceName);
  const known = (await events.sources.list()).find((source) => source.id === id);
  if (!known) throw new Error('the source of the demo airline is missing');
  const { writeKey, userIdKind } = known;
  return {
    writeKey,
    async accept(tx, calls) {
      const { rejected } = await events.acceptBatch(tx, { id, writeKey, userIdKind }, calls);
      const first = rejected[0];
      if (first) throw new Error(`a call of the demo airline was rejected: ${first.field} ${first.reason}`);
    },
  };
}
