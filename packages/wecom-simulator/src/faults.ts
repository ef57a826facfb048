/** Faults of the API: by rate from the seed, or ordered for the next calls. */
import type { ApiFault, ApiFaultKind } from './options.ts';
import type { Random } from './random.ts';

/** A fault for the next `times` calls (default 1), of one endpoint or of any. */
export interface OrderedFault {
  endpoint?: string;
  times?: number;
  fault: ApiFaultKind;
}

export interface ApiFaults {
  /** The fault of this call, if any. */
  draw(endpoint: string): ApiFaultKind | undefined;
  set(faults: readonly ApiFault[]): void;
  rates(): readonly ApiFault[];
  order(fault: OrderedFault): void;
  /** Takes back what was ordered under this name and has not been met. */
  cancel(label: string): void;
  /** Calls that are still to be hit. */
  waiting(label: string): number;
  hitCount(label: string): number;
}

/** What a fault is called in the log and in counts. */
export function faultLabel(fault: ApiFaultKind): string {
  if ('errcode' in fault) return `errcode ${fault.errcode}`;
  if ('slowMs' in fault) return 'slow';
  return 'reset' in fault ? `reset ${fault.reset}` : 'half body';
}

/** They are about the token a call carries, or about the call's business: fetching a token meets none of them. */
const NEEDS_TOKEN = new Set([40014, 41001, 42001, 48002, 60011, 60020, 84061]);

function canHit(each: { endpoint?: string | undefined; fault: ApiFaultKind }, endpoint: string): boolean {
  if (each.endpoint !== undefined) return each.endpoint === endpoint;
  return endpoint !== 'gettoken' || !('errcode' in each.fault) || !NEEDS_TOKEN.has(each.fault.errcode);
}

export function createApiFaults(random: Random, initial: readonly ApiFault[]): ApiFaults {
  let rates = initial;
  let ordered: { endpoint: string | undefined; left: number; fault: ApiFaultKind }[] = [];
  const calls = new Map<string, number>();
  const hits = new Map<string, number>();
  const find = (endpoint: string): ApiFaultKind | undefined => {
    const call = (calls.get(endpoint) ?? 0) + 1;
    calls.set(endpoint, call);
    const next = ordered.find((each) => canHit(each, endpoint));
    if (next) {
      next.left--;
      ordered = ordered.filter((each) => each.left > 0);
      return next.fault;
    }
    return rates.find(
      (each, index) => canHit(each, endpoint) && random.chance(each.rate, 'api fault', index, endpoint, call),
    )?.fault;
  };
  return {
    draw: (endpoint) => {
      const fault = find(endpoint);
      if (fault) hits.set(faultLabel(fault), (hits.get(faultLabel(fault)) ?? 0) + 1);
      return fault;
    },
    set: (faults) => {
      rates = faults;
    },
    rates: () => rates,
    order: (fault) => {
      ordered.push({ endpoint: fault.endpoint, left: fault.times ?? 1, fault: fault.fault });
    },
    cancel: (label) => {
      ordered = ordered.filter((each) => faultLabel(each.fault) !== label);
    },
    waiting: (label) =>
      ordered.reduce((sum, each) => sum + (faultLabel(each.fault) === label ? each.left : 0), 0),
    hitCount: (label) => hits.get(label) ?? 0,
  };
}
