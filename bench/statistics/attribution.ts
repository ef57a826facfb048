/**
 * Markov attribution of orders 1–3 on a million distinct paths.
 *
 * Baselines, in the same run: a bare loop that credits the first touch over the same columns, which is the least that reading the
 * paths can cost; and removal effects by walks through the same chain, as simulating packages compute them.
 */
import {
  attributeByMarkov,
  attributeByRule,
  attributeByShapley,
  estimateTransitions,
  type Paths,
} from '@jetbridge/statistics';
import { type Flags, type Metric, numberFlag, quantile } from '../harness.ts';

const CHANNELS = 20;
const LONGEST = 12;
const ORDERS = [1, 2, 3] as const;
/** As many as the simulating packages walk at least. */
const WALKS = 1_000_000;

export function measureAttribution(flags: Flags): Metric[] {
  const count = numberFlag(flags, 'paths', 1_000_000);
  const paths = distinctPaths(count);
  const first = median(5, () => firstTouch(paths));
  const orders = ORDERS.map((order) => ({ order, ...timed(() => attributeByMarkov({ paths, order })) }));
  const [exact] = orders;
  const walked = timed(() => walkedEffects(paths));
  const largestError = Math.max(
    ...walked.result.map((effect, at) =>
      Math.abs(effect - (exact?.result.credits[at]?.removalEffect ?? Number.NaN)),
    ),
  );
  const size = count.toLocaleString('en');
  const besideFirst = (metric: string, work: () => unknown): Metric => {
    const { seconds } = timed(work);
    return { ...plain(metric, seconds, 's'), baseline: first, ratio: seconds / first };
  };
  return [
    plain(`first touch, bare loop over ${size} distinct paths`, first, 's'),
    besideFirst('linear', () => attributeByRule({ paths, rule: { kind: 'linear' } })),
    besideFirst(`Shapley by rate, ${CHANNELS} channels`, () => attributeByShapley({ paths, worth: 'rate' })),
    ...orders.map(({ order, seconds, result }) => ({
      metric: `Markov order ${order}: ${result.states.toLocaleString('en')} states, ${result.transitions.toLocaleString('en')} transitions, error ≤ ${result.errorBound.toExponential(0)}`,
      value: seconds,
      unit: 's',
      baseline: first,
      ratio: seconds / first,
      target: '≤ 10 s with 1 M',
      holds: seconds <= 10,
    })),
    {
      ...plain('Markov order 1, exact instead of walked', exact?.seconds ?? Number.NaN, 's'),
      baseline: walked.seconds,
      ratio: (exact?.seconds ?? Number.NaN) / walked.seconds,
    },
    {
      ...plain(
        `largest error of a removal effect, ${WALKS.toLocaleString('en')} walks`,
        largestError,
        'fraction',
      ),
      baseline: exact?.result.errorBound ?? null,
      ratio: largestError / (exact?.result.errorBound ?? Number.NaN),
    },
  ];
}

function timed<T>(work: () => T): { result: T; seconds: number } {
  const started = performance.now();
  const result = work();
  return { result, seconds: (performance.now() - started) / 1_000 };
}

function median(times: number, work: () => unknown): number {
  return quantile(
    Array.from({ length: times }, () => timed(work).seconds),
    0.5,
  );
}

/** Park and Miller (1988), "minimal standard". */
function createDraw(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Channels of very different frequency; each channel converts at its own rate when it is last. */
function distinctPaths(count: number): Paths {
  const draw = createDraw(20_260);
  const channel = () => Math.floor(CHANNELS * draw() * draw());
  const seen = new Set<number>();
  const touches = new Uint16Array(count * LONGEST);
  const offsets = new Uint32Array(count + 1);
  const conversions = new Float64Array(count);
  const nulls = new Float64Array(count);
  for (let path = 0, at = 0; path < count; ) {
    const length = 1 + Math.floor(draw() * LONGEST);
    // Twelve digits of base 21 stay below 2⁵³, so a path is told by one number.
    let key = 0;
    for (let touch = 0; touch < length; touch++) {
      const next = channel();
      touches[at + touch] = next;
      key = key * (CHANNELS + 1) + next + 1;
    }
    if (seen.has(key)) continue;
    seen.add(key);
    at += length;
    const customers = 1 + Math.floor(draw() * 20);
    const rate = 0.02 + (0.2 * (touches[at - 1] ?? 0)) / CHANNELS;
    conversions[path] = Math.round(customers * rate * 2 * draw());
    nulls[path] = customers;
    path += 1;
    offsets[path] = at;
  }
  const names = Array.from({ length: CHANNELS }, (_, index) => `channel ${index}`);
  return { channels: names, touches: touches.subarray(0, offsets[count]), offsets, conversions, nulls };
}

function firstTouch({ channels, touches, offsets, conversions }: Paths): Float64Array {
  const credits = new Float64Array(channels.length);
  for (let path = 0; path < conversions.length; path++) {
    const channel = touches[offsets[path] ?? 0] ?? 0;
    credits[channel] = (credits[channel] ?? 0) + (conversions[path] ?? 0);
  }
  return credits;
}

/** The fraction of converting walks that meet each channel. */
function walkedEffects(paths: Paths): number[] {
  const draw = createDraw(7);
  const { states, from, to, probabilities } = estimateTransitions({ paths });
  const conversion = states.length - 2;
  const rows = states.map((_, state) => ({ begin: from.indexOf(state), end: from.lastIndexOf(state) }));
  const channelOf = states.map(({ touches }) => paths.channels.indexOf(touches[0] ?? ''));
  const metIn = new Int32Array(paths.channels.length).fill(-1);
  const met = new Float64Array(paths.channels.length);
  let converted = 0;
  for (let walk = 0; walk < WALKS; walk++) {
    const visited: number[] = [];
    let state = 0;
    while (state < conversion) {
      let left = draw();
      let move = rows[state]?.begin ?? 0;
      const end = rows[state]?.end ?? 0;
      while (move < end && left >= (probabilities[move] ?? 0)) left -= probabilities[move++] ?? 0;
      state = to[move] ?? conversion;
      const channel = channelOf[state] ?? -1;
      if (channel < 0 || metIn[channel] === walk) continue;
      metIn[channel] = walk;
      visited.push(channel);
    }
    if (state !== conversion) continue;
    converted += 1;
    for (const channel of visited) met[channel] = (met[channel] ?? 0) + 1;
  }
  return Array.from(met, (count) => count / converted);
}

function plain(metric: string, value: number, unit: string): Metric {
  return { metric, value, unit, baseline: null, ratio: null, target: null, holds: null };
}
