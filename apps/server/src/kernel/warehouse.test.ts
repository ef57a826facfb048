import { createClient } from '@clickhouse/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from '../testing/stores.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stores.warehouse.command(`CREATE TABLE test_rows (id UInt64, name String, at DateTime64(3, 'UTC'), properties JSON)
    ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100`);
});
afterAll(() => stores.close());

const event = (id: string, name = 'Order Completed') => ({
  id,
  name,
  at: '2026-03-02T02:00:00.123Z',
  properties: { total: 100 },
});

describe('the warehouse', () => {
  it('gives back what was inserted, 64-bit numbers and instants as text', async () => {
    await stores.warehouse.insert('test_rows', [event('18446744073709551615', `it's {x:String} \\ "q"\n王`)]);
    expect(await stores.warehouse.query('SELECT * FROM test_rows')).toEqual([
      {
        id: '18446744073709551615',
        name: `it's {x:String} \\ "q"\n王`,
        at: '2026-03-02 02:00:00.123',
        properties: { total: '100' },
      },
    ]);
  });

  it('takes a batch of one token once', async () => {
    for (let i = 0; i < 3; i++) {
      await stores.warehouse.insert('test_rows', [event('1'), event('2')], { token: 'batch 1' });
    }
    expect(await stores.warehouse.query('SELECT count() AS n FROM test_rows WHERE id < 10')).toEqual([
      { n: '2' },
    ]);
  });

  it('binds every kind of parameter', async () => {
    const [row] = await stores.warehouse.query(
      `SELECT {text:String} AS text, {none:Nullable(String)} AS none, {big:UInt64} AS big, {list:Array(String)} AS list,
              {at:DateTime64(3, 'UTC')} AS at, {yes:Bool} AS yes, {share:Float64} AS share, {day:Date} AS day`,
      {
        text: `it's \\ \t\n "q" {big:UInt64} -- \``,
        none: null,
        big: '18446744073709551615',
        list: [`x'y`, '\\n', '\n', '王'],
        at: new Date('2026-03-02T02:00:00.006Z'),
        yes: true,
        share: 0.25,
        day: '2026-03-02',
      },
    );
    expect(row).toEqual({
      text: `it's \\ \t\n "q" {big:UInt64} -- \``,
      none: null,
      big: '18446744073709551615',
      list: [`x'y`, '\\n', '\n', '王'],
      at: '2026-03-02 02:00:00.006',
      yes: true,
      share: 0.25,
      day: '2026-03-02',
    });
  });

  it('takes a list of fifty thousand customers', async () => {
    const ids = Array.from({ length: 50_000 }, (_, i) => i + 1);
    const rows = await stores.warehouse.query(
      'SELECT id FROM test_rows WHERE id IN {ids:Array(UInt64)} ORDER BY id',
      { ids },
    );
    expect(rows).toEqual([{ id: '1' }, { id: '2' }]);
  });

  it('keeps the settings of one statement out of the next', async () => {
    const ask = `SELECT getSetting('max_threads') AS threads, timezone() AS zone`;
    const changed = { settings: { max_threads: 1, session_timezone: 'Asia/Shanghai' } };
    expect(await stores.warehouse.query(ask, {}, changed)).toEqual([{ threads: 1, zone: 'Asia/Shanghai' }]);
    const after = await Promise.all(Array.from({ length: 8 }, () => stores.warehouse.query(ask)));
    for (const [row] of after) expect(row).toEqual({ threads: 2, zone: 'UTC' });
  });

  it('says what is wrong by code, without repeating values', async () => {
    const refused = async (work: Promise<unknown>) => String(await work.catch((error: unknown) => error));
    const { warehouse } = stores;
    expect(
      await refused(warehouse.query('SELECT * FROM nowhere WHERE x = {s:String}', { s: 'secret' })),
    ).not.toContain('secret');
    expect(await refused(warehouse.query('SELECT toUInt8({s:String})', { s: 'secret' }))).not.toContain(
      'secret',
    );
    expect(await refused(warehouse.insert('test_rows', [{ id: 'secret', name: 'secret' }]))).not.toContain(
      'secret',
    );
    await expect(warehouse.query('SELECT * FROM nowhere')).rejects.toMatchObject({ code: 60 });
    await expect(warehouse.query('SELEC 1')).rejects.toMatchObject({ code: 62 });
    await expect(warehouse.query('SELECT 1', {}, { settings: { no_such: 1 } })).rejects.toMatchObject({
      code: 115,
    });
  });

  it('runs statements side by side', async () => {
    let slowDone = false;
    const slow = stores.warehouse.query('SELECT sleep(1.5)').then(() => {
      slowDone = true;
    });
    await stores.warehouse.query('SELECT 1');
    expect(slowDone).toBe(false);
    await slow;
  });
});

describe('the façade', () => {
  it('serves the unmodified client, with compression both ways, streams and raw inserts', async () => {
    const client = createClient({ url: stores.warehouseUrl, compression: { request: true, response: true } });
    expect((await client.ping()).success).toBe(true);
    expect((await client.ping({ select: true })).success).toBe(true);
    await client.command({ query: 'CREATE TABLE raw (a UInt8, b String) ENGINE = MergeTree ORDER BY a' });
    await client.insert({
      table: 'raw',
      values: [[1, 'x']],
      columns: ['a', 'b'],
      format: 'JSONCompactEachRow',
    });
    await client.insert({
      table: 'raw',
      values: [{ a: 2 }],
      columns: { except: ['b'] },
      format: 'JSONEachRow',
    });
    await client.command({ query: `INSERT INTO raw VALUES (3, 'z')` });
    const result = await client.query({ query: 'SELECT * FROM raw ORDER BY a', query_id: 'mine' });
    expect(result.query_id).toBe('mine');
    expect((await result.json()).data).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: '' },
      { a: 3, b: 'z' },
    ]);
    const csv = await client.query({ query: 'SELECT a FROM raw ORDER BY a', format: 'CSV' });
    expect(await csv.text()).toBe('1\n2\n3\n');
    await client.close();
  });

  it('answers nobody without the password', async () => {
    const { origin } = new URL(stores.warehouseUrl);
    const reply = await fetch(`${origin}/?query=SELECT+1`);
    expect([reply.status, reply.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
    expect((await fetch(`${origin}/?query=SELECT+1&user=jetbridge&password=guess`)).status).toBe(403);
  });

  it('is reached on this machine only', () => {
    expect(new URL(stores.warehouseUrl).hostname).toBe('127.0.0.1');
  });
});
