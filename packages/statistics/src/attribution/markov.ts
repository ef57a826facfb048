/** Attribution by what would be lost without a channel, in a Markov chain of the paths. */
import { checkCount } from '../checks.ts';
import { type Attribution, attributionOf, type ChannelCredit, divide } from './credits.ts';
import { countMoves, type MarkovOrder } from './move-counts.ts';
import { checkPaths, type Paths } from './paths.ts';
import { chainOf, removalEffects } from './removal.ts';

export interface MarkovInput {
  readonly paths: Paths;
  /** How many of the last touches decide what comes next; 1 unless given. */
  readonly order?: MarkovOrder;
}

export interface MarkovCredit extends ChannelCredit {
  /** Fraction of conversions that would be lost if whoever meets the channel did not convert. */
  readonly removalEffect: number;
  /** The same of value; null when the paths have no value. */
  readonly valueRemovalEffect: number | null;
}

export interface MarkovAttribution extends Attribution {
  readonly credits: readonly MarkovCredit[];
  /** Conversions ÷ (conversions + nulls): the chance of the chain to convert, exactly. */
  readonly conversionRate: number;
  /** States of the chain with the start, without the two ends. */
  readonly states: number;
  /** Moves that were seen, those into the two ends with them. */
  readonly transitions: number;
  /** Proven bound on the error of every removal effect. */
  readonly errorBound: number;
}

/**
 * Credits each channel by the conversions that would be lost without it, in a Markov chain of order 1, 2 or 3.
 *
 * The chain goes from the start through states, which are the last `order` touches, to a conversion or to none, with the
 * frequencies of the paths. The removal effect of a channel is R(c) = 1 − P(convert | whoever meets c is lost) / P(convert), and
 * credit(c) = total × R(c) / Σ R. Value is credited likewise by the expected value of a path. The same channel twice in a
 * row is a state like any other and does not change P. The linear equations are solved to a proven error bound (`errorBound`,
 * about 1e-12), not simulated; conversions are whole numbers, so their credits do not depend on the order of the paths by a bit.
 * Without `nulls` every path converts, and the effects say only who is met on the way. Higher orders keep more of the paths and
 * need more of them: compare the intervals of bootstrapAttribution. O(touches + sweeps × transitions × channels).
 *
 * @throws {StatisticsError} one_class when no path converted; empty when a path has no touch; unknown_name when a touch is no index
 * of a channel; out_of_range when a count is negative or not whole, or `order` is not 1, 2 or 3; did_not_converge when paths
 * turn in circles for so long (tens of thousands of touches) that the bound cannot be brought below 1e-9
 * @see Anderl, Becker, von Wangenheim and Schumann (2016), International Journal of Research in Marketing 33:457–474
 * @example
 * const paths = pathsFrom({ journeys: [{ touches: ['C1', 'C2', 'C3'], conversions: 1 }, { touches: ['C1'], conversions: 0, nulls: 1 }, { touches: ['C2', 'C3'], conversions: 0, nulls: 1 }] });
 * const read = attributeByMarkov({ paths });
 * read.credits.map((credit) => credit.removalEffect) // → [0.5,1,1]
 * read.credits.map((credit) => credit.share) // → [0.2,0.4,0.4]
 * read.conversionRate // → 0.333333
 */
export function attributeByMarkov({ paths, order = 1 }: MarkovInput): MarkovAttribution {
  checkCount('order', order, { min: 1, max: 3 });
  const totals = checkPaths(paths);
  const moves = countMoves(paths, order);
  const chain = chainOf(moves);
  const channels = paths.channels.length;
  const lost = removalEffects(chain, { reward: chain.converting, channels });
  const lostValue = totals.value ? removalEffects(chain, { reward: chain.earning, channels }) : null;
  const attribution = attributionOf(paths, totals, {
    conversions: divide(totals.conversions, lost.effects),
    value: totals.value === null ? null : divide(totals.value, lostValue?.effects ?? lost.effects),
  });
  return {
    ...attribution,
    credits: attribution.credits.map((credit, index) => ({
      ...credit,
      removalEffect: lost.effects[index]!,
      valueRemovalEffect: lostValue?.effects[index] ?? null,
    })),
    conversionRate: totals.conversions / (totals.conversions + totals.nulls),
    states: moves.states.length,
    transitions: moves.to.length,
    errorBound: Math.max(lost.errorBound, lostValue?.errorBound ?? 0),
  };
}
