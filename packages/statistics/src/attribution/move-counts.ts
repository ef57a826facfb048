/** How often each state was followed by what: counted in one pass, kept only where something was seen. */
import { StatisticsError } from '../errors.ts';
import type { Paths } from './paths.ts';

export type MarkovOrder = 1 | 2 | 3;

/**
 * Moves of a chain whose states are the last `order` touches (fewer at the beginning of a path; none is the start).
 *
 * Rows are sorted by state and, in a row, by what followed, so that no order of the paths is seen in them.
 */
export interface Moves {
  /** Channel indices of each state, oldest first; state 0 is the start and has none. */
  readonly states: readonly (readonly number[])[];
  /** Moves of state s are rows[s] … rows[s + 1] − 1. */
  readonly rows: Uint32Array;
  /** Index of a state, or states.length for a conversion, or states.length + 1 for none. */
  readonly to: Uint32Array;
  readonly counts: Float64Array;
  /** What the conversions that came directly after each state brought. */
  readonly values: Float64Array;
}

export function countMoves(paths: Paths, order: MarkovOrder): Moves {
  const base = paths.channels.length + 1;
  const span = base + 1;
  if (Math.max(1, order) * bitsOf(span) + bitsOf(span) > 53)
    throw new StatisticsError('out_of_range', {
      argument: 'order',
      says: `must be lower for ${paths.channels.length} channels: states cannot be numbered below 2⁵³`,
      details: { order, channels: paths.channels.length },
    });
  const counter = countKeys(paths, { order, base });
  return movesOf(counter, { order, base });
}

function bitsOf(n: number): number {
  let bits = 0;
  for (let power = 1; power < n; power *= 2) bits += 1;
  return bits;
}

interface Coding {
  readonly order: number;
  /** A state is a number whose digits in this base are its touches plus one; 0 where there is none yet. */
  readonly base: number;
}

/** A key is state × (base + 1) + what followed: 0 for none, base for a conversion, otherwise a touch plus one. */
function countKeys(paths: Paths, { order, base }: Coding): KeyCounter {
  const { touches, offsets, conversions, nulls, values } = paths;
  const span = base + 1;
  const counter = createKeyCounter();
  for (let i = 0; i < conversions.length; i++) {
    const converted = conversions[i]!;
    const lost = nulls?.[i] ?? 0;
    const from = offsets[i]!;
    const to = offsets[i + 1]!;
    if (converted + lost === 0) continue;
    let state = 0;
    for (let at = from; at < to; at++) {
      counter.add(state * span + touches[at]! + 1, converted + lost, 0);
      state = 0;
      for (let digit = Math.max(from, at - order + 1); digit <= at; digit++)
        state = state * base + touches[digit]! + 1;
    }
    if (converted > 0) counter.add(state * span + base, converted, values?.[i] ?? 0);
    if (lost > 0) counter.add(state * span, lost, 0);
  }
  return counter;
}

interface KeyCounter {
  add(key: number, count: number, value: number): void;
  /** Sorted by key. */
  sorted(): { keys: Float64Array; counts: Float64Array; values: Float64Array };
}

/** Open addressing with linear probing, at most half full. A Map of numbers above 2³¹ is several times slower. */
function createKeyCounter(): KeyCounter {
  let size = 1 << 6;
  let keys = new Float64Array(size).fill(-1);
  let counts = new Float64Array(size);
  let values = new Float64Array(size);
  let used = 0;
  const slotOf = (key: number): number => {
    const high = Math.floor(key / 4_294_967_296);
    // Multipliers of MurmurHash3's finaliser: they spread neighbouring keys over all bits.
    let hash = Math.imul((key | 0) ^ Math.imul(high, 0x85ebca6b), 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    let slot = (hash ^ (hash >>> 13)) & (size - 1);
    while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & (size - 1);
    return slot;
  };
  const grow = () => {
    const old = { keys, counts, values };
    size *= 4;
    keys = new Float64Array(size).fill(-1);
    counts = new Float64Array(size);
    values = new Float64Array(size);
    old.keys.forEach((key, from) => {
      if (key === -1) return;
      const slot = slotOf(key);
      keys[slot] = key;
      counts[slot] = old.counts[from]!;
      values[slot] = old.values[from]!;
    });
  };
  return {
    add(key, count, value) {
      const slot = slotOf(key);
      counts[slot]! += count;
      values[slot]! += value;
      if (keys[slot] === key) return;
      keys[slot] = key;
      used += 1;
      if (2 * used > size) grow();
    },
    sorted() {
      const inOrder = keys.filter((key) => key !== -1).sort((a, b) => a - b);
      const slots = inOrder.map(slotOf);
      return {
        keys: inOrder,
        counts: slots.map((slot) => counts[slot]!),
        values: slots.map((slot) => values[slot]!),
      };
    },
  };
}

function movesOf(counter: KeyCounter, { order, base }: Coding): Moves {
  const span = base + 1;
  const { keys, counts, values } = counter.sorted();
  const codes: number[] = [];
  const rows: number[] = [];
  keys.forEach((key, at) => {
    const code = Math.floor(key / span);
    if (codes.at(-1) === code) return;
    codes.push(code);
    rows.push(at);
  });
  rows.push(keys.length);
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  let withoutOldest = 1;
  for (let i = 1; i < order; i++) withoutOldest *= base;
  const earned = new Float64Array(codes.length);
  const to = Uint32Array.from(keys, (key, at) => {
    const code = Math.floor(key / span);
    const next = key - code * span;
    if (next === 0) return codes.length + 1;
    if (next < base) return indexOf.get((code % withoutOldest) * base + next)!;
    earned[indexOf.get(code)!] = values[at]!;
    return codes.length;
  });
  return {
    states: codes.map((code) => digitsOf(code, base)),
    rows: Uint32Array.from(rows),
    to,
    counts,
    values: earned,
  };
}

function digitsOf(code: number, base: number): number[] {
  const touches: number[] = [];
  for (let left = code; left > 0; left = Math.floor(left / base)) touches.unshift((left % base) - 1);
  return touches;
}
