import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from '../testing/stores.ts';
import { openPostgres, sqlState } from './postgres.ts';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stores.pg.query('CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)');
  await stores.pg.query('INSERT INTO counters VALUES (1, 0), (2, 0)');
});
afterAll(() => stores.close());

describe('PostgreSQL', () => {
  it('gives back what JavaScript numbers and dates would spoil as text', async () => {
    const [row] = await stores.pg.query(
      `SELECT 9007199254740993::int8 AS big, 0.1::numeric AS exact, date '2026-03-02' AS day,
              ARRAY[9007199254740993]::int8[] AS bigs, ARRAY[0.1]::numeric[] AS exacts,
              timestamptz '2026-03-02 10:00+08' AS instant, '{"a":[1]}'::jsonb AS json`,
    );
    expect(row).toEqual({
      big: '9007199254740993',
      exact: '0.1',
      day: '2026-03-02',
      bigs: ['9007199254740993'],
      exacts: ['0.1'],
      instant: new Date('2026-03-02T02:00:00Z'),
      json: { a: [1] },
    });
  });

  it('takes arrays as parameters, for set-based statements', async () => {
    const rows = await stores.pg.query<{ id: string; name: string | null }>(
      'SELECT * FROM unnest($1::int8[], $2::text[]) AS t (id, name)',
      [
        ['1', '2'],
        ['a"b,{}', null],
      ],
    );
    expect(rows).toEqual([
      { id: '1', name: 'a"b,{}' },
      { id: '2', name: null },
    ]);
  });

  it('leaves nothing of a transaction that threw', async () => {
    const attempt = stores.pg.tx(async (tx) => {
      await tx.query('UPDATE counters SET value = 99');
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await stores.pg.query('SELECT max(value) AS most FROM counters')).toEqual([{ most: 0 }]);
  });

  it('tries a deadlocked transaction again', async () => {
    let runs = 0;
    let arrive: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => {
      let waiting = 2;
      arrive = () => {
        if (--waiting === 0) resolve();
      };
    });
    const both = (first: number, second: number) =>
      stores.pg.tx(async (tx) => {
        runs++;
        await tx.query('UPDATE counters SET value = value + 1 WHERE id = $1', [first]);
        arrive();
        await bothHoldOne;
        await tx.query('UPDATE counters SET value = value + 1 WHERE id = $1', [second]);
      });
    await Promise.all([both(1, 2), both(2, 1)]);
    expect(runs).toBe(3);
    expect(await stores.pg.query('SELECT value FROM counters')).toEqual([{ value: 2 }, { value: 2 }]);
  });

  it('cancels a statement that runs too long', async () => {
    const hasty = openPostgres({ url: stores.postgresUrl, statementTimeoutMs: 50 });
    const error = await hasty.query('SELECT pg_sleep(5)').catch((reason: unknown) => reason);
    expect(sqlState(error)).toBe('57014');
    await hasty.close();
  });

  it('sorts Chinese by pinyin where asked', async () => {
    const rows = await stores.pg.query(
      `SELECT n FROM unnest(ARRAY['张','王','李']) AS n ORDER BY n COLLATE "zh-x-icu"`,
    );
    expect(rows).toEqual([{ n: '李' }, { n: '王' }, { n: '张' }]);
  });
});
