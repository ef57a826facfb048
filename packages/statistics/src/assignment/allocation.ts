/** Buckets to names: who has which, and how few change hands when shares do. */
import { checkList, checkNumber, checkPositive } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';
import { BUCKETS, checkText } from './bucket.ts';

/** A run of buckets that belongs to one variant, or to one experiment of a layer. */
export interface BucketRange {
  readonly name: string;
  /** First bucket, 0 … 9999. */
  readonly from: number;
  /** One past the last bucket, 1 … 10,000. */
  readonly to: number;
}

export interface NamedShare {
  readonly name: string;
  /** Of the whole, in (0, 1]; rounded to ten-thousandths. */
  readonly share: number;
}

export interface VariantShares {
  /** Together one. */
  readonly variants: readonly NamedShare[];
  /** What an earlier call gave, when shares change while the experiment runs. */
  readonly previous?: readonly BucketRange[];
}

export interface LayerShares {
  /** Of the layer; together at most one. What is left over belongs to nobody. */
  readonly experiments: readonly NamedShare[];
  readonly previous?: readonly BucketRange[];
}

/**
 * Which buckets belong to which variant, by share; and after a change of shares, with as few units moved as can be.
 *
 * Shares are rounded to whole buckets by largest remainders (ties to the one named first). Without `previous` the variants
 * get consecutive buckets in the order given. With `previous`, a variant that shrinks keeps its lowest buckets and gives up
 * its highest; what is given up goes, lowest first, to those that grow, in the order given. Thus exactly ½·Σ|new − old|
 * buckets change hands, and no rule can move fewer. Keep the result beside the experiment: it is its state. O(buckets).
 *
 * @throws {StatisticsError} shares_do_not_sum when the shares do not sum to one, or `previous` is not whole; empty without variants or without a name;
 * out_of_range when a share is not positive or too small for one bucket, or a name comes twice
 * @see Balinski and Young (1982), Fair Representation, on largest remainders (Hamilton's method)
 * @see Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 4
 * @example
 * const start = allocateVariants({ variants: [{ name: 'a', share: 0.9 }, { name: 'b', share: 0.1 }] });
 * start // → [{"name":"a","from":0,"to":9000},{"name":"b","from":9000,"to":10000}]
 * const more = { variants: [{ name: 'a', share: 0.8 }, { name: 'b', share: 0.2 }], previous: start };
 * allocateVariants(more) // → [{"name":"a","from":0,"to":8000},{"name":"b","from":8000,"to":10000}]
 */
export function allocateVariants({ variants, previous }: VariantShares): readonly BucketRange[] {
  checkNamedShares('variants', variants);
  const total = sum(variants.map(({ share }) => share));
  if (Math.abs(total - 1) > SUM_TOLERANCE) throw doNotSum('variants', `must sum to 1, not ${total}`, total);
  if (previous !== undefined) checkWhole('previous', previous);
  return allocate('variants', variants, previous ?? []);
}

/**
 * Which buckets of a layer belong to which experiment, so that no unit is in two experiments of the layer.
 *
 * As allocateVariants, but shares may leave buckets that belong to nobody. With `previous`, experiments that start or grow take
 * buckets of nobody and of those that shrink or end; an experiment whose share stays keeps every bucket. O(buckets).
 *
 * @throws {StatisticsError} shares_do_not_sum when the shares sum to more than one; empty without experiments or without a name; out_of_range when
 * a share is not positive or too small for one bucket, or a name comes twice
 * @see Tang, Agarwal, O'Brien and Meyer (2010), Overlapping experiment infrastructure, KDD '10, 17–26
 * @see Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 4
 * @example
 * allocateLayer({ experiments: [{ name: 'fares', share: 0.3 }] }) // → [{"name":"fares","from":0,"to":3000}]
 */
export function allocateLayer({ experiments, previous }: LayerShares): readonly BucketRange[] {
  checkNamedShares('experiments', experiments);
  const total = sum(experiments.map(({ share }) => share));
  if (total > 1 + SUM_TOLERANCE) throw doNotSum('experiments', `must sum to at most 1, not ${total}`, total);
  if (previous !== undefined) checkRanges('previous', previous);
  return allocate('experiments', experiments, previous ?? []);
}

const SUM_TOLERANCE = 1e-9;
const NOBODY = -1;

function doNotSum(argument: string, says: string, total: number): StatisticsError {
  return new StatisticsError('shares_do_not_sum', { argument, says, details: { sum: total } });
}

function checkNamedShares(argument: string, shares: readonly NamedShare[]): void {
  checkList(argument, shares);
  if (shares.length === 0) throw new StatisticsError('empty', { argument, says: 'must name at least one' });
  const names = new Set<string>();
  for (const [i, { name, share }] of shares.entries()) {
    checkText(`${argument}[${i}].name`, name);
    if (names.has(name))
      throw new StatisticsError('out_of_range', {
        argument: `${argument}[${i}].name`,
        says: 'comes twice',
        details: { name },
      });
    names.add(name);
    checkPositive(`${argument}[${i}].share`, share);
    checkNumber(`${argument}[${i}].share`, share, { min: 0, max: 1 });
  }
}

/** Ascending, inside 0 … 10,000, without overlaps. */
export function checkRanges(argument: string, ranges: readonly BucketRange[]): void {
  checkList(argument, ranges);
  let end = 0;
  for (let i = 0; i < ranges.length; i++) {
    const { name, from, to } = ranges[i]!;
    const isRun = Number.isInteger(from) && Number.isInteger(to) && from >= end && to > from && to <= BUCKETS;
    if (!isRun)
      throw new StatisticsError('out_of_range', {
        argument: `${argument}[${i}]`,
        says: `must be a run of buckets between ${end} and ${BUCKETS}, not ${from} to ${to}`,
        details: { from, to },
      });
    checkText(`${argument}[${i}].name`, name);
    end = to;
  }
}

/** Ranges that leave no bucket out. */
export function checkWhole(argument: string, ranges: readonly BucketRange[]): void {
  checkRanges(argument, ranges);
  let held = 0;
  for (let i = 0; i < ranges.length; i++) held += ranges[i]!.to - ranges[i]!.from;
  if (held !== BUCKETS)
    throw doNotSum(argument, `must hold all ${BUCKETS} buckets, not ${held}`, held / BUCKETS);
}

/** Whole buckets for each share, and last those of nobody: largest remainders. */
function quotasOf(argument: string, shares: readonly NamedShare[]): number[] {
  const exact = shares.map(({ share }) => share * BUCKETS);
  exact.push(Math.max(0, BUCKETS - sum(exact)));
  const quotas = exact.map(Math.floor);
  const byRemainder = exact
    // A remainder of 0.9999999 is a share of whole buckets that binary fractions cannot write.
    .map((value, i) => ({ i, remainder: Math.round((value - quotas[i]!) * 1e6) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const left = BUCKETS - sum(quotas);
  for (let k = 0; k < left; k++) quotas[byRemainder[k]!.i]! += 1;
  const none = quotas.findIndex((quota, i) => quota === 0 && i < shares.length);
  if (none >= 0)
    throw new StatisticsError('out_of_range', {
      argument: `${argument}[${none}].share`,
      says: `must be large enough for one bucket of ${BUCKETS}, not ${shares[none]!.share}`,
      details: { value: shares[none]!.share },
    });
  return quotas;
}

function allocate(
  argument: string,
  shares: readonly NamedShare[],
  previous: readonly BucketRange[],
): BucketRange[] {
  const lacking = quotasOf(argument, shares).slice(0, shares.length);
  const indexOf = new Map(shares.map(({ name }, i) => [name, i]));
  const owners = new Int32Array(BUCKETS).fill(NOBODY);
  for (const { name, from, to } of previous) {
    const owner = indexOf.get(name);
    if (owner === undefined) continue;
    // Ranges ascend, so the lowest buckets are kept.
    const kept = Math.min(to - from, lacking[owner]!);
    owners.fill(owner, from, from + kept);
    lacking[owner]! -= kept;
  }
  let next = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    if (owners[bucket] !== NOBODY) continue;
    while (next < lacking.length && lacking[next] === 0) next += 1;
    if (next === lacking.length) break;
    owners[bucket] = next;
    lacking[next]! -= 1;
  }
  return rangesOf(owners, shares);
}

function rangesOf(owners: Int32Array, shares: readonly NamedShare[]): BucketRange[] {
  const ranges: BucketRange[] = [];
  let from = 0;
  for (let bucket = 1; bucket <= BUCKETS; bucket++) {
    if (bucket < BUCKETS && owners[bucket] === owners[from]) continue;
    const owner = shares[owners[from]!];
    if (owner) ranges.push({ name: owner.name, from, to: bucket });
    from = bucket;
  }
  return ranges;
}
