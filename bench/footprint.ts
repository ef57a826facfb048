/** Resident memory of all processes of the product with the demo airline, idle: each shared page counted once. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, type Flags, numberFlag, sleep } from './harness.ts';

export const claim =
  'Resident memory of all processes, idle, with the demo airline (proportional set size: shared pages counted once)';

interface Memory {
  name: string;
  mib: number;
}

function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Gone meanwhile.
    }
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

function memoryOf(pid: number): Memory[] {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kib = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return [
      {
        name: name.includes('warehouse-child')
          ? 'warehouse'
          : name.includes('postgres')
            ? 'PostgreSQL'
            : 'server',
        mib: kib / 1024,
      },
    ];
  } catch {
    return [];
  }
}

export async function run(flags: Flags): Promise<BenchResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jetbridge-footprint-'));
  const child = spawn(process.execPath, ['dist/server/cli.mjs', 'start'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, JETBRIDGE_DATA_DIR: dataDir, JETBRIDGE_DEMO: '1', PORT: '0', LOG_LEVEL: 'error' },
  });
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Jetbridge ready on')) resolve();
    });
    child.once('exit', () => reject(new Error('the server ended before it was ready')));
  });
  const readySeconds = (performance.now() - startedAt) / 1000;
  await sleep(numberFlag(flags, 'idle', 45) * 1000);
  const parts = new Map<string, number>();
  for (const { name, mib } of processTree(child.pid ?? 0).flatMap(memoryOf))
    parts.set(name, (parts.get(name) ?? 0) + mib);
  const total = [...parts.values()].reduce((sum, mib) => sum + mib, 0);
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(dataDir, { recursive: true, force: true });
  const part = (name: string) => ({
    metric: name,
    value: parts.get(name) ?? 0,
    unit: 'MiB',
    baseline: null,
    ratio: null,
    target: null,
    holds: null,
  });
  return {
    metrics: [
      {
        metric: 'all processes',
        value: total,
        unit: 'MiB',
        baseline: null,
        ratio: null,
        target: '≤ 1,024 MiB',
        holds: total <= 1024,
      },
      part('server'),
      part('PostgreSQL'),
      part('warehouse'),
      {
        metric: 'first start, made, seeded and ready',
        value: readySeconds,
        unit: 's',
        baseline: null,
        ratio: null,
        target: null,
        holds: null,
      },
    ],
  };
}
