/** The chain itself, for whoever wants to see it. */
import { checkCount } from '../checks.ts';
import type { MarkovInput } from './markov.ts';
import { countMoves } from './move-counts.ts';
import { checkPaths } from './paths.ts';

export interface MarkovState {
  readonly kind: 'start' | 'touched' | 'conversion' | 'null';
  /** The last touches that make the state, oldest first: names of channels. */
  readonly touches: readonly string[];
}

/** Only what was seen: everything else has probability 0. Sorted by `from`, then by what followed. */
export interface Transitions {
  /** The start first; the conversion and the null state last. */
  readonly states: readonly MarkovState[];
  /** Index of the state that was left, for each transition. */
  readonly from: Uint32Array;
  /** Index of the state that was entered. */
  readonly to: Uint32Array;
  /** How often. */
  readonly counts: Float64Array;
  /** counts ÷ all counts of the same `from`. */
  readonly probabilities: Float64Array;
}

/**
 * Estimates the transition matrix that attributeByMarkov works on, as a sparse list.
 *
 * p(s → t) = n(s → t) / Σ n(s → ·), the maximum likelihood estimate, with states made of the last `order` touches, the start
 * of every path, and the two ends. Repeating a touch is a transition of a state to itself (at order 1). O(touches).
 *
 * @throws {StatisticsError} one_class when no path converted; empty when a path has no touch; unknown_name when a touch is no index
 * of a channel; out_of_range when a count is negative or not whole, or `order` is not 1, 2 or 3
 * @see Anderl, Becker, von Wangenheim and Schumann (2016), International Journal of Research in Marketing 33:457–474
 * @example
 * const paths = pathsFrom({ journeys: [{ touches: ['C1', 'C2'], conversions: 1, nulls: 3 }, { touches: ['C1'], conversions: 0, nulls: 1 }] });
 * const { states, from, to, probabilities } = estimateTransitions({ paths });
 * states.map((state) => state.touches[0] ?? state.kind) // → ["start","C1","C2","conversion","null"]
 * Array.from(from) // → [0,1,1,2,2]
 * Array.from(to) // → [1,4,2,4,3]
 * Array.from(probabilities) // → [1,0.2,0.8,0.75,0.25]
 */
export function estimateTransitions({ paths, order = 1 }: MarkovInput): Transitions {
  checkCount('order', order, { min: 1, max: 3 });
  checkPaths(paths);
  const { states, rows, to, counts } = countMoves(paths, order);
  const from = new Uint32Array(to.length);
  const probabilities = new Float64Array(to.length);
  for (let state = 0; state < states.length; state++) {
    let all = 0;
    for (let move = rows[state]!; move < rows[state + 1]!; move++) all += counts[move]!;
    for (let move = rows[state]!; move < rows[state + 1]!; move++) {
      from[move] = state;
      probabilities[move] = counts[move]! / all;
    }
  }
  const touched = states.map((touches, index) => ({
    kind: index === 0 ? ('start' as const) : ('touched' as const),
    touches: touches.map((touch) => paths.channels[touch]!),
  }));
  return {
    states: [...touched, { kind: 'conversion', touches: [] }, { kind: 'null', touches: [] }],
    from,
    to,
    counts,
    probabilities,
  };
}
