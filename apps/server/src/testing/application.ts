import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@jetbridge/client';
import { type Application, buildApplication, type RunningApplication } from '../application.ts';
import { loadConfig } from '../kernel/config.ts';
import { type Kernel, openKernel } from '../kernel/kernel.ts';
import { MIGRATIONS_DIRECTORY, openTestStores, type TestStores } from './stores.ts';

/** The whole product on the stores of one test file, without a corp and without the demo airline. */
export type TestApplication = {
  kernel: Kernel;
  application: Application;
  running: RunningApplication;
  stores: TestStores;
  url: string;
  /** Signed in with the key of this machine, as an administrator. */
  client: Client;
  /** Where commands look for the running server. */
  dataDir: string;
  close(): Promise<void>;
};

/**
 * Listens on a port that the system chose, with every loop at work. The clock is the system's.
 * @param lineTo the address at which the product is to look for PostgreSQL, given the real one
 */
export async function openTestApplication(
  lineTo: (postgresUrl: string) => Promise<string> = async (postgresUrl) => postgresUrl,
): Promise<TestApplication> {
  const stores = await openTestStores();
  const dataDir = mkdtempSync(join(tmpdir(), 'jetbridge-application-'));
  const env = {
    DATABASE_URL: await lineTo(stores.postgresUrl),
    CLICKHOUSE_URL: stores.warehouseUrl,
    JETBRIDGE_DATA_DIR: dataDir,
    JETBRIDGE_DEMO: '0',
    PORT: '0',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  };
  const kernel = await openKernel(loadConfig(env, dataDir), { migrations: MIGRATIONS_DIRECTORY });
  const application = await buildApplication({
    kernel,
    wecom: null,
    archive: null,
    publicUrl: 'https://travel.example',
    localKey: kernel.localKey,
    checkReplies: true,
  });
  const url = await application.http.app.listen({ host: '127.0.0.1', port: 0 });
  kernel.publishUrl(url);
  const running = await application.start();
  return {
    kernel,
    application,
    running,
    stores,
    url,
    client: createClient({ url, token: kernel.localKey }),
    dataDir,
    async close() {
      await running.stop();
      await application.close();
      await kernel.close();
      await stores.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
