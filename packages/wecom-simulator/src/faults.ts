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
  order(fault: OrderedFault): void;
}

export function createApiFaults(random: Random, initial: readonly ApiFault[]): ApiFaults {
  let rates = initial;
  const ordered: { endpoint: string | undefined; left: number; fault: ApiFaultKind }[] = [];
  const calls = new Map<string, number>();
  return {
    draw: (endpoint) => {
      const call = (calls.get(endpoint) ?? 0) + 1;
      calls.set(endpoint, call);
      const due = ordered.findIndex((each) => each.endpoint === undefined || each.endpoint === endpoint);
      const next = ordered[due];
      if (next) {
        next.left--;
        if (next.left <= 0) ordered.splice(due, 1);
        return next.fault;
      }
      const hit = rates.find(
        (each, index) =>
          (each.endpoint === undefined || each.endpoint === endpoint) &&
          random.chance(each.rate, 'api fault', index, endpoint, call),
      );
      return hit?.fault;
    },
    set: (faults) => {
      rates = faults;
    },
    order: (fault) => {
      ordered.push({ endpoint: fault.endpoint, left: fault.times ?? 1, fault: fault.fault });
    },
  };
}
