import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { randomToken } from './crypto.ts';
import {
  endPostmaster,
  initialiseCluster,
  launchPostgres,
  POSTGRES_USER,
  type PostgresOrder,
  postgresLogTail,
  stopLeftover,
} from './embedded-postgres-cluster.ts';
import { type PostgresFiles, preparePostgresFiles } from './embedded-postgres-files.ts';

/** A running embedded PostgreSQL. */
export type EmbeddedPostgres = {
  /** Connection string of the database `jetbridge`. */
  url: string;
  /** The running server; undefined while it is being restarted. */
  pid(): number | undefined;
  /** Ends it with a checkpoint, at once if that takes longer than a few seconds (it recovers on its next start). */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Jetbridge's data directory; the cluster lives beneath it. */
  dataDir: string;
  onProgress?: (message: string) => void;
  /** Called each time the server ended unasked and is about to be restarted. */
  onRestart?: (reason: string) => void;
  /** More `name=value` server settings, after ours. */
  settings?: Readonly<Record<string, string>>;
};

/** Sized for a product that shall rest within 1 GiB, and for many small commits. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  synchronous_commit: 'on',
  wal_buffers: '8MB',
  min_wal_size: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '10min',
  random_page_cost: '1.1',
  jit: 'off',
  // Three I/O worker processes by default; on local disks they buy nothing here.
  io_method: 'sync',
  max_worker_processes: '4',
  max_parallel_workers_per_gather: '1',
  autovacuum_max_workers: '2',
  autovacuum_naptime: '15s',
  idle_in_transaction_session_timeout: '60s',
  // The detail of a constraint violation names the offending values, which may be personal data.
  log_error_verbosity: 'terse',
  log_min_messages: 'warning',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const DATABASE = 'jetbridge';

/**
 * Starts PostgreSQL on a free loopback port over `<dataDir>/postgres`, making the cluster first if there is none.
 * A server that a killed process left running on the same cluster is stopped first; one that dies is restarted at
 * the same address.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, onProgress = () => undefined } = options;
  mkdirSync(dataDir, { recursive: true });
  const files = preparePostgresFiles(dataDir);
  const password = keepPassword(dataDir);
  await stopLeftover(files.cluster, onProgress);
  if (!existsSync(join(files.cluster, 'PG_VERSION'))) {
    onProgress('Making the PostgreSQL cluster');
    await initialiseCluster(files, password);
  }
  onProgress('Starting PostgreSQL');
  const { child, order } = await launchOnFreePort(files, options);
  const server = supervise(child, files, { order, onRestart: options.onRestart });
  const url = (database: string) =>
    `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${order.port}/${database}`;
  try {
    await createDatabase(url('postgres'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: url(DATABASE), ...server };
}

type Supervision = { order: PostgresOrder; onRestart: ((reason: string) => void) | undefined };

function supervise(first: ChildProcess, files: PostgresFiles, { order, onRestart }: Supervision) {
  let child: ChildProcess | undefined;
  let pause: NodeJS.Timeout | undefined;
  let stopping = false;
  let starting: Promise<void> = Promise.resolve();
  const watch = (running: ChildProcess) => {
    child = running;
    running.once('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      onRestart?.(`PostgreSQL ended (${signal ?? `exit code ${code}`}): ${postgresLogTail(order.dataDir)}`);
      restart(0);
    });
  };
  const restart = (attempt: number) => {
    const delayMs = Math.min(200 * 2 ** attempt, 10_000);
    pause = setTimeout(() => {
      starting = stopLeftover(files.cluster, () => undefined)
        .then(() => launchPostgres(files, order))
        .then(watch, (error: Error) => {
          onRestart?.(error.message);
          if (!stopping) restart(attempt + 1);
        });
    }, delayMs);
  };
  watch(first);
  return {
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      clearTimeout(pause);
      await starting;
      if (child?.pid !== undefined) await endPostmaster(child.pid);
    },
  };
}

async function launchOnFreePort(files: PostgresFiles, options: EmbeddedPostgresOptions) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const order = { dataDir: options.dataDir, port, settings: { ...SETTINGS, ...options.settings } };
    try {
      return { child: await launchPostgres(files, order), order };
    } catch (error) {
      // Somebody took the port between asking for it and using it.
      if (attempt === 4 || !String(error).includes('could not bind')) throw error;
    }
  }
}

/** The password stays in a file only its owner reads, so that other accounts of this machine cannot connect. */
function keepPassword(dataDir: string): string {
  const path = join(dataDir, 'postgres-password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomToken(24);
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** A port of this loopback that nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(address),
      );
    });
  });
}
