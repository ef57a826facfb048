/** Resampling 100,000 values 10,000 times, and what it costs in memory, beside keeping the resamples. */
import { bootstrapMeans, bootstrapQuantiles } from '@jetbridge/statistics';
import { type Flags, type Metric, numberFlag } from '../harness.ts';

const MIB = 1_048_576;
/** The baseline keeps this many values in all; the full size would need 8 GB. */
const KEPT_VALUES = 20_000_000;
const MOST_GROWTH_MIB = 32;

export function measureBootstrap(flags: Flags): Metric[] {
  const resamples = numberFlag(flags, 'resamples', 10_000);
  const values = numberFlag(flags, 'values', 100_000);
  const arms = { control: spend(values / 2, 1), treatment: spend(values / 2, 2) };
  const kept = Math.max(100, Math.floor(KEPT_VALUES / values));
  // The compiler's work is not the work that is measured.
  bootstrapMeans({ ...arms, resamples: 1_000, seed: 1 });
  bootstrapQuantiles({ ...arms, probability: 0.9, resamples: 1_000, seed: 1 });
  const means = measured(() => bootstrapMeans({ ...arms, resamples, seed: 1 }).interval.lower);
  const quantiles = measured(
    () => bootstrapQuantiles({ ...arms, probability: 0.9, resamples, seed: 1 }).interval.lower,
  );
  const naive = measured(() => keepAll(arms, kept));
  const scale = resamples / kept;
  const size = `${resamples.toLocaleString('en')} × ${values.toLocaleString('en')}`;
  const small = `baseline keeps ${kept.toLocaleString('en')} resamples, scaled`;
  return [
    plain(`bootstrap of two means, ${size} (${small})`, {
      value: means.seconds,
      baseline: naive.seconds * scale,
      unit: 's',
    }),
    {
      ...plain('memory it grew by', { value: means.mib, baseline: naive.mib * scale, unit: 'MiB' }),
      target: `≤ ${MOST_GROWTH_MIB} MiB`,
      holds: means.mib <= MOST_GROWTH_MIB,
    },
    plain(`bootstrap of two 0.9 quantiles, ${size}`, {
      value: quantiles.seconds,
      baseline: naive.seconds * scale,
      unit: 's',
    }),
    {
      ...plain('memory it grew by, quantiles', {
        value: quantiles.mib,
        baseline: naive.mib * scale,
        unit: 'MiB',
      }),
      target: `≤ ${MOST_GROWTH_MIB} MiB`,
      holds: quantiles.mib <= MOST_GROWTH_MIB,
    },
  ];
}

function plain(metric: string, figure: { value: number; baseline: number; unit: string }): Metric {
  const { value, baseline, unit } = figure;
  return { metric, value, unit, baseline, ratio: value / baseline, target: null, holds: null };
}

function measured(work: () => number): { seconds: number; mib: number } {
  const before = process.memoryUsage();
  const started = performance.now();
  const result = work();
  const seconds = (performance.now() - started) / 1_000;
  const after = process.memoryUsage();
  if (!Number.isFinite(result)) throw new Error('the bootstrap gave no number');
  return { seconds, mib: Math.max(0, after.rss - before.rss) / MIB };
}

/** Every resample of both arms is drawn and kept, and their means are taken afterwards. */
function keepAll(
  { control, treatment }: { control: Float64Array; treatment: Float64Array },
  resamples: number,
): number {
  const uniform = uniforms(3);
  const drawn = [control, treatment].map((arm) =>
    Array.from({ length: resamples }, () => arm.map(() => arm[Math.floor(uniform() * arm.length)] ?? 0)),
  );
  const [ofControl = [], ofTreatment = []] = drawn.map((all) =>
    all.map((resample) => resample.reduce((sum, value) => sum + value, 0) / resample.length),
  );
  const differences = ofTreatment.map((mean, b) => mean - (ofControl[b] ?? 0)).sort((a, b) => a - b);
  return differences[Math.floor(resamples * 0.025)] ?? Number.NaN;
}

/** Most spend nothing, some spend much. */
function spend(n: number, seed: number): Float64Array {
  const uniform = uniforms(seed);
  return Float64Array.from({ length: n }, () => (uniform() < 0.7 ? 0 : Math.exp(3 - Math.log(uniform()))));
}

/** As cheap as Math.random, and the same every time. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
}
