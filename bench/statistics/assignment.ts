/** Units assigned per second, beside bare SHA-256 of the same bytes. */
import { hash } from 'node:crypto';
import {
  allocateLayer,
  allocateVariants,
  assignVariants,
  bucketOf,
  type Experiment,
} from '@jetbridge/statistics';
import { type Flags, type Metric, numberFlag, quantile } from '../harness.ts';

/** Different ones, more than fit the nearest caches. */
const UNITS = 50_000;
/** A bucket is one hash and six of its bytes: at worst half as fast as the hash alone. */
const LEAST_RATIO = 0.5;

const salts = { experiment: 'spring-fares', layer: 'layer 1', holdout: 'holdout 2026' };
const variants = allocateVariants({
  variants: [
    { name: 'old', share: 0.5 },
    { name: 'new', share: 0.5 },
  ],
});
const experiment: Experiment = {
  name: 'fares',
  salt: salts.experiment,
  variants,
  layer: { salt: salts.layer, experiments: allocateLayer({ experiments: [{ name: 'fares', share: 1 }] }) },
  holdout: { salt: salts.holdout, share: 0.05 },
};

export function measureAssignment(flags: Flags): Metric[] {
  const rounds = numberFlag(flags, 'rounds', 15);
  const units = Array.from({ length: UNITS }, (_, i) => `wmAJ2GCAAAXtWyujaWJHDDGi0mAC${i.toString(36)}`);
  const bare = () => units.reduce((sum, unit) => sum + bareHash(salts.experiment, unit), 0);
  const bucket = () => units.reduce((sum, unit) => sum + bucketOf({ salt: salts.experiment, unit }), 0);
  const assign = () => assignVariants({ experiment, units }).length;
  const bareThree = () =>
    units.reduce((sum, unit) => {
      // Whoever is held out needs no second hash, here neither.
      const held = bareHash(salts.holdout, unit) < 13;
      return sum + (held ? 0 : bareHash(salts.layer, unit) + bareHash(salts.experiment, unit));
    }, 0);
  return [
    compare('buckets', { ours: bucket, bare }, rounds),
    compare('variants, with layer and holdout', { ours: assign, bare: bareThree }, rounds),
  ];
}

const bareHash = (salt: string, unit: string) => hash('sha256', `${salt}\n${unit}`, 'binary').charCodeAt(0);

interface Works {
  readonly ours: () => number;
  readonly bare: () => number;
}

function compare(metric: string, { ours, bare }: Works, rounds: number): Metric {
  const times = Array.from({ length: rounds + 2 }, (_, n) => {
    // Now one first, now the other: whatever slows the machine meets both.
    const [first, second] = n % 2 ? [perSecond(ours), perSecond(bare)] : [perSecond(bare), perSecond(ours)];
    return n % 2 ? { ours: first, bare: second } : { ours: second, bare: first };
  }).slice(2);
  const median = (of: (time: { ours: number; bare: number }) => number) => quantile(times.map(of), 0.5);
  const ratio = median((time) => time.ours / time.bare);
  return {
    metric: `assignment: ${metric}`,
    value: Math.round(median((time) => time.ours)),
    unit: 'units per CPU-second',
    baseline: Math.round(median((time) => time.bare)),
    ratio,
    target: `≥ ${LEAST_RATIO} of SHA-256 alone`,
    holds: ratio >= LEAST_RATIO,
  };
}

function perSecond(work: () => number): number {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  // Read, so that no work can be left out as unused.
  if (result === 0) throw new Error('nothing was hashed');
  return (UNITS * 1e6) / (user + system);
}
