import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface RunningServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  /** Password of the user `admin`. */
  password: string;
  /** All that the server has printed so far. */
  log: () => string;
  /** Asks the server to stop as Ctrl-C does, waits for it, and removes its data. */
  stop: () => Promise<void>;
  /** Ends the server as a power cut does: at once, without a word. Its data stays when the caller named the directory. */
  kill: () => Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const ready = /Jetbridge ready on (http:\/\/\S+)/;
/** The first start makes two stores and seeds the demo airline, on two cores that do other things too. */
const startWithinMs = 240_000;
const stopWithinMs = 30_000;

/** Starts the built application with the demo airline in a directory of its own, on a port the system chooses. */
export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'jetbridge-e2e-'));
  const password = env.JETBRIDGE_ADMIN_PASSWORD ?? randomBytes(12).toString('base64url');
  const child = spawn(process.execPath, ['dist/server/cli.mjs', 'start'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...withoutSettings(process.env),
      JETBRIDGE_DATA_DIR: dataDir,
      JETBRIDGE_ADMIN_PASSWORD: password,
      JETBRIDGE_DEMO: '1',
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    },
  });
  let printed = '';
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(late);
    await rm(dataDir, { recursive: true, force: true });
  };

  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(dataDir, { recursive: true, force: true });
  };

  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${why}. It printed:\n${printed.slice(-8_000)}`));
    const late = setTimeout(() => fail(`The server was not ready in ${startWithinMs} ms`), startWithinMs);
    const read = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      const url = printed.match(ready)?.[1];
      if (!url) return;
      clearTimeout(late);
      resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(`The server did not start: ${error.message}`));
    child.once('exit', (code) => {
      clearTimeout(late);
      fail(`The server ended with ${code} before it was ready`);
    });
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  return { url, password, log: () => printed, stop, kill };
}

/** The environment less what would point the server at stores, a WeCom or secrets of the person who runs the tests. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(?:JETBRIDGE_|WECOM_|LLM_)|^(?:DATABASE_URL|CLICKHOUSE_URL|PORT|HOST)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
