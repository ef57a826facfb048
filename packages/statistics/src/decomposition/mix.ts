import { checkNumber, checkSameLength } from '../checks.ts';
import { sum } from '../numbers.ts';
import { unitsOf } from './units.ts';

/** An average over segments in one period. */
export interface MixPeriod {
  /** How many units (travellers, orders) each segment has; at least one positive. Fractions are allowed. */
  readonly units: ArrayLike<number>;
  /** The average of each segment, in any unit. Not read where the segment has no units. */
  readonly rates: ArrayLike<number>;
}

export interface MixChange {
  readonly before: MixPeriod;
  readonly after: MixPeriod;
}

export interface MixEffects {
  /** Σ share × rate. */
  readonly before: number;
  readonly after: number;
  readonly change: number;
  /** By the segments' own averages moving. */
  readonly withinSegments: number;
  /** By the segments' shares moving. */
  readonly mix: number;
  /** Per segment; both columns sum to the figures above. */
  readonly bySegment: { readonly within: Float64Array; readonly mix: Float64Array };
}

/**
 * Tells how much of the change of an average comes from segments that changed, and how much from another mix of segments.
 *
 * average = Σᵢ sᵢrᵢ with shares s and rates r. withinᵢ = ½(sᵢ + sᵢ')(rᵢ' − rᵢ); mixᵢ = (sᵢ' − sᵢ)(½(rᵢ + rᵢ') − m), m the mean of both averages, so that
 * a growing segment that is better than average counts as positive. Kitagawa's is without m, which changes the segments' parts and no sum. Σ within + Σ mix =
 * change, exactly. A segment that is new or gone has its one known rate in both periods: it is mix alone. O(segments).
 *
 * @throws {StatisticsError} empty without units; out_of_range for negative units; not_finite for a rate that is used, or when an effect is beyond all numbers; length_mismatch
 * @see Kitagawa (1955), Components of a difference between two rates, Journal of the American Statistical Association 50:1168–1194
 * @example
 * const read = decomposeMix({ before: { units: [80, 20], rates: [0.1, 0.3] }, after: { units: [50, 50], rates: [0.1, 0.32] } });
 * read.change // → 0.07
 * read.withinSegments // → 0.007
 * read.mix // → 0.063
 */
export function decomposeMix({ before, after }: MixChange): MixEffects {
  const sharesBefore = sharesOf('before', before);
  const sharesAfter = sharesOf('after', after);
  checkSameLength(['before.units', before.units], ['after.units', after.units]);
  const segments = before.units.length;
  const first = averageOf(before, sharesBefore);
  const second = averageOf(after, sharesAfter);
  const middle = (first + second) / 2;
  const within = new Float64Array(segments);
  const mix = new Float64Array(segments);
  for (let i = 0; i < segments; i++) {
    const from = sharesBefore[i]!;
    const to = sharesAfter[i]!;
    if (from === 0 && to === 0) continue;
    const rateBefore = (from > 0 ? before : after).rates[i]!;
    const rateAfter = (to > 0 ? after : before).rates[i]!;
    within[i] = ((from + to) / 2) * (rateAfter - rateBefore);
    mix[i] = (to - from) * ((rateBefore + rateAfter) / 2 - middle);
  }
  const change = second - first;
  const effects = { withinSegments: sum(within), mix: sum(mix) };
  checkNumber('the change of the average', change);
  checkNumber('the change within segments', effects.withinSegments);
  checkNumber('the change of the mix', effects.mix);
  return { before: first, after: second, change, ...effects, bySegment: { within, mix } };
}

function sharesOf(name: string, { units, rates }: MixPeriod): Float64Array {
  const total = unitsOf(name, { units, prices: [`${name}.rates`, rates] });
  return Float64Array.from(units, (one) => one / total);
}

function averageOf({ rates }: MixPeriod, shares: Float64Array): number {
  return sum(shares.map((share, i) => (share > 0 ? share * rates[i]! : 0)));
}
