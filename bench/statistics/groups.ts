/**
 * k-means of an airline's members beside ml-kmeans, from the same centres to full convergence; mini-batches of ten million.
 *
 * The members are the real 62,044 when their file is there, else simulated ones of that number.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  assignToClusters,
  fitColumnScale,
  fitKmeans,
  fitMiniBatchKmeans,
  refineKmeans,
  sampleSilhouette,
  standardiseColumns,
} from '@jetbridge/statistics';
import { kmeans } from 'ml-kmeans';
import { type Flags, type Metric, numberFlag, quantile } from '../harness.ts';

const WIDTH = 5;
const CLUSTERS = 5;
const MEMBERS = 62_044;
const realMembers = resolve('../shared/data/airline_members/members-lrfmc.csv');
const MIB = 2 ** 20;
/** Rows that full k-means is run on for comparison. */
const SAMPLE = 200_000;

interface Rows {
  readonly values: Float64Array;
  readonly width: number;
}

export function measureGroups(flags: Flags): Metric[] {
  // First, while the process has held nothing else.
  const many = measureMiniBatch(numberFlag(flags, 'rows', 10_000_000));
  return [...measureLloyd(numberFlag(flags, 'rounds', 5)), ...many];
}

function measureLloyd(rounds: number): Metric[] {
  const table = readMembers() ?? simulated(MEMBERS, 1);
  const points = standardiseColumns({ ...table, scale: fitColumnScale(table) });
  const rows = Array.from({ length: points.values.length / WIDTH }, (_, i) => rowOf(points, i));
  const start = Array.from({ length: CLUSTERS }, (_, c) => rowOf(points, c));
  const centres = { values: start.flat(), width: WIDTH };
  const ours = () => refineKmeans({ points, centres });
  const theirs = () => kmeans(rows, CLUSTERS, { initialization: start, tolerance: 0, maxIterations: 10_000 });
  // The compiler's work is not the work that is measured.
  const found = ours();
  const other = theirs();
  const times = Array.from({ length: rounds }, (_, n) => {
    // Now one first, now the other: whatever slows the machine meets both.
    const first = n % 2 ? seconds(theirs) : seconds(ours);
    const second = n % 2 ? seconds(ours) : seconds(theirs);
    return n % 2 ? { ours: second, theirs: first } : { ours: first, theirs: second };
  });
  const ratio = quantile(
    times.map((time) => time.ours / time.theirs),
    0.5,
  );
  const otherInertia = other.clusters.reduce(
    (total, own, i) => total + squareOf(rows[i] ?? [], other.centroids[own] ?? []),
    0,
  );
  const apart = other.clusters.filter((own, i) => own !== found.assignments[i]).length;
  const median = (of: (time: { ours: number; theirs: number }) => number) => quantile(times.map(of), 0.5);
  const size = `${rows.length.toLocaleString('en')} × ${WIDTH}`;
  return [
    {
      metric: `k-means, k = ${CLUSTERS}, ${size}, ${existsSync(realMembers) ? 'real' : 'simulated'} members (baseline ml-kmeans)`,
      value: median((time) => time.ours),
      unit: 's',
      baseline: median((time) => time.theirs),
      ratio,
      target: '≤ 1 of ml-kmeans',
      holds: ratio <= 1,
    },
    beside('its steps to full convergence', 'steps', [found.iterations, other.iterations]),
    beside('its inertia', '', [found.inertia, otherInertia]),
    {
      ...plain('members whom ml-kmeans puts elsewhere', apart, 'members'),
      target: 'none',
      holds: apart === 0,
    },
    plain(
      'k-means++ with 10 restarts',
      seconds(() => fitKmeans({ points, clusters: CLUSTERS, seed: 1 })),
      's',
    ),
    plain(
      'silhouette of 1,000 sampled members against all',
      seconds(() => sampleSilhouette({ points, assignments: found.assignments, sample: 1_000, seed: 1 })),
      's',
    ),
  ];
}

function measureMiniBatch(count: number): Metric[] {
  const points = simulated(count, 2);
  const started = performance.now();
  const fit = fitMiniBatchKmeans({ points, clusters: CLUSTERS, seed: 1 });
  const taken = (performance.now() - started) / 1_000;
  const mib = process.resourceUsage().maxRSS / 1_024;
  const sample = { values: points.values.slice(0, SAMPLE * WIDTH), width: WIDTH };
  const full = fitKmeans({ points: sample, clusters: CLUSTERS, seed: 1, restarts: 3 });
  const pass = seconds(() => assignToClusters({ points, centres: full.centres }));
  const { inertia } = assignToClusters({ points, centres: full.centres });
  const size = `${count.toLocaleString('en')} × ${WIDTH}`;
  const data = Math.round(points.values.byteLength / MIB);
  return [
    {
      metric: `mini-batch k-means, ${size}, all rows labelled (baseline: labelling them once)`,
      value: taken,
      unit: 's',
      baseline: pass,
      ratio: taken / pass,
      target: '≤ 60 s with 10 M',
      holds: taken <= 60,
    },
    {
      ...plain(`most memory of the process, of which the rows are ${data} MiB`, mib, 'MiB'),
      target: '≤ 2,048 MiB with 10 M',
      holds: mib <= 2_048,
    },
    {
      ...beside(
        `its inertia per row (baseline: centres of full k-means on ${SAMPLE.toLocaleString('en')} rows)`,
        '',
        [fit.inertia / count, inertia / count],
      ),
      target: '≤ 1.01',
      holds: fit.inertia / inertia <= 1.01,
    },
  ];
}

function readMembers(): Rows | undefined {
  if (!existsSync(realMembers)) return undefined;
  const lines = readFileSync(realMembers, 'utf8').trim().split(/\r?\n/).slice(1);
  return { values: Float64Array.from(lines.flatMap((line) => line.split(',').map(Number))), width: WIDTH };
}

/** Five kinds of members who overlap, in z-scores; the kinds are of unequal size, and in no order. */
function simulated(count: number, seed: number): Rows {
  const kinds = [
    [1.2, -0.4, -0.1, -0.1, -0.2],
    [0.5, -0.8, 2.5, 2.4, 0.3],
    [-0.7, -0.4, -0.2, -0.2, -0.3],
    [0.1, 0, -0.2, -0.2, 2.2],
    [-0.3, 1.7, -0.6, -0.5, -0.2],
  ];
  const shares = [0, 0, 0, 1, 2, 2, 2, 2, 2, 3, 4, 4];
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const values = new Float64Array(count * WIDTH);
  for (let i = 0, at = 0; i < count; i++) {
    const kind = kinds[shares[Math.floor(uniform() * shares.length)] ?? 0] ?? [];
    for (let j = 0; j < WIDTH; j++)
      values[at++] = (kind[j] ?? 0) + (uniform() + uniform() + uniform() - 1.5) * 1.4;
  }
  return { values, width: WIDTH };
}

const rowOf = ({ values }: Rows, i: number) => Array.from(values.subarray(i * WIDTH, (i + 1) * WIDTH));

function squareOf(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, j) => total + (value - (b[j] ?? Number.NaN)) ** 2, 0);
}

function seconds(work: () => unknown): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1_000;
}

function plain(metric: string, value: number, unit: string): Metric {
  return { metric, value, unit, baseline: null, ratio: null, target: null, holds: null };
}

function beside(metric: string, unit: string, [value, baseline]: readonly [number, number]): Metric {
  return { ...plain(metric, value, unit), baseline, ratio: value / baseline };
}
