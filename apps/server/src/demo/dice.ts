/** Chance that repeats itself: the same key gives the same dice, whatever was thrown elsewhere. */

export interface Dice {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** An item by weight. */
  weigh<T>(list: readonly (readonly [item: T, weight: number])[]): T;
  /** Mean 1. */
  exponential(): number;
  /** At least `least`; the smaller `shape`, the heavier the tail. */
  pareto(least: number, shape: number): number;
  /** How many of what happens `mean` times on average. */
  poisson(mean: number): number;
}

export function createDice(...key: (string | number)[]): Dice {
  const next = numbers(key.join('\u0000'));
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => at(list, Math.floor(next() * list.length)),
    weigh(list) {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of list) {
        left -= weight;
        if (left < 0) return item;
      }
      return at(list, list.length - 1)[0];
    },
    exponential: () => -Math.log(1 - next()),
    pareto: (least, shape) => least / (1 - next()) ** (1 / shape),
    poisson(mean) {
      // Knuth's product; means here are small.
      const limit = Math.exp(-mean);
      let product = next();
      let n = 0;
      while (product > limit && n < 10_000) {
        product *= next();
        n += 1;
      }
      return n;
    },
  };
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error('dice were thrown over an empty list');
  return item;
}

/** sfc32 (PractRand, Chris Doty-Humphrey), seeded by FNV-1a of the key. */
function numbers(key: string): () => number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  let [a, b, c, counter] = [hash, 0x9e3779b9, 0x243f6a88, 1];
  const next = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
  // The first numbers of neighbouring keys resemble each other.
  for (let i = 0; i < 12; i++) next();
  return next;
}
