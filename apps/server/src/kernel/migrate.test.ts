import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from '../testing/stores.ts';
import { migrate, readMigrations } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { openWarehouse } from './warehouse.ts';

let stores: TestStores;
let directory: string;
beforeAll(async () => {
  stores = await openTestStores();
  await stores.pg.query('DROP TABLE schema_migrations');
  await stores.warehouse.command('DROP TABLE schema_migrations SYNC');
  directory = mkdtempSync(join(tmpdir(), 'jetbridge-migrations-'));
  for (const store of ['postgres', 'warehouse']) mkdirSync(join(directory, store));
  write('postgres/0001_birds.sql', 'CREATE TABLE birds (id int); CREATE INDEX ON birds (id);');
  write(
    'warehouse/0001_birds.sql',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the placeholder that migration files carry
    'CREATE TABLE IF NOT EXISTS birds (id UInt64) ENGINE = ${ENGINE_PREFIX}MergeTree ORDER BY id;\n-- statement\nINSERT INTO birds VALUES (1)',
  );
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await stores.close();
});

const write = (path: string, sql: string) => writeFileSync(join(directory, path), sql);
const run = () => migrate({ pg: stores.pg, warehouse: stores.warehouse, directory });

describe('migrations', () => {
  it('are applied once, also when three replicas start together', async () => {
    const replicas = await Promise.all(
      [1, 2, 3].map(async () => {
        const pg = openPostgres({ url: stores.postgresUrl });
        const warehouse = openWarehouse({ url: stores.warehouseUrl });
        const applied = await migrate({ pg, warehouse, directory });
        await Promise.all([pg.close(), warehouse.close()]);
        return applied;
      }),
    );
    expect(replicas.flat()).toEqual(['postgres/0001_birds.sql', 'warehouse/0001_birds.sql']);
    expect(await stores.warehouse.query('SELECT count() AS birds FROM birds')).toEqual([{ birds: '1' }]);
  });

  it('leave nothing of a file that fails, and name its line', async () => {
    write('postgres/0002_fish.sql', 'CREATE TABLE fish (id int);\nCREATE TABL fish2 (id int);');
    await expect(run()).rejects.toThrow('0002_fish.sql failed in line 2');
    expect(await stores.pg.query(`SELECT to_regclass('fish') AS fish`)).toEqual([{ fish: null }]);
    write('postgres/0002_fish.sql', 'CREATE TABLE fish (id int);');
    expect(await run()).toEqual(['postgres/0002_fish.sql']);
  });

  it('may not be changed once applied', async () => {
    write('postgres/0002_fish.sql', 'CREATE TABLE fish (id int, name text);');
    await expect(run()).rejects.toThrow('0002_fish.sql was changed after it was applied');
  });

  it('have one number each', () => {
    write('postgres/0002_frogs.sql', '');
    expect(() => readMigrations(join(directory, 'postgres'))).toThrow('have the same number');
  });
});
