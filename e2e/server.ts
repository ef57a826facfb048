import { type ChildProcess, spawn } from 'node:child_process';
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

/** A command of the built application that goes on running. */
export interface RunningCommand {
  child: ChildProcess;
  log: () => string;
  /** Resolves with what `pattern` found in what was printed; rejects when the command ends or is late. */
  says: (pattern: RegExp) => Promise<RegExpMatchArray>;
  /** SIGTERM, and SIGKILL when it does not listen. */
  stop: () => Promise<void>;
  kill: () => Promise<void>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const ready = /Jetbridge ready on (http:\/\/\S+)/;
/** The first start makes two stores and seeds the demo airline, on two cores that do other things too. */
const startWithinMs = 240_000;
const stopWithinMs = 30_000;

/** Starts a command of the built application in an environment without the settings of whoever runs the tests. */
export function startCommand(args: readonly string[], env: Record<string, string> = {}): RunningCommand {
  const child = spawn(process.execPath, ['dist/server/cli.mjs', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutSettings(process.env), ...env },
  });
  let printed = '';
  let ended: string | undefined;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const read = (chunk: Buffer) => {
    printed += chunk.toString('utf8');
    tell();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const exited = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ended = how;
      tell();
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(String(signal ?? code)));
  });
  const says = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const finish = (outcome: () => void) => {
        clearTimeout(late);
        listeners.delete(look);
        outcome();
      };
      const fail = (why: string) =>
        finish(() => reject(new Error(`${why}. It printed:\n${printed.slice(-8_000)}`)));
      const look = () => {
        const found = printed.match(pattern);
        if (found) finish(() => resolve(found));
        else if (ended !== undefined) fail(`It ended with ${ended} before it said ${pattern}`);
      };
      const late = setTimeout(() => fail(`It did not say ${pattern} in ${startWithinMs} ms`), startWithinMs);
      listeners.add(look);
      look();
    });
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(late);
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { child, log: () => printed, says, stop, kill };
}

/** Starts the built application with the demo airline in a directory of its own, on a port the system chooses. */
export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'jetbridge-e2e-'));
  const removeData = () => rm(dataDir, { recursive: true, force: true });
  const password = env.JETBRIDGE_ADMIN_PASSWORD ?? randomBytes(12).toString('base64url');
  const command = startCommand(['start'], {
    JETBRIDGE_DATA_DIR: dataDir,
    JETBRIDGE_ADMIN_PASSWORD: password,
    JETBRIDGE_DEMO: '1',
    HOST: '127.0.0.1',
    PORT: '0',
    ...env,
  });
  const stop = async () => {
    await command.stop();
    await removeData();
  };
  const found = await command.says(ready).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url: found[1] ?? '',
    password,
    log: command.log,
    stop,
    async kill() {
      await command.kill();
      await removeData();
    },
  };
}

/** The environment less what would point the server at stores, a WeCom or secrets of the person who runs the tests. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(?:JETBRIDGE_|WECOM_|LLM_)|^(?:DATABASE_URL|CLICKHOUSE_URL|PORT|HOST)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
