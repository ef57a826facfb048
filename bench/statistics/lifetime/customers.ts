/** Customers as BG/NBD supposes them, won evenly over two years, whose purchases are dated by day. */

export interface Columns {
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
}

/** Rates of a shop whose customers buy every few weeks, in days. */
const R = 0.6;
const ALPHA = 45;
const A = 0.8;
const B = 2.5;
const OLDEST_DAYS = 730;

export function customersByDay(count: number): Columns {
  const uniform = mulberry32(20_260_101);
  const frequency = new Float64Array(count);
  const recency = new Float64Array(count);
  const age = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const until = 1 + Math.floor(uniform() * OLDEST_DAYS);
    const rate = gamma(R, uniform) / ALPHA;
    const survives = gamma(B, uniform);
    const dropOut = 1 - survives / (survives + gamma(A, uniform));
    age[i] = until;
    let at = 0;
    for (;;) {
      at -= Math.log(1 - uniform()) / rate;
      if (at > until) break;
      frequency[i] = (frequency[i] ?? 0) + 1;
      recency[i] = Math.ceil(at);
      if (uniform() < dropOut) break;
    }
  }
  return { frequency, recency, age };
}

export function inWeeks({ frequency, recency, age }: Columns): Columns {
  const weeks = (days: number) => Math.ceil(days / 7);
  return { frequency, recency: recency.map(weeks), age: age.map(weeks) };
}

function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Marsaglia and Tsang (2000), with a normal by Box and Muller. */
function gamma(shape: number, uniform: () => number): number {
  if (shape < 1) return gamma(shape + 1, uniform) * (1 - uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
