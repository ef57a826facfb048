import type { CustomerId } from '@jetbridge/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSignal, type Signal } from '../../kernel/signal.ts';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { createCustomers } from '../customers/index.ts';
import { createEvents } from '../events/index.ts';
import {
  addCustomers,
  deliver,
  type Happening,
  membersByBitmap,
  membersKept,
  type World,
} from './harness.ts';
import { createSegments } from './index.ts';
import { mergeLargeParts, readMemberships } from './memberships.ts';

let stores: TestStores;
let signal: Signal;
let world: World;

beforeAll(async () => {
  stores = await openTestStores();
  signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  const events = createEvents({ ...stores, signal });
  const customers = createCustomers(stores);
  world = { ...stores, segments: createSegments({ ...stores, signal, events, customers }) };
  await events.ensurePartitions();
});
afterAll(async () => {
  await signal.close();
  await stores.close();
});

const population = 5_000;
const ids = Array.from({ length: population }, (_, n) => String(n + 1) as CustomerId);
const names = ['App Opened', 'Order Completed', 'Seat Chosen', 'Bag Added'];

/** One event of each customer, of a name and with a total that differ from round to round. */
const round = (number: number): Happening[] =>
  ids.map((customerId, n) => ({
    key: `${number} ${customerId}`,
    customerId,
    name: names[(n + number * (1 + (n % 3))) % names.length] ?? '',
    at: new Date(world.clock.now().getTime() - ((n * 7 + number) % 90) * 86_400_000),
    properties: { total: (n * 31 + number * 17) % 500 },
  }));

const sorted = (lists: string[][]) => lists.map((list) => list.toSorted());

describe('a batch of thousands', () => {
  it('in which customers need different rows, properties and traits leaves what a full pass finds', async () => {
    await addCustomers(world, new Map(ids.map((id, n) => [id, { tier: n % 5 === 0 ? 'gold' : 'base' }])));
    await world.segments.settle();
    const rules = [
      { event: 'App Opened', within: 'P60D', measure: { count: { gte: 2 } } },
      { event: 'Order Completed', measure: { sum: { of: 'total', gte: 300 } } },
      { all: [{ event: 'Seat Chosen' }, { trait: 'tier', is: 'eq', value: 'gold' }] },
      { all: [{ event: 'Bag Added' }, { not: { event: 'App Opened', within: 'P30D' } }] },
      { event: 'Bag Added', where: [{ property: 'total', is: 'lt', value: 100 }] },
    ];
    const segments: string[] = [];
    for (const [n, rule] of rules.entries())
      segments.push((await world.segments.create({ name: `rule ${n}`, rule })).id);
    for (let number = 0; number < 4; number++) {
      await deliver(world, round(number));
      await world.segments.settle();
      const kept = sorted(await membersKept(world, segments));
      expect(kept).toEqual(sorted(await membersByBitmap(world, segments)));
      if (number === 3) for (const members of kept) expect(members.length).toBeGreaterThan(50);
    }
  });

  it('keeps since when somebody is a member, also once parts are merged', async () => {
    const before = await readMemberships(world.warehouse, ids);
    const entered = [...before.values()].flatMap(({ segments }) => [...segments.values()]);
    expect(new Set(entered)).toEqual(new Set([world.clock.now().getTime()]));
    world.clock.advance(1_000);
    await deliver(world, round(4));
    await world.segments.settle();
    const after = await readMemberships(world.warehouse, ids);
    let stayed = 0;
    for (const [id, { segments }] of before) {
      for (const [serial, since] of segments) {
        const now = after.get(id)?.segments.get(serial);
        if (now === undefined) continue;
        expect(now).toBe(since);
        stayed += 1;
      }
    }
    expect(stayed).toBeGreaterThan(1_000);
    await mergeLargeParts(world.warehouse, 1);
    expect(await readMemberships(world.warehouse, ids)).toEqual(after);
    const [parts] = await world.warehouse.query<{ n: string }>(
      `SELECT count() AS n FROM system.parts
       WHERE active AND database = currentDatabase() AND table = 'memberships'`,
    );
    expect(Number(parts?.n)).toBe(1);
  });
});
