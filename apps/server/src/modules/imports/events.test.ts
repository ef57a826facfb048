import type { ImportMap } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import {
  client,
  counts,
  delivered,
  ended,
  events,
  importFile,
  setUpImports,
  startWorker,
  stopWorker,
  stores,
  upload,
} from '../../testing/imports.ts';
import { importSource } from './index.ts';

setUpImports();

const shop = (name: string): ImportMap => ({
  kind: 'events',
  separator: 'comma',
  identifiers: { member_no: { column: 'who' } },
  identifierPrefix: `${name}-`,
  event: { name: 'Order Completed' },
  time: { column: 'day' },
  properties: { total: { column: 'total', type: 'number' } },
  constants: { shop: name },
});
async function purchases(prefix: string) {
  await delivered();
  const [row] = await stores.warehouse.query<{ n: string; total: string; customers: string }>(
    `SELECT count() AS n, toString(round(sum(JSONExtractFloat(properties, 'total')), 2)) AS total,
       uniqExact(customer_id) AS customers
     FROM events WHERE source_id = {source:String} AND JSONExtractString(properties, 'shop') = {prefix:String}`,
    { source: importSource.id, prefix },
  );
  return row && { count: Number(row.n), total: row.total, customers: Number(row.customers) };
}

describe('events from a file', () => {
  const rows =
    'who,day,total\nA,2026-01-05,10.10\nA,2026-01-05,10.10\nB,2026-01-06,0.30\nA,2026-01-05,10.10\n';

  it('count equal rows of the file each, and a second run none of them', async () => {
    expect(counts(await importFile(shop('equal'), rows))).toMatchObject({ accepted: 4, repeated: 0 });
    expect(counts(await importFile(shop('equal'), rows))).toMatchObject({ accepted: 0, repeated: 4 });
    // One equal row more in a longer export of the same shop is one purchase more.
    expect(counts(await importFile(shop('equal'), `${rows}A,2026-01-05,10.10\n`))).toMatchObject({
      accepted: 1,
      repeated: 4,
    });
    expect(await purchases('equal')).toEqual({ count: 5, total: '40.7', customers: 2 });
  });

  it('count once when the file comes again on a later day', async () => {
    await importFile(shop('later'), rows);
    await delivered();
    stores.clock.advance(2 * 86_400_000);
    await events.ensurePartitions();
    expect(counts(await importFile(shop('later'), rows))).toMatchObject({ accepted: 0, repeated: 4 });
    expect(await purchases('later')).toMatchObject({ count: 4 });
  });

  it('count once when the worker stops in the middle and another goes on', async () => {
    // The collection refuses the first row, and must do so again when the file is read from its beginning.
    const many = `who,day,total\nZ,1900-01-05,5.00\n${Array.from({ length: 12_000 }, (_, i) => `${i % 700},2026-01-05,1.00\n`).join('')}`;
    const id = await upload('events', many);
    await client.imports.run({ params: { id }, body: { map: shop('resumed') } });
    let stops = 0;
    for (;;) {
      const before = await client.imports.get({ params: { id } });
      if (before.status !== 'running') break;
      if (before.read > stops * 3_000) {
        await stopWorker();
        stops += 1;
        startWorker();
      }
    }
    expect(stops).toBeGreaterThan(1);
    expect(counts(await ended(id))).toEqual({
      status: 'done',
      read: 12_001,
      accepted: 12_000,
      repeated: 0,
      refused: 1,
    });
    expect(await client.imports.get({ params: { id } })).toMatchObject({
      customers: 700,
      sums: [{ property: 'total', sum: '12000' }],
    });
    expect(await purchases('resumed')).toEqual({ count: 12_000, total: '12000', customers: 700 });
  });

  it('are taken over from a worker that died, once its lease is over', async () => {
    await stopWorker();
    const id = await upload('events', rows);
    await client.imports.run({ params: { id }, body: { map: shop('orphan') } });
    const now = stores.clock.now();
    await stores.pg.query('update imports set leased_by = $2, leased_until = $3 where id = $1', [
      id,
      '00000000-0000-7000-8000-00000000dead',
      new Date(now.getTime() + 15_000),
    ]);
    startWorker();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await client.imports.get({ params: { id } })).read).toBe(0);
    stores.clock.advance(16_000);
    expect(counts(await ended(id))).toMatchObject({ status: 'done', accepted: 4 });
  });
});
