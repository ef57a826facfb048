/**
 * What a Markov chain loses when a channel is taken out, solved exactly.
 *
 * Let Q be the moves among states and r the chance (or the value) of converting right from each. The chance to convert from each
 * state is u = r + Q u. The chance to convert after touching channel c is h = u in the states whose last touch is c, and h = Q h
 * elsewhere. The removal effect of c, 1 − P(convert without c) / P(convert), is h(start) / u(start); written so, nothing is
 * subtracted and a channel that never helps has exactly 0.
 *
 * Why the answer is exact, although the equations are solved by Gauss-Seidel sweeps: the chain was counted from the paths, so the
 * expected visits of each state are the counted ones, v = (start)(I − Q)⁻¹, with no error. After a sweep that changed state s by
 * d(s), the residual is at most Q|d|, so the error at the start is at most v Q |d| ≤ v |d|. Sweeps go on until that is below 1e-12
 * of the chance to convert; the bound that is returned has the rounding of one sweep added. It is no estimate of the error.
 */
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';
import type { Moves } from './move-counts.ts';

/** A chain without its self-loops: staying is only waiting, so each move is taken among those that leave. */
export interface Chain {
  readonly rows: Uint32Array;
  readonly to: Uint32Array;
  readonly chance: Float64Array;
  /** Channel of the last touch of each state; −1 at the start. */
  readonly last: Int32Array;
  /** Expected arrivals in each state, per path. */
  readonly visits: Float64Array;
  /** Chance to convert directly from each state. */
  readonly converting: Float64Array;
  /** Value expected directly from each state. */
  readonly earning: Float64Array;
}

export function chainOf({ states, rows, to, counts, values }: Moves): Chain {
  const size = states.length;
  const converting = new Float64Array(size);
  const visits = new Float64Array(size);
  const starts: number[] = [0];
  const targets: number[] = [];
  const chances: number[] = [];
  for (let state = 0; state < size; state++) {
    let leaving = 0;
    for (let move = rows[state]!; move < rows[state + 1]!; move++)
      if (to[move] !== state) leaving += counts[move]!;
    for (let move = rows[state]!; move < rows[state + 1]!; move++) {
      const target = to[move]!;
      if (target === size) converting[state] = counts[move]! / leaving;
      if (target >= size || target === state) continue;
      targets.push(target);
      chances.push(counts[move]! / leaving);
    }
    visits[state] = leaving;
    starts.push(targets.length);
  }
  return {
    rows: Uint32Array.from(starts),
    to: Uint32Array.from(targets),
    chance: Float64Array.from(chances),
    last: Int32Array.from(states, (touches) => touches.at(-1) ?? -1),
    visits: visits.map((leaving) => leaving / visits[0]!),
    converting,
    earning: values.map((value, state) => value / visits[state]!),
  };
}

export interface Limits {
  /** Sweeps end when the bound on the error, as a fraction of the chance to convert, is no more than this, … */
  readonly wanted: number;
  /** … or when rounding lets it sink no further: then it must be no more than this. */
  readonly accepted: number;
  /** Multiplications after which it is given up: some minutes. */
  readonly products: number;
}

const LIMITS: Limits = { wanted: 1e-12, accepted: 1e-9, products: 2e11 };

/** Channels solved at once: their numbers of one state fill a few cache lines, and memory does not grow with all channels. */
const BLOCK = 32;

export interface Removals {
  /** Of each channel: the fraction of conversions (or value) that is lost without it. */
  readonly effects: Float64Array;
  /** Bound on the error of every effect. */
  readonly errorBound: number;
  readonly sweeps: number;
}

/** `reward` is `chain.converting` or `chain.earning`, and not all zero. */
export function removalEffects(
  chain: Chain,
  { reward, channels }: { reward: Float64Array; channels: number },
  limits = LIMITS,
): Removals {
  const effects = new Float64Array(channels);
  const met = [...new Set(chain.last)].filter((channel) => channel >= 0).sort((a, b) => a - b);
  let errorBound = 0;
  let sweeps = 0;
  for (let from = 0; from < met.length; from += BLOCK) {
    const block = met.slice(from, from + BLOCK);
    const solved = solveBlock(chain, { reward, block, limits });
    block.forEach((channel, at) => {
      effects[channel] = solved.start[at + 1]! / solved.start[0]!;
    });
    errorBound = Math.max(errorBound, solved.errorBound);
    sweeps = Math.max(sweeps, solved.sweeps);
  }
  return { effects, errorBound, sweeps };
}

interface BlockTask {
  readonly reward: Float64Array;
  readonly block: readonly number[];
  readonly limits: Limits;
}

function solveBlock(chain: Chain, { reward, block, limits }: BlockTask) {
  const width = block.length + 1;
  const columns = Int32Array.from(chain.last, (channel) => block.indexOf(channel) + 1);
  // Row of a state: u, then h of each channel of the block. From zero, sweeps only ever raise a number.
  const solution = new Float64Array(chain.last.length * width);
  const equations = {
    reward,
    columns,
    solution,
    row: new Float64Array(width),
    change: new Float64Array(width),
  };
  const gain = sum(reward.map((amount, state) => amount * chain.visits[state]!));
  const allowed = Math.ceil(limits.products / (width * Math.max(1, chain.to.length)));
  let best = Number.POSITIVE_INFINITY;
  for (let sweeps = 1, idle = 0; ; sweeps++) {
    const bound = sweep(chain, equations) / gain;
    idle = bound < best ? 0 : idle + 1;
    best = Math.min(best, bound);
    const isOver = bound <= limits.wanted || idle === IDLE_SWEEPS || sweeps >= allowed;
    if (!isOver) continue;
    const errorBound = bound + roundingBound(chain, solution) / gain;
    if (errorBound <= limits.accepted) return { start: solution.subarray(0, width), errorBound, sweeps };
    throw new StatisticsError('did_not_converge', {
      argument: 'paths',
      says: `make a chain that was solved only to ${errorBound}: its paths are too long or turn in circles`,
      details: { errorBound, accepted: limits.accepted, sweeps },
    });
  }
}

/** So many sweeps without a better bound have met rounding, and more will not help. */
const IDLE_SWEEPS = 50;

interface Equations {
  readonly reward: Float64Array;
  /** Column of the channel last touched in each state; 0 when it is not of this block. */
  readonly columns: Int32Array;
  readonly solution: Float64Array;
  /** Room for one row, and for how much each column changed: made once, since small chains are solved thousands of times. */
  readonly row: Float64Array;
  readonly change: Float64Array;
}

/** Solves each row once, and returns the bound on what is still missing at the start. */
function sweep(chain: Chain, { reward, columns, solution, row, change }: Equations): number {
  const { rows, to, chance, visits } = chain;
  const size = columns.length;
  const width = row.length;
  change.fill(0);
  for (let state = size - 1; state >= 0; state--) {
    row.fill(0);
    for (let move = rows[state]!; move < rows[state + 1]!; move++) {
      const target = to[move]! * width;
      const weight = chance[move]!;
      for (let column = 0; column < width; column++) row[column]! += weight * solution[target + column]!;
    }
    row[0]! += reward[state]!;
    row[columns[state]!] = row[0]!;
    for (let column = 0; column < width; column++) {
      const at = state * width + column;
      change[column]! += visits[state]! * Math.abs(row[column]! - solution[at]!);
      solution[at] = row[column]!;
    }
  }
  // An error of u enters h where the channel is touched, and once more as the divisor of the effect.
  let most = 0;
  for (let column = 1; column < width; column++) most = Math.max(most, change[column]!);
  return 2 * change[0]! + most;
}

/** 2⁻⁵³: the relative error of one operation. */
const UNIT_ROUNDOFF = 1.1102230246251565e-16;

/** Each row is a sum of (moves + 1) rounded products of rounded chances; u bounds every h. */
function roundingBound({ rows, visits }: Chain, solution: Float64Array): number {
  const width = solution.length / visits.length;
  let bound = 0;
  for (let state = 0; state < visits.length; state++)
    bound += visits[state]! * solution[state * width]! * (rows[state + 1]! - rows[state]! + 4);
  return 2 * bound * UNIT_ROUNDOFF;
}
