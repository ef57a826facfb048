import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** One thing looked at. `note` is worth knowing but no reason to fail. */
export type Finding = { level: 'ok' | 'note' | 'wrong'; what: string; advice?: string };

export function inspectNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const what = `Node ${process.versions.node} on ${process.platform}-${process.arch}`;
  if (major > 20 || (major === 20 && minor >= 19)) return { level: 'ok', what };
  return { level: 'wrong', what, advice: 'Install Node 20.19 or later.' };
}

export function inspectDirectory(dataDir: string): Finding[] {
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [{ level: 'wrong', what: `${dataDir} is not writable`, advice: `chown -R $(id -un) ${dataDir}` }];
  }
  return [inspectSecretKey(join(dataDir, 'secret-key')), inspectCluster(join(dataDir, 'postgres'))];
}

function inspectSecretKey(path: string): Finding {
  const file = statSync(path, { throwIfNoEntry: false });
  if (file === undefined) return { level: 'ok', what: 'The secret key comes from the environment' };
  if ((file.mode & 0o077) === 0) return { level: 'ok', what: 'The secret key is readable by its owner only' };
  return { level: 'wrong', what: `Others can read ${path}`, advice: `chmod 600 ${path}` };
}

/** A cluster made as root belongs to the account that root lent PostgreSQL; an ordinary user cannot open it. */
function inspectCluster(path: string): Finding {
  const cluster = statSync(path, { throwIfNoEntry: false });
  const self = process.getuid?.() ?? 0;
  if (cluster === undefined || self === 0 || cluster.uid === self) {
    return { level: 'ok', what: 'The PostgreSQL cluster, if any, belongs to us' };
  }
  return {
    level: 'wrong',
    what: `${path} belongs to user number ${cluster.uid}: Jetbridge was started as another user before`,
    advice: `Start it as that user (root, if it was root), or: sudo chown -R $(id -un) ${path}`,
  };
}

export function inspectPort(host: string, port: number): Promise<Finding> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const advice =
        error.code === 'EADDRINUSE'
          ? `Find who listens there (ss -ltnp 'sport = :${port}'), or set PORT.`
          : 'Set HOST to an address of this machine and PORT to a number above 1023.';
      resolve({ level: 'wrong', what: `Cannot listen on ${host}:${port} (${error.code})`, advice });
    });
    probe.listen(port, host, () =>
      probe.close(() => resolve({ level: 'ok', what: `${host}:${port} is free` })),
    );
  });
}
