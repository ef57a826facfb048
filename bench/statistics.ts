/**
 * The statistics package: groups, lifetime, attribution, reads, bootstrap, assignment, each beside its baseline of the same run.
 *
 *   npm run bench -- statistics                   all of them, each in a process of its own, so that one's memory is not another's
 *   npm run bench -- statistics --part groups     one
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { BenchResult, Flags, Metric } from './harness.ts';
import { measureAssignment } from './statistics/assignment.ts';
import { measureAttribution } from './statistics/attribution.ts';
import { measureBootstrap } from './statistics/bootstrap.ts';
import { measureGroups } from './statistics/groups.ts';
import { measureLifetime } from './statistics/lifetime.ts';
import { measureReads } from './statistics/reads.ts';

export const claim =
  'Bulk statistics keep up with the data of a carrier, and bounded in memory: no slower than libraries that do less.';

const parts: Readonly<Record<string, (flags: Flags) => Metric[] | Promise<Metric[]>>> = {
  groups: measureGroups,
  lifetime: measureLifetime,
  attribution: measureAttribution,
  reads: measureReads,
  bootstrap: measureBootstrap,
  assignment: measureAssignment,
};

export async function run(flags: Flags): Promise<BenchResult> {
  const { part } = flags;
  if (part === undefined) return { metrics: Object.keys(parts).flatMap((name) => runAlone(name, flags)) };
  const measure = Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (!measure) throw new Error(`--part must be one of ${Object.keys(parts).join(', ')}, not "${part}"`);
  return { metrics: await measure(flags) };
}

/** One part through the same command, in a new process. */
function runAlone(part: string, flags: Flags): Metric[] {
  console.error(`  ${part}`);
  const directory = mkdtempSync(join(tmpdir(), 'jetbridge-bench-'));
  const file = join(directory, 'metrics.json');
  try {
    const options = Object.entries({ ...flags, part, json: file }).flatMap(([name, value]) => [
      `--${name}`,
      value,
    ]);
    execFileSync(execPath, ['scripts/bench.mjs', 'statistics', ...options], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const written: { metrics: Metric[] } = JSON.parse(readFileSync(file, 'utf8'));
    return written.metrics;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
