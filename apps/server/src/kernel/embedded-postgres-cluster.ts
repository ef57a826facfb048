import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresFiles } from './embedded-postgres-files.ts';
import { endProcess, isAlive } from './process-identity.ts';

/** The cluster's one role, a superuser. */
export const POSTGRES_USER = 'jetbridge';

/** SIGINT is PostgreSQL's fast shutdown (with a checkpoint), SIGQUIT its immediate one. */
export function endPostmaster(pid: number): Promise<boolean> {
  return endProcess(pid, [
    { signal: 'SIGINT', waitMs: 4000 },
    { signal: 'SIGQUIT', waitMs: 5000 },
    { signal: 'SIGKILL', waitMs: 2000 },
  ]);
}

/**
 * A killed parent leaves the postmaster behind, and a killed postmaster its backends for a moment. The pid file
 * names the cluster it serves, which must be ours before anything is ended.
 */
export async function stopLeftover(cluster: string, onProgress: (message: string) => void): Promise<void> {
  const leftover = readPidFile(cluster);
  if (leftover === undefined) return;
  const ours = isAlive(leftover.pid) && leftover.cluster === cluster && isPostgres(leftover.pid);
  if (ours) {
    onProgress(`Stopping a PostgreSQL left behind by an earlier run (process ${leftover.pid})`);
    if (!(await endPostmaster(leftover.pid))) {
      throw new Error(
        `PostgreSQL process ${leftover.pid} serves ${cluster} and cannot be stopped. End it by hand.`,
      );
    }
  }
  await backendsGone(cluster);
  // PostgreSQL replaces a stale pid file by itself, checking that nobody uses its shared memory; it gives up only
  // where the number now belongs to another program.
  if (!ours && isAlive(leftover.pid)) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** Two servers on one cluster would destroy it, so that even an orphaned backend is waited for. */
async function backendsGone(cluster: string): Promise<void> {
  const deadline = Date.now() + 5000;
  for (let alive = processesIn(cluster); alive.length > 0; alive = processesIn(cluster)) {
    if (Date.now() > deadline) for (const pid of alive) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

/** Every process of a PostgreSQL server works in its cluster's directory. */
function processesIn(directory: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === directory && isPostgres(pid);
      } catch {
        return false;
      }
    });
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
    // A postmaster shows its path, a backend `postgres: what it does`.
    return /(?:^|\/)postgres(?:$|:)/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '');
  } catch {
    return false;
  }
}

/**
 * Makes an empty cluster whose one role has this password. It is made aside and moved into place when it is whole:
 * an initdb that is killed leaves something that looks like a cluster and is none.
 */
export async function initialiseCluster(files: PostgresFiles, password: string): Promise<void> {
  const aside = `${files.cluster}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { mode: 0o700 });
  const passwordFile = join(aside, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (files.account !== undefined) {
    for (const path of [aside, passwordFile]) chownSync(path, files.account.uid, files.account.gid);
  }
  await runInitdb(files, { cluster: join(aside, 'cluster'), passwordFile });
  rmSync(files.cluster, { recursive: true, force: true });
  renameSync(join(aside, 'cluster'), files.cluster);
  rmSync(aside, { recursive: true, force: true });
}

async function runInitdb(
  files: PostgresFiles,
  { cluster, passwordFile }: { cluster: string; passwordFile: string },
): Promise<void> {
  const arguments_ = [
    `--pgdata=${cluster}`,
    `--username=${POSTGRES_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Keys compare by code point, fast and alike everywhere. Text for people is sorted with an explicit
    // ICU collation, such as "zh-x-icu" for pinyin.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  const [program = '', ...flags] = [...dieWithParent(), join(files.programs, 'bin/initdb'), ...arguments_];
  const child = spawn(program, flags, {
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

/** Starts the server on a port of this loopback and waits until it takes connections. */
export async function launchPostgres(files: PostgresFiles, order: PostgresOrder): Promise<ChildProcess> {
  const flags = Object.entries({ ...order.settings, port: String(order.port) });
  const log = openLog(order.dataDir);
  const [program = '', ...arguments_] = [
    ...dieWithParent(),
    join(files.programs, 'bin/postgres'),
    ...['-D', files.cluster],
    ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const child = spawn(
    program,
    arguments_,
    // Detached: a Ctrl-C in the terminal reaches us only, and we stop PostgreSQL after the last commit.
    { ...identity(files), cwd: '/', stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  const outcome = await readiness(child, files.cluster);
  if (outcome === 'ready') return child;
  throw new Error(`PostgreSQL did not start (${outcome}). Its log ends: ${postgresLogTail(order.dataDir)}`);
}

export type PostgresOrder = { dataDir: string; port: number; settings: Readonly<Record<string, string>> };

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

/** The last lines of the server's log, for an error message. */
export function postgresLogTail(dataDir: string): string {
  const path = logPath(dataDir);
  if (!existsSync(path)) return '(empty)';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-6).join(' | ');
}

function sleep(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
