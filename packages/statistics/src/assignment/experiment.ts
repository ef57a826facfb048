/** Units to variants: the holdout first, then the layer, then the experiment's own shares. */
import { checkList, checkNumber } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { type BucketRange, checkRanges, checkWhole } from './allocation.ts';
import { BUCKETS, bucketOfText, checkSalt, checkText, textOf, type Unit } from './bucket.ts';

/** Units that are in no experiment at all. Give every experiment the same one. */
export interface Holdout {
  readonly salt: string;
  /** Of all units, in (0, 1), rounded to ten-thousandths. Whoever is held out stays so when the share grows. */
  readonly share: number;
}

/** Experiments of one layer never meet in one unit; those of different layers are independent. */
export interface Layer {
  readonly salt: string;
  /** From allocateLayer. */
  readonly experiments: readonly BucketRange[];
}

export interface Experiment {
  /** Its name in the layer. */
  readonly name: string;
  /** Decides the variant; its own, neither the layer's nor the holdout's, nor another experiment's. */
  readonly salt: string;
  /** From allocateVariants. */
  readonly variants: readonly BucketRange[];
  /** Without a layer everybody who is not held out takes part. */
  readonly layer?: Layer;
  readonly holdout?: Holdout;
}

export interface Assignment {
  /** Null for whoever does not take part. */
  readonly variant: string | null;
  /** `held_out`: in the global holdout. `outside`: in a part of the layer that is not this experiment's. */
  readonly standing: 'assigned' | 'held_out' | 'outside';
}

/**
 * The variant that a unit gets, or why it gets none.
 *
 * Three hashes decide, each by its own salt: the unit is held out when its bucket for the holdout's salt is below share·10,000;
 * it takes part when its bucket for the layer's salt is the experiment's; and its bucket for the experiment's salt gives
 * the variant. Nothing is drawn and nothing kept: the same unit gets the same answer anywhere. Up to three hashes.
 *
 * @throws {StatisticsError} shares_do_not_sum when the variants do not hold all buckets; out_of_range when ranges overlap, salts
 * are the same (the shares would then not be independent), or a text cannot be kept; empty when the unit is empty or missing, or a name is; unknown_name when the layer has no such experiment
 * @see Tang, Agarwal, O'Brien and Meyer (2010), Overlapping experiment infrastructure, KDD '10, 17–26
 * @see Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 4
 * @example
 * const variants = allocateVariants({ variants: [{ name: 'old', share: 0.5 }, { name: 'new', share: 0.5 }] });
 * const experiment = { name: 'fares', salt: 'fares', variants, holdout: { salt: 'holdout 2026', share: 0.05 } };
 * assignVariant({ experiment, unit: 'customer-1' }) // → {"variant":"old","standing":"assigned"}
 * assignVariant({ experiment, unit: 'customer-20' }) // → {"variant":null,"standing":"held_out"}
 */
export function assignVariant({ experiment, unit }: { experiment: Experiment; unit: Unit }): Assignment {
  const prepared = prepare(experiment);
  return decide(prepared, textOf('unit', unit));
}

/**
 * The variants of many units: assignVariant for each, with the experiment checked once.
 *
 * Results are in the order of the units. O(units).
 *
 * @throws {StatisticsError} as assignVariant; a bad unit is named by its place
 * @see Tang, Agarwal, O'Brien and Meyer (2010), Overlapping experiment infrastructure, KDD '10, 17–26
 * @example
 * const variants = allocateVariants({ variants: [{ name: 'old', share: 0.5 }, { name: 'new', share: 0.5 }] });
 * const read = assignVariants({ experiment: { name: 'fares', salt: 'fares', variants }, units: [1, 2, 11] });
 * read.map(({ variant }) => variant) // → ["new","new","old"]
 */
export function assignVariants(input: {
  readonly experiment: Experiment;
  readonly units: readonly Unit[];
}): readonly Assignment[] {
  const prepared = prepare(input.experiment);
  checkList('units', input.units);
  return Array.from(input.units, (unit, i) =>
    decide(prepared, typeof unit === 'string' && isPlain(unit) ? unit : textOf(`units[${i}]`, unit)),
  );
}

/** Most ids are: then no sentence needs to be made for the error that does not happen. */
const isPlain = (text: string) => text !== '' && !text.includes('\0') && text.isWellFormed();

const HELD_OUT: Assignment = { variant: null, standing: 'held_out' };
const OUTSIDE: Assignment = { variant: null, standing: 'outside' };

interface Prepared {
  readonly experiment: Experiment;
  readonly heldOut: number;
}

export function prepare(experiment: Experiment): Prepared {
  const { salt, variants, layer, holdout, name } = experiment;
  checkText('experiment.name', name);
  checkSalt('experiment.salt', salt);
  checkWhole('experiment.variants', variants);
  const salts = [salt];
  if (layer) {
    checkSalt('experiment.layer.salt', layer.salt);
    checkRanges('experiment.layer.experiments', layer.experiments);
    if (!layer.experiments.some((range) => range.name === name))
      throw new StatisticsError('unknown_name', {
        argument: 'experiment.name',
        says: 'is none of experiment.layer.experiments',
        details: { name },
      });
    salts.push(layer.salt);
  }
  if (holdout) {
    checkSalt('experiment.holdout.salt', holdout.salt);
    salts.push(holdout.salt);
  }
  if (new Set(salts).size < salts.length)
    throw new StatisticsError('out_of_range', {
      argument: 'experiment.salt',
      says: 'and the salts of layer and holdout must differ from each other',
    });
  return { experiment, heldOut: holdout ? heldOutBuckets(holdout.share) : 0 };
}

function heldOutBuckets(share: number): number {
  const argument = 'experiment.holdout.share';
  checkNumber(argument, share, { min: 0, max: 1, open: true });
  const buckets = Math.round(share * BUCKETS);
  if (buckets === 0 || buckets === BUCKETS)
    throw new StatisticsError('out_of_range', {
      argument,
      says: `must be between 1 and ${BUCKETS - 1} buckets of ${BUCKETS}, not ${share}`,
      details: { value: share },
    });
  return buckets;
}

function decide({ experiment, heldOut }: Prepared, unit: string): Assignment {
  const { holdout, layer } = experiment;
  if (holdout && bucketOfText(holdout.salt, unit) < heldOut) return HELD_OUT;
  if (layer && nameAt(layer.experiments, bucketOfText(layer.salt, unit)) !== experiment.name) return OUTSIDE;
  const variant = nameAt(experiment.variants, bucketOfText(experiment.salt, unit));
  return { variant: variant ?? null, standing: 'assigned' };
}

function nameAt(ranges: readonly BucketRange[], bucket: number): string | undefined {
  for (let i = 0; i < ranges.length; i++) {
    const { name, from, to } = ranges[i]!;
    if (bucket >= from && bucket < to) return name;
  }
  return undefined;
}
