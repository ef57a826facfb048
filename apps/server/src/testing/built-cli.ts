import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = join(fileURLToPath(import.meta.url), '../..');
const cache = join(source, '../../../node_modules/.cache/jetbridge');

/** The command line as it is shipped, bundled for one test file. */
export async function buildCli(): Promise<{ path: string; remove(): void }> {
  const outdir = join(cache, `cli-${process.pid}`);
  await build({
    entryPoints: [
      { in: join(source, 'cli.ts'), out: 'cli' },
      { in: join(source, 'kernel/warehouse-child.ts'), out: 'warehouse-child' },
    ],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    plugins: [
      {
        name: 'packages-stay-outside',
        setup: (builder) =>
          builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@jetbridge/') ? undefined : { path, external: true },
          ),
      },
    ],
  });
  cpSync(join(source, 'migrations'), join(outdir, 'migrations'), { recursive: true });
  return { path: join(outdir, 'cli.mjs'), remove: () => rmSync(outdir, { recursive: true, force: true }) };
}

/** A running command, and all that it has printed. */
export type Running = {
  child: ChildProcess;
  printed(): string;
  /** Resolves once the text was printed; rejects when the command ends without. */
  says(text: string): Promise<void>;
  /** Resolves with the exit code or the signal. */
  ended: Promise<number | string>;
};

/** Runs a command without the caller's own settings. */
export function runCli(path: string, args: readonly string[], env: Record<string, string>): Running {
  const { PATH = '', HOME = '/' } = process.env;
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', JETBRIDGE_DEMO: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let wake: () => void = () => undefined;
  let over = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      wake();
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      wake();
      resolve(signal ?? code ?? -1);
    });
  });
  return {
    child,
    printed: () => printed,
    ended,
    async says(text) {
      while (!printed.includes(text)) {
        if (over) throw new Error(`It ended without saying "${text}". It printed:\n${printed}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
