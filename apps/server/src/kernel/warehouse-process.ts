import { type ChildProcess, fork } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomToken } from './crypto.ts';
import { endProcess, processIdentity } from './process-identity.ts';
import type { ChildOrder, ChildReport } from './warehouse-child.ts';

/** The embedded warehouse in its child process. The address stays the same when the child is restarted. */
export type WarehouseProcess = {
  /** `http://user:password@host:port/jetbridge`, as @clickhouse/client takes it. */
  url: string;
  /** The running child; undefined while it is being restarted. */
  pid(): number | undefined;
  /** How often it was restarted since the start. */
  restarts(): number;
  stop(): Promise<void>;
};

export type WarehouseProcessOptions = {
  dataDir: string;
  onProgress?: (message: string) => void;
  /** Called each time the child ended unasked and is about to be restarted. */
  onRestart?: (reason: string) => void;
  /** Fixed address and password, for serving other machines; else loopback, any port, a random password. */
  host?: string;
  port?: number;
  password?: string;
};

const USER = 'jetbridge';
const DATABASE = 'jetbridge';
const START_LIMIT_MS = 60_000;

/** Starts the child, restarts it with growing pauses when it dies, and ends it with `stop` or with this process. */
export async function startWarehouseProcess(options: WarehouseProcessOptions): Promise<WarehouseProcess> {
  assertSupported();
  mkdirSync(options.dataDir, { recursive: true });
  await endLeftover(options.dataDir, options.onProgress ?? (() => undefined));
  const order: ChildOrder = {
    dataDir: options.dataDir,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    user: USER,
    password: options.password ?? randomToken(18),
  };
  options.onProgress?.('Starting the warehouse');
  const entry = await childEntry();
  let stopping = false;
  let restarts = 0;
  let child: ChildProcess | undefined;
  let pause: NodeJS.Timeout | undefined;

  const watch = (running: ChildProcess) => {
    child = running;
    running.once('exit', (code, signal) => {
      child = undefined;
      if (stopping) return;
      options.onRestart?.(`The warehouse ended (${signal ?? `exit code ${code}`})`);
      restart(0);
    });
  };
  const restart = (attempt: number) => {
    pause = setTimeout(
      () => {
        restarts++;
        launch(entry, order).then(
          (started) => (stopping ? started.child.kill('SIGTERM') : watch(started.child)),
          (error: Error) => {
            if (stopping) return;
            options.onRestart?.(error.message);
            restart(attempt + 1);
          },
        );
      },
      Math.min(100 * 2 ** attempt, 10_000),
    );
  };

  const first = await launch(entry, order);
  order.port = first.port;
  watch(first.child);
  const host = order.host === '0.0.0.0' ? '127.0.0.1' : order.host;
  return {
    url: `http://${USER}:${encodeURIComponent(order.password)}@${host}:${order.port}/${DATABASE}`,
    pid: () => child?.pid,
    restarts: () => restarts,
    async stop() {
      stopping = true;
      clearTimeout(pause);
      if (child?.pid !== undefined) await endChild(child.pid);
      rmSync(pidFile(options.dataDir), { force: true });
    },
  };
}

function endChild(pid: number): Promise<boolean> {
  return endProcess(pid, [
    { signal: 'SIGTERM', waitMs: 3500 },
    { signal: 'SIGKILL', waitMs: 2000 },
  ]);
}

/** Whether this machine has a build of the embedded engine, by package name. */
export function embeddedWarehousePackage(): { name: string; installed: boolean } {
  const libc = process.platform === 'linux' ? '-gnu' : '';
  const name = `@chdb/lib-${process.platform}-${process.arch}${libc}`;
  try {
    const require = createRequire(import.meta.url);
    createRequire(require.resolve('chdb')).resolve(name);
    return { name, installed: true };
  } catch {
    return { name, installed: false };
  }
}

function assertSupported(): void {
  const { name, installed } = embeddedWarehousePackage();
  if (installed) return;
  throw new Error(
    `The embedded warehouse does not run here: the package ${name} is not installed for ` +
      `${process.platform}-${process.arch}. Set CLICKHOUSE_URL to a ClickHouse server.`,
  );
}

async function launch(entry: string, order: ChildOrder): Promise<{ child: ChildProcess; port: number }> {
  const log = openLog(order.dataDir);
  const child = fork(entry, [], {
    // One thread for each statement that may run, and a few for files and name look-ups.
    env: { ...process.env, UV_THREADPOOL_SIZE: '8', NODE_OPTIONS: '' },
    execArgv: ['--enable-source-maps', '--max-old-space-size=512'],
    stdio: ['ignore', log, log, 'ipc'],
  });
  if (child.pid !== undefined) writePidFile(order.dataDir, child.pid);
  const report = await new Promise<ChildReport>((resolve) => {
    const timer = setTimeout(
      () => resolve({ ready: false, reason: 'no sign of life in time' }),
      START_LIMIT_MS,
    );
    const settle = (outcome: ChildReport) => {
      clearTimeout(timer);
      resolve(outcome);
    };
    child.once('message', (message) => settle(message as ChildReport));
    child.once('error', (error) => settle({ ready: false, reason: error.message }));
    child.once('exit', (code, signal) =>
      settle({ ready: false, reason: `${signal ?? `exit code ${code}`}` }),
    );
    child.send(order);
  });
  if (report.ready) return { child, port: report.port };
  child.kill('SIGKILL');
  throw new Error(`The warehouse did not start: ${report.reason}. See ${logPath(order.dataDir)}`);
}

/** The engine locks its directory: a child that outlived a killed parent for a moment has to go first. */
async function endLeftover(dataDir: string, onProgress: (message: string) => void): Promise<void> {
  const path = pidFile(dataDir);
  if (!existsSync(path)) return;
  const [pid = '', identity] = readFileSync(path, 'utf8').trim().split(' ', 2);
  if (identity !== undefined && processIdentity(Number(pid)) === identity) {
    onProgress(`Stopping a warehouse left behind by an earlier run (process ${pid})`);
    await endChild(Number(pid));
  }
  rmSync(path, { force: true });
}

function writePidFile(dataDir: string, pid: number): void {
  const identity = processIdentity(pid);
  if (identity !== undefined) writeFileSync(pidFile(dataDir), `${pid} ${identity}\n`);
}

function pidFile(dataDir: string): string {
  return join(dataDir, 'warehouse.pid');
}

function logPath(dataDir: string): string {
  return join(dataDir, 'warehouse.log');
}

function openLog(dataDir: string): number {
  const path = logPath(dataDir);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 10 * 1024 * 1024) truncateSync(path, 0);
  return openSync(path, 'a', 0o600);
}

/** The bundle holds the child beside itself. Run from source, as the tests do, it is bundled on the spot. */
async function childEntry(): Promise<string> {
  const here = fileURLToPath(import.meta.url);
  if (!here.endsWith('.ts')) return join(here, '..', 'warehouse-child.mjs');
  const { build } = await import('esbuild');
  const outfile = join(
    here,
    '../../../../../node_modules/.cache/jetbridge',
    `warehouse-child-${process.pid}.mjs`,
  );
  await build({
    entryPoints: [join(here, '..', 'warehouse-child.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  return outfile;
}
