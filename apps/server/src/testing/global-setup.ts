import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../kernel/embedded-postgres.ts';
import { migratePostgres } from '../kernel/migrate.ts';
import { openPostgres } from '../kernel/postgres.ts';
import { startWarehouseProcess } from '../kernel/warehouse-process.ts';
import { MIGRATIONS_DIRECTORY, type StoreAddresses, TEMPLATE_DATABASE } from './stores.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stores: StoreAddresses;
  }
}

let stop: (() => Promise<void>) | undefined;

/** Both stores, started once for a test run; each test file gets databases of its own from `openTestStores`. */
export async function setup(project: TestProject): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jetbridge-test-'));
  const [postgres, warehouse] = await Promise.all([
    startEmbeddedPostgres({
      dataDir,
      // A test run that loses power starts over anyway.
      settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200', shared_buffers: '64MB' },
    }),
    startWarehouseProcess({ dataDir, onRestart: (reason) => console.error(`During the tests: ${reason}`) }),
  ]);
  stop = async () => {
    await Promise.all([postgres.stop(), warehouse.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await makeTemplate(postgres.url);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('stores', { postgresUrl: postgres.url, warehouseUrl: warehouse.url });
}

export async function teardown(): Promise<void> {
  await stop?.();
}

async function makeTemplate(url: string): Promise<void> {
  const admin = openPostgres({ url, maxConnections: 1 });
  await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await admin.close();
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${TEMPLATE_DATABASE}`;
  const template = openPostgres({ url: templateUrl.toString(), maxConnections: 2 });
  try {
    await migratePostgres(template, join(MIGRATIONS_DIRECTORY, 'postgres'));
  } finally {
    // A database with connections cannot be copied.
    await template.close();
  }
}
