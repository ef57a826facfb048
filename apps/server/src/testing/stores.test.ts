import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from './stores.ts';

let stores: TestStores;
let others: TestStores;
beforeAll(async () => {
  [stores, others] = await Promise.all([openTestStores(), openTestStores()]);
});
afterAll(() => Promise.all([stores.close(), others.close()]));

describe('the stores of a test file', () => {
  it('are a database of its own in each store', async () => {
    await stores.pg.query('CREATE TABLE mine (id int)');
    await stores.warehouse.command('CREATE TABLE mine (id UInt64) ENGINE = MergeTree ORDER BY id');
    const [found] = await others.pg.query<{ mine: string | null }>(`SELECT to_regclass('mine') AS mine`);
    expect(found?.mine).toBeNull();
    await expect(others.warehouse.query('SELECT * FROM mine')).rejects.toMatchObject({ code: 60 });
  });

  it('stand at a fixed moment', () => {
    expect(stores.clock.now().toISOString()).toBe('2026-03-02T02:00:00.000Z');
  });
});
