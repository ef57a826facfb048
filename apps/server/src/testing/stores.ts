import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { createTestClock, type TestClock } from '../kernel/clock.ts';
import { createVault, randomToken, type Vault } from '../kernel/crypto.ts';
import { createLog, type Log } from '../kernel/log.ts';
import { migrateWarehouse } from '../kernel/migrate.ts';
import { openPostgres, type Postgres } from '../kernel/postgres.ts';
import { ensureWarehouseDatabase, openWarehouse, type Warehouse } from '../kernel/warehouse.ts';

export type StoreAddresses = { postgresUrl: string; warehouseUrl: string };

export const MIGRATIONS_DIRECTORY = join(fileURLToPath(import.meta.url), '../../migrations');
export const TEMPLATE_DATABASE = 'jetbridge_template';

/** Real stores for one test file: migrated, empty, its own, and a clock that stands at 2026-03-02 10:00 in Shanghai. */
export type TestStores = {
  pg: Postgres;
  warehouse: Warehouse;
  clock: TestClock;
  vault: Vault;
  /** Silent unless LOG_LEVEL is set. */
  log: Log;
  postgresUrl: string;
  warehouseUrl: string;
  close(): Promise<void>;
};

/** Call it in `beforeAll`, and its `close` in `afterAll`. */
export async function openTestStores(): Promise<TestStores> {
  const addresses = inject('stores');
  const name = `test_${randomToken(9)
    .replaceAll(/[^A-Za-z0-9]/g, '0')
    .toLowerCase()}`;
  const postgresUrl = withPath(addresses.postgresUrl, name);
  const warehouseUrl = withPath(addresses.warehouseUrl, name);
  await administer(addresses.postgresUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  await ensureWarehouseDatabase(warehouseUrl);
  const pg = openPostgres({ url: postgresUrl, maxConnections: 10, applicationName: name });
  const warehouse = openWarehouse({ url: warehouseUrl });
  await migrateWarehouse(warehouse, join(MIGRATIONS_DIRECTORY, 'warehouse'));
  return {
    pg,
    warehouse,
    clock: createTestClock('2026-03-02T02:00:00Z'),
    vault: createVault('a key that only tests use, of more than 32 bytes'),
    log: createLog({ level: process.env.LOG_LEVEL ?? 'silent' }),
    postgresUrl,
    warehouseUrl,
    async close() {
      await warehouse.command(`DROP DATABASE IF EXISTS ${name} SYNC`);
      await Promise.all([pg.close(), warehouse.close()]);
      await administer(addresses.postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const admin = openPostgres({ url, maxConnections: 1 });
  try {
    await admin.query(statement);
  } finally {
    await admin.close();
  }
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
