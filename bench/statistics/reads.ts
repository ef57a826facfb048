/** Experiments read per second: two proportions with interval and p, and one Welch test, from sufficient statistics. */
import { compareMeans, compareProportions, type MeanSummary } from '@jetbridge/statistics';
import { type Flags, type Metric, numberFlag, quantile } from '../harness.ts';

interface Experiment {
  control: { n: number; successes: number };
  treatment: { n: number; successes: number };
  controlMean: MeanSummary;
  treatmentMean: MeanSummary;
}

/** Different ones, more than fit the nearest caches. */
const EXPERIMENTS = 20_000;
const TARGET = 100_000;

export function measureReads(flags: Flags): Metric[] {
  const rounds = numberFlag(flags, 'rounds', 15);
  const large = experiments(1_000, 500_000);
  const small = experiments(60, 400);
  const times = Array.from({ length: rounds + 2 }, (_, n) => {
    // Now one first, now the other: whatever slows the machine meets all.
    const works = [() => perSecond(large, read), () => perSecond(large, bare), () => perSecond(small, read)];
    const order = n % 2 ? [0, 1, 2] : [2, 1, 0];
    const found = [0, 0, 0];
    for (const at of order) found[at] = works[at]?.() ?? 0;
    return found;
  }).slice(2);
  const median = (at: number) =>
    quantile(
      times.map((time) => time[at] ?? 0),
      0.5,
    );
  const metric = (name: string, at: number): Metric => ({
    metric: name,
    value: Math.round(median(at)),
    unit: 'per CPU-second',
    baseline: Math.round(median(1)),
    ratio: quantile(
      times.map((time) => (time[at] ?? 0) / (time[1] ?? 1)),
      0.5,
    ),
    target: '≥ 100,000 per second',
    holds: median(at) >= TARGET,
  });
  return [
    metric('experiment reads (two proportions, one Welch), arms of 1,000 to 500,000', 0),
    metric('experiment reads, arms of 60 to 400', 2),
  ];
}

function read({ control, treatment, controlMean, treatmentMean }: Experiment): number {
  const shares = compareProportions({ control, treatment });
  const means = compareMeans({ control: controlMean, treatment: treatmentMean });
  return shares.pValue + shares.difference.interval.lower + means.pValue + means.difference.interval.upper;
}

/** Both z, and an interval of 1.96 standard errors: nothing checked, no p. */
function bare({ control, treatment, controlMean, treatmentMean }: Experiment): number {
  const [p0, p1] = [control.successes / control.n, treatment.successes / treatment.n];
  const pooled = (control.successes + treatment.successes) / (control.n + treatment.n);
  const z = (p1 - p0) / Math.sqrt(pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n));
  const error = Math.sqrt(controlMean.variance / controlMean.n + treatmentMean.variance / treatmentMean.n);
  const difference = treatmentMean.mean - controlMean.mean;
  return z + difference / error + difference + 1.96 * error;
}

function perSecond(all: readonly Experiment[], work: (experiment: Experiment) => number): number {
  let total = 0;
  const before = process.cpuUsage();
  for (const experiment of all) total += work(experiment);
  const { user, system } = process.cpuUsage(before);
  // Read, so that no work can be left out as unused.
  if (!Number.isFinite(total)) throw new Error('a read gave no number');
  return (all.length / (user + system)) * 1e6;
}

function experiments(fewest: number, most: number): Experiment[] {
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const size = () => Math.round(fewest * (most / fewest) ** uniform());
  const mean = (n: number) => ({ n, mean: 40 + uniform(), variance: 300 * (0.5 + uniform()) });
  return Array.from({ length: EXPERIMENTS }, () => {
    const [n0, n1, share] = [size(), size(), 0.15 + 0.3 * uniform()];
    return {
      control: { n: n0, successes: Math.round(n0 * share) },
      treatment: { n: n1, successes: Math.round(n1 * share * (0.95 + 0.1 * uniform())) },
      controlMean: mean(n0),
      treatmentMean: mean(n1),
    };
  });
}
