/** What every bench needs: stores of its own, the shape of a figure, and the arithmetic of latencies. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadConfig } from '../apps/server/src/kernel/config.ts';
import { type Kernel, openKernel } from '../apps/server/src/kernel/kernel.ts';
import { createLog } from '../apps/server/src/kernel/log.ts';

/** One figure beside its baseline of the same run. `ratio` is value ÷ baseline. */
export interface Metric {
  metric: string;
  value: number;
  unit: string;
  baseline: number | null;
  ratio: number | null;
  target: string | null;
  holds: boolean | null;
}

export interface BenchResult {
  metrics: Metric[];
}

export type Flags = Readonly<Record<string, string>>;

export function numberFlag(flags: Flags, name: string, otherwise: number): number {
  const text = flags[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0)
    throw new Error(`--${name} must be a positive number, not "${text}"`);
  return value;
}

/** A kernel on empty embedded stores in a directory that is removed by `close`, or kept when `--keep DIR` names one. */
export async function openBenchKernel(flags: Flags): Promise<{ kernel: Kernel; close(): Promise<void> }> {
  const dataDir = flags.keep ? resolve(flags.keep) : mkdtempSync(join(tmpdir(), 'jetbridge-bench-'));
  const env = { JETBRIDGE_DATA_DIR: dataDir, PORT: '0', JETBRIDGE_DEMO: '0', LOG_LEVEL: flags.log ?? 'warn' };
  const kernel = await openKernel(loadConfig({ ...process.env, ...env }, process.cwd()), {
    migrations: resolve('apps/server/src/migrations'),
    log: createLog({ level: env.LOG_LEVEL }),
    onProgress: (message) => console.error(`  ${message}`),
  });
  return {
    kernel,
    async close() {
      await kernel.close();
      if (!flags.keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

interface ProcessStat {
  pid: number;
  parent: number;
  name: string;
  seconds: number;
}

function readProcess(pid: number): ProcessStat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Fields 14–17 of proc(5): own and waited-for time, in ticks of 10 ms.
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(rest[at]), 0);
    return { pid, parent: Number(rest[1]), name, seconds: ticks / 100 };
  } catch {
    return null;
  }
}

/** CPU time since their start of this process, PostgreSQL and the warehouse, in seconds; Linux only. */
export function cpuSeconds(): Record<string, number> {
  const all = readdirSync('/proc').flatMap((entry) =>
    /^\d+$/.test(entry) ? (readProcess(Number(entry)) ?? []) : [],
  );
  const ours = new Set([process.pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const one of all) {
      if (!ours.has(one.pid) && ours.has(one.parent)) {
        ours.add(one.pid);
        grew = true;
      }
    }
  }
  const sums: Record<string, number> = { server: 0, postgres: 0, warehouse: 0 };
  for (const one of all) {
    if (!ours.has(one.pid)) continue;
    const name =
      one.pid === process.pid ? 'server' : one.name.startsWith('postgres') ? 'postgres' : 'warehouse';
    sums[name] = (sums[name] ?? 0) + one.seconds;
  }
  return sums;
}

/** The value below which the share `p` (0–1) of the sample lies. */
export function quantile(sample: readonly number[], p: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

export const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
