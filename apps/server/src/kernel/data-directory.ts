import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { randomToken } from './crypto.ts';
import { processIdentity } from './process-identity.ts';

/** What a running process tells the other commands on this machine, in a file only its owner reads. */
export type RunningServer = {
  pid: number;
  identity: string;
  /** Where the product answers, once it does. */
  url?: string;
  /** A key it takes from commands on this machine. */
  localKey?: string;
  postgresUrl?: string;
  warehouseUrl?: string;
};

export type DirectoryClaim = {
  publish(facts: Omit<RunningServer, 'pid' | 'identity'>): void;
  release(): void;
};

/** Somebody else runs the embedded stores of this data directory. */
export class DirectoryInUse extends Error {
  readonly server: RunningServer;
  constructor(dataDir: string, server: RunningServer) {
    super(
      `Jetbridge already runs on ${dataDir} (process ${server.pid}${server.url === undefined ? '' : `, ${server.url}`}). ` +
        'Stop it first, or set JETBRIDGE_DATA_DIR to another directory.',
    );
    this.name = 'DirectoryInUse';
    this.server = server;
  }
}

/**
 * Announces this process in the data directory. With `exclusive`, which the embedded stores need, only one process
 * holds the directory: a dead holder is replaced, a live one is waited for as it may be on its way out.
 */
export async function claimDataDirectory(
  dataDir: string,
  exclusive: boolean,
  patienceMs = 8000,
): Promise<DirectoryClaim> {
  const identity = processIdentity(process.pid);
  if (identity === undefined)
    throw new Error('This system does not tell when a process started (is `ps` missing?)');
  let facts: RunningServer = { pid: process.pid, identity };
  const lock = join(dataDir, 'running.lock');
  const own = join(dataDir, 'running', `${process.pid}.json`);
  mkdirSync(join(dataDir, 'running'), { recursive: true, mode: 0o700 });
  if (exclusive) await takeLock(dataDir, lock, { facts, patienceMs });
  writePrivate(own, facts);
  return {
    publish(more) {
      facts = { ...facts, ...more };
      writePrivate(own, facts);
      if (exclusive) writePrivate(lock, facts);
    },
    release() {
      rmSync(own, { force: true });
      if (exclusive && readServer(lock)?.pid === process.pid) rmSync(lock, { force: true });
    },
  };
}

/** The processes that run on this data directory now; what dead ones left is removed. */
export function runningServers(dataDir: string): RunningServer[] {
  const directory = join(dataDir, 'running');
  if (!existsSync(directory)) return [];
  const servers: RunningServer[] = [];
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
    const server = readServer(join(directory, name));
    if (server !== undefined && isRunning(server)) servers.push(server);
    else rmSync(join(directory, name), { force: true });
  }
  return servers;
}

async function takeLock(
  dataDir: string,
  lock: string,
  { facts, patienceMs }: { facts: RunningServer; patienceMs: number },
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const candidate = `${lock}.${randomToken(6)}`;
  for (;;) {
    writePrivate(candidate, facts);
    try {
      // A link appears with its content or not at all, and only if there is none yet.
      linkSync(candidate, lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(candidate, { force: true });
    }
    const holder = readServer(lock);
    if (holder !== undefined && isRunning(holder)) {
      if (Date.now() > deadline) throw new DirectoryInUse(dataDir, holder);
      await new Promise((resolve) => setTimeout(resolve, 100));
    } else removeStale(lock, holder);
  }
}

/** Moves the dead holder's lock aside; if another process replaced it meanwhile, puts that one back. */
function removeStale(lock: string, stale: RunningServer | undefined): void {
  const aside = `${lock}.${randomToken(6)}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  const moved = readServer(aside);
  try {
    if (moved !== undefined && moved.identity !== stale?.identity) linkSync(aside, lock);
  } finally {
    rmSync(aside, { force: true });
  }
}

function isRunning(server: RunningServer): boolean {
  return processIdentity(server.pid) === server.identity;
}

function readServer(path: string): RunningServer | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RunningServer;
  } catch {
    return undefined;
  }
}

function writePrivate(path: string, facts: RunningServer): void {
  const partial = `${path}.${randomToken(6)}`;
  writeFileSync(partial, JSON.stringify(facts), { mode: 0o600 });
  renameSync(partial, path);
}
