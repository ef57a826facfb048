/** What an attribution says: who is credited with how much. */
import { checkValues } from '../checks.ts';
import { sum } from '../numbers.ts';
import { createTally } from '../tally.ts';
import type { Paths, PathTotals } from './paths.ts';

export interface ChannelCredit {
  readonly channel: string;
  /** Of all conversions; they sum to the conversions of the paths. */
  readonly conversions: number;
  /** `conversions` as a fraction of all; the shares sum to 1. */
  readonly share: number;
  /** Of all value; null when the paths have no values. */
  readonly value: number | null;
}

export interface Attribution {
  /** One for each channel, in the order of `paths.channels`. */
  readonly credits: readonly ChannelCredit[];
  /** All conversions of the paths. */
  readonly conversions: number;
  /** All value of the paths; null when they have no values. */
  readonly value: number | null;
}

/** Amounts by index of channel. */
export interface Amounts {
  readonly conversions: ArrayLike<number>;
  readonly value: ArrayLike<number> | null;
}

export function attributionOf(paths: Paths, totals: PathTotals, amounts: Amounts): Attribution {
  if (amounts.value) checkValues('the value of paths.channels', amounts.value);
  const credits = paths.channels.map((channel, index) => ({
    channel,
    conversions: amounts.conversions[index]!,
    share: amounts.conversions[index]! / totals.conversions,
    value: amounts.value?.[index] ?? null,
  }));
  return { credits, conversions: totals.conversions, value: totals.value };
}

/** `total` divided in proportion to `weights`. Nothing to divide gives nothing to anybody. */
export function divide(total: number, weights: Float64Array): Float64Array {
  const whole = sum(weights);
  return weights.map((weight) => (total === 0 ? 0 : (total * weight) / whole));
}

/** Writes into `weights` how one path's conversion is divided over its touches; together 1. */
export type TouchWeights = (path: { from: number; to: number }, weights: Float64Array) => void;

/** Credits of a rule that looks at one path at a time. */
export function creditTouches(paths: Paths, weigh: TouchWeights): Amounts {
  const { touches, offsets, conversions, values } = paths;
  const credited = createTally(paths.channels.length);
  const valued = createTally(paths.channels.length);
  const weights = new Float64Array(longestOf(paths));
  for (let i = 0; i < conversions.length; i++) {
    const converted = conversions[i]!;
    if (converted === 0) continue;
    const from = offsets[i]!;
    const to = offsets[i + 1]!;
    weigh({ from, to }, weights);
    for (let at = from; at < to; at++) {
      const weight = weights[at - from]!;
      if (weight === 0) continue;
      credited.add(touches[at]!, converted * weight);
      if (values) valued.add(touches[at]!, values[i]! * weight);
    }
  }
  return { conversions: credited.totals(), value: values ? valued.totals() : null };
}

function longestOf({ offsets }: Paths): number {
  let longest = 0;
  for (let i = 1; i < offsets.length; i++) longest = Math.max(longest, offsets[i]! - offsets[i - 1]!);
  return longest;
}
