/** How sure a credit is: customers drawn again. */
import { checkCount, checkNumber, checkProbability, checkSameLength, checkSeed } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { variance } from '../numbers.ts';
import { createRandom, type Random } from '../random.ts';
import type { Attribution } from './credits.ts';
import { checkPaths, type Paths } from './paths.ts';

export interface BootstrapAttributionInput {
  readonly paths: Paths;
  /** The attribution in question, with its options. It must not keep the paths it is given: they are written again. */
  readonly attribute: (paths: Paths) => Attribution;
  readonly seed: number;
  /** How often the customers are drawn again; 999 unless given, at most a million. */
  readonly resamples?: number;
  /** Confidence; 0.95 unless given. */
  readonly level?: number;
}

export interface CreditEstimate {
  readonly channel: string;
  readonly conversions: Estimate;
  readonly share: Estimate;
  /** Null when the paths have no values. */
  readonly value: Estimate | null;
}

export interface AttributionEstimates {
  /** One for each channel, in the order of `paths.channels`. */
  readonly credits: readonly CreditEstimate[];
  readonly resamples: number;
}

/** With 20 conversions, one of 5 × 10⁸ resamples has none and cannot be attributed. */
const FEWEST_CONVERSIONS = 20;

/** Davison and Hinkley (1997), chapter 5: 999, so that the ends of a 95 % interval are the 25th and the 975th. */
const RESAMPLES = 999;
/** Each keeps three numbers per channel. */
const MOST_RESAMPLES = 1_000_000;

/**
 * Gives standard errors and intervals to the credits of any attribution, by drawing the customers again.
 *
 * Every count becomes a Poisson draw with that mean (as if each customer had been met a Poisson(1) number of times, which is the
 * bootstrap for customers whose number is itself random), the attribution is computed again, and the interval lies between
 * the (1 ± level)/2 quantiles of the results. The value of a path follows its conversions at their mean, so values of
 * different size should stand in rows of their own, or the interval of value is too narrow. A channel that was never credited has
 * the interval 0 to 0: what was not seen cannot be drawn. Memory: the counts of the paths once more, and three numbers per resample and channel.
 * O(resamples × (paths + cost of `attribute`)).
 *
 * @throws {StatisticsError} too_few when there are fewer than 20 conversions; out_of_range when `resamples` are too few for `level`,
 * or `level` is not a fraction; not_finite or length_mismatch when `attribute` gives no number for each channel; and whatever `attribute` refuses
 * @see Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13; Chamandy, Muralidharan, Najmi and Naidu (2012), Estimating uncertainty for massive data streams (Poisson weights)
 * @example
 * const paths = pathsFrom({ journeys: [{ touches: ['mail'], conversions: 30 }, { touches: ['search'], conversions: 70, nulls: 100 }] });
 * const attribute = (drawn) => attributeByRule({ paths: drawn, rule: { kind: 'last' } });
 * const [mail] = bootstrapAttribution({ paths, attribute, seed: 1 }).credits;
 * mail.conversions.value // → 30
 * mail.conversions.interval // → {"lower":20,"upper":42}
 */
export function bootstrapAttribution(input: BootstrapAttributionInput): AttributionEstimates {
  const { paths, attribute, seed, resamples = RESAMPLES, level = 0.95 } = input;
  checkSeed('seed', seed);
  checkProbability('level', level);
  const fewest = Math.ceil(2 / (1 - level) - 1 - 1e-9);
  checkCount('resamples', resamples, { min: Math.max(2, fewest), max: MOST_RESAMPLES });
  const { conversions } = checkPaths(paths);
  if (conversions < FEWEST_CONVERSIONS)
    throw new StatisticsError('too_few', {
      argument: 'paths.conversions',
      says: `must be at least ${FEWEST_CONVERSIONS} in all to be drawn again, not ${conversions}`,
      details: {
        rule: `conversions ≥ ${FEWEST_CONVERSIONS}`,
        instead: 'the attribution without an interval',
      },
    });
  const drawn = drawAttributions({ paths, attribute, seed, resamples });
  const read = attribute(paths);
  const estimate = (at: number, field: Field, value: number): Estimate =>
    estimateOf(value, drawn[field][at]!, level);
  const credits = read.credits.map(({ channel, conversions: credited, share, value }, at) => ({
    channel,
    conversions: estimate(at, 'conversions', credited),
    share: estimate(at, 'share', share),
    value: value === null ? null : estimate(at, 'value', value),
  }));
  return { credits, resamples };
}

type Field = 'conversions' | 'share' | 'value';

/** Of each field and channel, one number per resample. */
function drawAttributions(
  input: Pick<BootstrapAttributionInput, 'paths' | 'attribute' | 'seed'> & { readonly resamples: number },
): Record<Field, Float64Array[]> {
  const { paths, attribute, seed, resamples } = input;
  const draw = createRedraw(paths, createRandom(seed));
  const columns = () => paths.channels.map(() => new Float64Array(resamples));
  const drawn = { conversions: columns(), share: columns(), value: columns() };
  for (let resample = 0; resample < resamples; resample++) {
    const { credits } = attribute(draw());
    checkSameLength(['paths.channels', paths.channels], ['the credits of attribute', credits]);
    for (const [at, credit] of credits.entries()) {
      drawn.conversions[at]![resample] = credit.conversions;
      drawn.share[at]![resample] = credit.share;
      drawn.value[at]![resample] = credit.value ?? 0;
    }
  }
  return drawn;
}

/** The same paths with counts drawn anew at each call, written over those of the last. */
function createRedraw(paths: Paths, random: Random): () => Paths {
  const { conversions, nulls, values } = paths;
  const drawn = {
    conversions: new Float64Array(conversions.length),
    nulls: new Float64Array(conversions.length),
    values: new Float64Array(conversions.length),
  };
  const redrawn: Paths = { ...paths, conversions: drawn.conversions, nulls: drawn.nulls };
  const result: Paths = values ? { ...redrawn, values: drawn.values } : redrawn;
  const drawOnce = (): number => {
    let total = 0;
    for (let i = 0; i < conversions.length; i++) {
      const converted = conversions[i]! === 0 ? 0 : random.poisson(conversions[i]!);
      drawn.conversions[i] = converted;
      drawn.nulls[i] = nulls?.[i] ? random.poisson(nulls[i]!) : 0;
      if (values) drawn.values[i] = converted === 0 ? 0 : (values[i]! * converted) / conversions[i]!;
      total += converted;
    }
    return total;
  };
  return () => {
    let total = 0;
    while (total === 0) total = drawOnce();
    return result;
  };
}

function estimateOf(value: number, draws: Float64Array, level: number): Estimate {
  const sorted = draws.sort((a, b) => a - b);
  const standardError = Math.sqrt(variance(sorted));
  checkNumber('the standard error of what attribute credits', standardError);
  return {
    value,
    standardError,
    interval: { lower: quantileOf(sorted, (1 - level) / 2), upper: quantileOf(sorted, (1 + level) / 2) },
    level,
  };
}

/** The (n + 1) p-th of the sorted, between two neighbours in proportion. */
function quantileOf(sorted: Float64Array, p: number): number {
  const at = Math.min(Math.max((sorted.length + 1) * p - 1, 0), sorted.length - 1);
  const below = Math.floor(at);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower + (at - below) * (upper - lower);
}
