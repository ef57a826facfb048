import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createVault, randomToken, type Vault } from './crypto.ts';
import { claimDataDirectory, runningServers } from './data-directory.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { migrate } from './migrate.ts';
import { openPostgres, type Postgres } from './postgres.ts';
import { ensureWarehouseDatabase, openWarehouse, type Warehouse } from './warehouse.ts';
import { startWarehouseProcess } from './warehouse-process.ts';

/** What every module builds on: both stores, migrated and answering, and the means of this process. */
export type Kernel = {
  config: Config;
  log: Log;
  clock: Clock;
  metrics: Metrics;
  vault: Vault;
  pg: Postgres;
  warehouse: Warehouse;
  postgresUrl: string;
  warehouseUrl: string;
  /** A key of this process alone, by which commands on this machine act as administrator. */
  localKey: string;
  /** Tells other commands on this machine where the product answers, and by which key. */
  publishUrl(url: string): void;
  /** Both stores answer; throws otherwise. */
  ping(): Promise<void>;
  /** Closes the clients, then ends what this process started. */
  close(): Promise<void>;
};

export type KernelOptions = {
  /** Where `postgres/` and `warehouse/` migrations lie. */
  migrations: string;
  onProgress?: (message: string) => void;
  log?: Log;
  clock?: Clock;
  /** A command beside a running server: use that server's embedded stores instead of refusing to start. */
  attach?: boolean;
};

type Stores = { postgresUrl: string; warehouseUrl: string; stop(): Promise<void> };

/** Starts or finds both stores, migrates them, and checks that the secret key is theirs. */
export async function openKernel(config: Config, options: KernelOptions): Promise<Kernel> {
  const onProgress = options.onProgress ?? (() => undefined);
  const log = options.log ?? createLog({ level: config.logLevel });
  mkdirSync(config.dataDir, { recursive: true });
  const neighbour = options.attach
    ? runningServers(config.dataDir).find(({ postgresUrl }) => postgresUrl)
    : undefined;
  const exclusive =
    neighbour === undefined && (config.databaseUrl === undefined || config.clickhouseUrl === undefined);
  const claim = await claimDataDirectory(config.dataDir, exclusive);
  const ending: (() => Promise<void>)[] = [async () => claim.release()];
  const close = async () => {
    for (const end of ending.splice(0).reverse()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'Stopping failed in part'));
    }
  };
  try {
    const stores = await findStores(config, { neighbour, onProgress, log });
    ending.push(stores.stop);
    const { postgresUrl, warehouseUrl } = stores;
    const pg = openPostgres({
      url: postgresUrl,
      onIdleError: (error) => log.warn({ err: error }, 'PostgreSQL connection lost'),
    });
    ending.push(() => pg.close());
    await ensureWarehouseDatabase(warehouseUrl);
    const warehouse = openWarehouse({ url: warehouseUrl });
    ending.push(() => warehouse.close());
    onProgress('Migrating');
    const applied = await migrate({ pg, warehouse, directory: options.migrations });
    if (applied.length > 0) onProgress(`Applied ${applied.length} migrations`);
    await checkSecretKey(pg, config.secretKey);
    claim.publish({ postgresUrl, warehouseUrl });
    const localKey = `jb_${randomToken(32)}`;
    return {
      config,
      log,
      clock: options.clock ?? systemClock,
      metrics: createMetrics(),
      vault: createVault(config.secretKey),
      pg,
      warehouse,
      postgresUrl,
      warehouseUrl,
      localKey,
      publishUrl: (url) => claim.publish({ url, localKey }),
      async ping() {
        await Promise.all([pg.query('SELECT 1'), warehouse.ping()]);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Surroundings = {
  neighbour: { postgresUrl?: string; warehouseUrl?: string } | undefined;
  onProgress: (message: string) => void;
  log: Log;
};

/** Both at once: on two cores the stores start in the time of the slower one. */
async function findStores(config: Config, { neighbour, onProgress, log }: Surroundings): Promise<Stores> {
  const known = {
    postgres: config.databaseUrl ?? neighbour?.postgresUrl,
    warehouse: config.clickhouseUrl ?? neighbour?.warehouseUrl,
  };
  const { dataDir } = config;
  const started = await Promise.allSettled([
    known.postgres === undefined
      ? startEmbeddedPostgres({
          dataDir,
          onProgress,
          onRestart: (reason) => log.error(`${reason}; restarting it`),
        })
      : { url: known.postgres, stop: async () => undefined },
    known.warehouse === undefined
      ? startWarehouseProcess({
          dataDir,
          onProgress,
          onRestart: (reason) => log.error(`${reason}; restarting it`),
        })
      : { url: known.warehouse, stop: async () => undefined },
  ]);
  const [postgres, warehouse] = started;
  const stop = async () => {
    await Promise.all(
      started.map((store) => (store.status === 'fulfilled' ? store.value.stop() : undefined)),
    );
  };
  if (postgres.status === 'fulfilled' && warehouse.status === 'fulfilled') {
    return { postgresUrl: postgres.value.url, warehouseUrl: warehouse.value.url, stop };
  }
  await stop();
  throw postgres.status === 'rejected' ? postgres.reason : (warehouse as PromiseRejectedResult).reason;
}

/**
 * A replica with another secret key could not read the contact data of the others, and would write what they cannot
 * read. The database remembers a fingerprint of the first key it saw.
 */
async function checkSecretKey(pg: Postgres, secretKey: string): Promise<void> {
  const fingerprint = createHmac('sha256', secretKey).update('jetbridge/fingerprint').digest('hex');
  await pg.query(`CREATE TABLE IF NOT EXISTS schema_facts (name text PRIMARY KEY, value text NOT NULL)`);
  await pg.query(`INSERT INTO schema_facts VALUES ('secret_key_fingerprint', $1) ON CONFLICT DO NOTHING`, [
    fingerprint,
  ]);
  const [known] = await pg.query<{ value: string }>(
    `SELECT value FROM schema_facts WHERE name = 'secret_key_fingerprint'`,
  );
  if (known?.value === fingerprint) return;
  throw new Error(
    'This database was first used with another secret key, without which its contact data cannot be read. ' +
      'Set JETBRIDGE_SECRET_KEY to that key, or put that file back as secret-key in the data directory.',
  );
}
