/** Faults of callbacks: by rate from the seed, or ordered for the next events. */
import type { Faults } from './options.ts';
import type { Random } from './random.ts';

export type CallbackFaultKind = keyof NonNullable<Faults['callbacks']>;

export interface CallbackFaults {
  /** Whether delivery `id` is hit; counts it. */
  hits(kind: CallbackFaultKind, id: number): boolean;
  set(faults: Faults['callbacks']): void;
  /** The next `times` events are hit, whatever the rate. 0 takes an order back. */
  order(kind: CallbackFaultKind, times: number): void;
  rates(): NonNullable<Faults['callbacks']>;
  waiting(kind: CallbackFaultKind): number;
  hitCount(kind: CallbackFaultKind): number;
  /** Longest delay. */
  maxDelayMs(): number;
}

const DELAY_MS = 30_000;
/** As the draws of earlier versions were named: a seed keeps its meaning. */
const NAMES: Partial<Record<CallbackFaultKind, string>> = { wrongSignature: 'wrong signature' };

export function createCallbackFaults(random: Random, initial: Faults['callbacks']): CallbackFaults {
  let rates = initial ?? {};
  const ordered = new Map<CallbackFaultKind, number>();
  const hits = new Map<CallbackFaultKind, number>();
  const rateOf = (kind: CallbackFaultKind): number => {
    const rate = rates[kind];
    return (typeof rate === 'object' ? rate.rate : rate) ?? 0;
  };
  return {
    hits: (kind, id) => {
      const waiting = ordered.get(kind) ?? 0;
      if (waiting > 0) ordered.set(kind, waiting - 1);
      const hit = waiting > 0 || random.chance(rateOf(kind), NAMES[kind] ?? kind, id);
      if (hit) hits.set(kind, (hits.get(kind) ?? 0) + 1);
      return hit;
    },
    set: (next) => {
      rates = next ?? {};
    },
    order: (kind, times) => void ordered.set(kind, times),
    rates: () => rates,
    waiting: (kind) => ordered.get(kind) ?? 0,
    hitCount: (kind) => hits.get(kind) ?? 0,
    maxDelayMs: () => rates.delay?.maxMs ?? DELAY_MS,
  };
}
