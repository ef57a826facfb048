import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { createEventViews } from './index.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

function event(n: number, of: { name: string; at: string; properties: object; copyOf?: string }) {
  return {
    customer_id: String(n % 7),
    name: of.name,
    event_time: of.at,
    received_at: '2026-03-02 02:00:00.000',
    event_id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    type: 'track',
    source_id: '',
    properties: JSON.stringify(of.properties),
    origin_id: of.copyOf ?? String(n % 7),
  };
}

describe('the names of events', () => {
  it('are those of all times, most frequent first, with what their events carry', async () => {
    const orders = Array.from({ length: 50 }, (_, n) =>
      event(n, { name: 'Order Completed', at: '1997-01-01 04:00:00.000', properties: { total: n } }),
    );
    await stores.warehouse.insert('events', orders);
    await stores.warehouse.insert('events', [
      event(60, { name: 'Order Completed', at: '2026-03-01 00:00:00.000', properties: { currency: 'CNY' } }),
      event(61, { name: 'Seat Chosen', at: '2026-03-01 00:00:00.000', properties: {} }),
    ]);
    expect(await createEventViews(stores).names()).toEqual([
      { name: 'Order Completed', count: 51, properties: ['currency', 'total'] },
      { name: 'Seat Chosen', count: 1, properties: [] },
    ]);
  });

  it('count an event once that a merge has copied', async () => {
    const copied = event(70, { name: 'Bag Added', at: '2026-03-01 00:00:00.000', properties: {} });
    await stores.warehouse.insert('events', [copied]);
    await stores.warehouse.insert('events', [{ ...copied, customer_id: '999' }]);
    const names = await createEventViews(stores).names();
    expect(names.find((item) => item.name === 'Bag Added')?.count).toBe(1);
  });

  it('count an insert once that is repeated under its token', async () => {
    const rows = [
      event(80, { name: 'Meal Chosen', at: '2026-03-01 00:00:00.000', properties: { meal: 'fish' } }),
    ];
    for (let i = 0; i < 2; i++) await stores.warehouse.insert('events', rows, { token: 'a batch' });
    const names = await createEventViews(stores).names();
    expect(names.find((item) => item.name === 'Meal Chosen')).toMatchObject({
      count: 1,
      properties: ['meal'],
    });
  });
});
