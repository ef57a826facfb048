/**
 * Seeded draws: the same seed gives the same numbers on every engine, since only integer arithmetic and √ are used beside numbers.ts.
 *
 * xoshiro128** of Blackman and Vigna (2021), "Scrambled linear pseudorandom number generators", seeded by splitmix32.
 */
import { exp, ln, pow } from './numbers.ts';

export interface Random {
  /** 0 … 2³² − 1. */
  uint32(): number;
  /** [0, 1) with 53 bits. */
  uniform(): number;
  /** 0 … n − 1, without bias; n up to 2³². */
  below(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** Gamma with this shape and scale 1. */
  gamma(shape: number): number;
  beta(a: number, b: number): number;
  poisson(mean: number): number;
}

export function createRandom(seed: number): Random {
  const uint32 = xoshiro128(seed);
  const uniform = () => ((uint32() >>> 5) * 67_108_864 + (uint32() >>> 6)) / 9_007_199_254_740_992;
  const normal = polarNormal(uniform);
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * pow(1 - uniform(), 1 / shape);
    return marsagliaTsang(shape, { normal, uniform });
  };
  return {
    uint32,
    uniform,
    below: (n) => {
      // Lemire would need 64 bits; refusing the uneven end is as unbiased and rarely repeats.
      const limit = 4_294_967_296 - (4_294_967_296 % n);
      let draw = uint32();
      while (draw >= limit) draw = uint32();
      return draw % n;
    },
    normal,
    exponential: () => -ln(1 - uniform()),
    gamma,
    beta: (a, b) => {
      const x = gamma(a);
      return x / (x + gamma(b));
    },
    poisson: (mean) => poisson(mean, { gamma, uniform }),
  };
}

function xoshiro128(seed: number): () => number {
  let mixed = seed | 0;
  const splitmix32 = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = splitmix32();
  let b = splitmix32();
  let c = splitmix32();
  let d = splitmix32();
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
}

/** Marsaglia and Bray (1964). Two come at a time; the second is kept. */
function polarNormal(uniform: () => number): () => number {
  let kept: number | undefined;
  return () => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * ln(square)) / square);
        kept = y * factor;
        return x * factor;
      }
    }
  };
}

/** Marsaglia and Tsang (2000), "A simple method for generating gamma variables"; shape ≥ 1. */
function marsagliaTsang(shape: number, { normal, uniform }: Pick<Random, 'normal' | 'uniform'>): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    if (ln(1 - uniform()) < 0.5 * x * x + d - d * v + d * ln(v)) return d * v;
  }
}

/** Knuth's product for small means; large ones are split by a gamma waiting time (Ahrens and Dieter 1974). */
function poisson(mean: number, { gamma, uniform }: Pick<Random, 'gamma' | 'uniform'>): number {
  let count = 0;
  let left = mean;
  while (left > 30) {
    const m = Math.floor(left * 0.875);
    const waited = gamma(m);
    if (waited > left) {
      // The m-th event comes too late: of the m − 1 before it, each falls inside with the same chance.
      for (let i = 1; i < m; i++) if (uniform() * waited < left) count += 1;
      return count;
    }
    count += m;
    left -= waited;
  }
  const limit = exp(-left);
  let product = 1 - uniform();
  while (product > limit) {
    count += 1;
    product *= 1 - uniform();
  }
  return count;
}
