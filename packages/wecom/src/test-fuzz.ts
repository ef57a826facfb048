/** Draws for fuzz tests, the same ones for the same seed. Much faster than a property library, and it shrinks nothing. */
export interface Fuzz {
  /** 0 to `limit` - 1. */
  below(limit: number): number;
  chance(rate: number): boolean;
  pick<T>(list: readonly T[]): T;
  bytes(length: number): Buffer;
  /** The text with one of the bits of one of its characters changed; control characters and non-ASCII included. */
  flipBit(text: string): string;
}

export function createFuzz(seed: number): Fuzz {
  let state = seed >>> 0;
  const draw = () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(draw() * limit);
  return {
    below,
    chance: (rate) => draw() < rate,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    flipBit: (text) => {
      const at = below(text.length);
      const code = text.charCodeAt(at) ^ (1 << below(8));
      return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
    },
  };
}
