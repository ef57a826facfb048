/** When memberships can be read, without asking for them: asking again and again would load what is measured. */
import type { CustomerId } from '@jetbridge/contract';
import type { Warehouse } from '../apps/server/src/kernel/warehouse.ts';
import { sleep } from './harness.ts';

export interface MembershipWatch {
  /** The serial of the segment that is watched. */
  segment(serial: number): void;
  /** From now on this customer is waited for. */
  expect(id: CustomerId): void;
  /** Waits for everybody expected; how long each took since, in milliseconds. */
  arrivals(): Promise<number[]>;
}

/** Notes the moments at which the warehouse acknowledges memberships. */
export function watchMemberships(warehouse: Warehouse): MembershipWatch {
  let watched = 0;
  const open = new Map<CustomerId, number>();
  let found: number[] = [];
  const insert = warehouse.insert;
  warehouse.insert = async (table, rows, options) => {
    await insert(table, rows, options);
    if (table !== 'memberships') return;
    const now = performance.now();
    for (const row of rows as { customer_id: CustomerId; segments: number[] }[]) {
      const since = open.get(row.customer_id);
      if (since === undefined || !row.segments.includes(watched)) continue;
      found.push(now - since);
      open.delete(row.customer_id);
    }
  };
  return {
    segment: (serial) => {
      watched = serial;
    },
    expect: (id) => void open.set(id, performance.now()),
    async arrivals() {
      while (open.size > 0) await sleep(50);
      const all = found;
      found = [];
      return all;
    },
  };
}
