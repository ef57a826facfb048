import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { randomToken } from './crypto.ts';
import { type PostgresFiles, preparePostgresFiles } from './embedded-postgres-files.ts';
import { endProcess, isAlive } from './process-identity.ts';

/** A running embedded PostgreSQL. */
export type EmbeddedPostgres = {
  /** Connection string of the database `jetbridge`. */
  url: string;
  pid: number;
  /** Ends it with a checkpoint, at once if that takes longer than a few seconds (it recovers on its next start). */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  /** Jetbridge's data directory; the cluster lives beneath it. */
  dataDir: string;
  onProgress?: (message: string) => void;
  /** Called when the server ends without being asked to. */
  onExit?: (reason: string) => void;
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

const USER = 'jetbridge';
const DATABASE = 'jetbridge';

/**
 * Starts PostgreSQL on a free loopback port over `<dataDir>/postgres`, making the cluster first if there is none.
 * A server that a killed process left running on the same cluster is stopped first.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, onProgress = () => undefined } = options;
  mkdirSync(dataDir, { recursive: true });
  const files = preparePostgresFiles(dataDir);
  const password = keepPassword(dataDir);
  await stopLeftover(files.cluster, onProgress);
  if (!existsSync(join(files.cluster, 'PG_VERSION'))) {
    onProgress('Making the PostgreSQL cluster');
    await initialise(files, password);
  }
  onProgress('Starting PostgreSQL');
  const { child, port } = await launch(files, options);
  const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const pid = child.pid as number;
  let stopping = false;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.once('exit', (code, signal) => {
    if (!stopping)
      options.onExit?.(`PostgreSQL ended (${signal ?? `exit code ${code}`}): ${logTail(dataDir)}`);
  });
  const stop = async () => {
    stopping = true;
    await endPostmaster(pid);
    await exited;
  };
  try {
    await createDatabase(url('postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: url(DATABASE), pid, stop };
}

/** SIGINT is PostgreSQL's fast shutdown (with a checkpoint), SIGQUIT its immediate one. */
function endPostmaster(pid: number): Promise<boolean> {
  return endProcess(pid, [
    { signal: 'SIGINT', waitMs: 4000 },
    { signal: 'SIGQUIT', waitMs: 5000 },
    { signal: 'SIGKILL', waitMs: 2000 },
  ]);
}

/** The password stays in a file only its owner reads, so that other accounts of this machine cannot connect. */
function keepPassword(dataDir: string): string {
  const path = join(dataDir, 'postgres-password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomToken(24);
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** A killed parent leaves the postmaster behind. Its pid file names the cluster it serves, which must be ours. */
async function stopLeftover(cluster: string, onProgress: (message: string) => void): Promise<void> {
  const leftover = readPidFile(cluster);
  if (leftover === undefined) return;
  const path = join(cluster, 'postmaster.pid');
  if (isAlive(leftover.pid) && leftover.cluster === cluster && isPostgres(leftover.pid)) {
    onProgress(`Stopping a PostgreSQL left behind by an earlier run (process ${leftover.pid})`);
    if (!(await endPostmaster(leftover.pid))) {
      throw new Error(
        `PostgreSQL process ${leftover.pid} serves ${cluster} and cannot be stopped. End it by hand.`,
      );
    }
    await leftoverChildrenGone(cluster);
  }
  // PostgreSQL itself refuses to start over a pid file whose number now belongs to another program.
  rmSync(path, { force: true });
}

/** After SIGKILL of a postmaster its children need a moment to notice; starting over them corrupts nothing but fails. */
async function leftoverChildrenGone(cluster: string): Promise<void> {
  const deadline = Date.now() + 3000;
  while (Date.now() < deadline && existsSync(join(cluster, 'postmaster.pid'))) await sleep(20);
}

function readPidFile(cluster: string): { pid: number; cluster: string; status: string } | undefined {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n');
  return { pid: Number(lines[0]), cluster: lines[1] ?? '', status: (lines[7] ?? '').trim() };
}

function isPostgres(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith('postgres') ?? false;
  } catch {
    return false;
  }
}

async function initialise(files: PostgresFiles, password: string): Promise<void> {
  const private_ = mkdtempSync(join(tmpdir(), 'jetbridge-initdb-'));
  const passwordFile = join(private_, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (files.account !== undefined) {
    for (const path of [private_, passwordFile]) chownSync(path, files.account.uid, files.account.gid);
  }
  try {
    await runInitdb(files, passwordFile);
  } finally {
    rmSync(private_, { recursive: true, force: true });
  }
}

async function runInitdb(files: PostgresFiles, passwordFile: string): Promise<void> {
  const arguments_ = [
    `--pgdata=${files.cluster}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Keys compare by code point, fast and alike everywhere. Text for people is sorted with an explicit
    // ICU collation, such as "zh-x-icu" for pinyin.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  const child = spawn(join(files.programs, 'bin/initdb'), arguments_, {
    ...identity(files),
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`PostgreSQL's initdb failed in ${files.cluster}: ${complaint.trim()}`);
}

async function launch(
  files: PostgresFiles,
  options: EmbeddedPostgresOptions,
): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const flags = Object.entries({ ...SETTINGS, ...options.settings, port: String(port) });
    const log = openLog(options.dataDir);
    const command = [
      ...dieWithParent(),
      join(files.programs, 'bin/postgres'),
      ...['-D', files.cluster],
      ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
    const child = spawn(
      command[0] as string,
      command.slice(1),
      // Detached: a Ctrl-C in the terminal reaches us only, and we stop PostgreSQL after the last commit.
      { ...identity(files), cwd: '/', stdio: ['ignore', log, log], detached: true },
    );
    closeSync(log);
    const outcome = await readiness(child, files.cluster);
    if (outcome === 'ready') return { child, port };
    const tail = logTail(options.dataDir);
    if (attempt < 4 && tail.includes('could not bind')) continue;
    throw new Error(`PostgreSQL did not start (${outcome}). Its log ends: ${tail}`);
  }
}

/**
 * Where Linux has `setpriv` (Debian and Ubuntu always do), the system itself sends PostgreSQL a SIGINT when this
 * process dies without a word. Elsewhere the next start finds and stops what was left.
 */
function dieWithParent(): readonly string[] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (process.platform !== 'linux' || setpriv === undefined) return [];
  const help = spawnSync(setpriv, ['--help'], { encoding: 'utf8' });
  return help.stdout?.includes('--pdeathsig') ? [setpriv, '--pdeathsig', 'INT', '--'] : [];
}

/** PostgreSQL writes `ready` into its pid file; unlike its log messages this is in no human language. */
async function readiness(child: ChildProcess, cluster: string): Promise<string> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, signal) => {
    failure ??= `${signal ?? `exit code ${code}`}`;
  });
  // Crash recovery after a power cut replays at most max_wal_size.
  const deadline = Date.now() + 120_000;
  while (failure === undefined && Date.now() < deadline) {
    const file = readPidFile(cluster);
    if (file?.status === 'ready' && file.pid === child.pid) return 'ready';
    await sleep(20);
  }
  if (failure === undefined) child.kill('SIGQUIT');
  return failure ?? 'not ready after two minutes';
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
export function freePort(): Promise<number> {
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

function identity(files: PostgresFiles): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  // A foreign PGDATA or PGPORT must not lead the programs elsewhere.
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' };
  return files.account === undefined ? { env } : { uid: files.account.uid, gid: files.account.gid, env };
}

function openLog(dataDir: string): number {
  const path = logPath(dataDir);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 10 * 1024 * 1024) truncateSync(path, 0);
  return openSync(path, 'a', 0o600);
}

function logPath(dataDir: string): string {
  return join(dataDir, 'postgres.log');
}

function logTail(dataDir: string): string {
  const path = logPath(dataDir);
  if (!existsSync(path)) return '(empty)';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-6).join(' | ');
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
