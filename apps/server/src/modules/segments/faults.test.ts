/** Killed anywhere between deciding and having written: each change is announced once and kept. */
import type { CustomerId } from '@jetbridge/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Postgres } from '../../kernel/postgres.ts';
import { openSignal, type Signal } from '../../kernel/signal.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { createCustomers } from '../customers/index.ts';
import { createEvents, type Events } from '../events/index.ts';
import { addCustomers, deliver, membersByBitmap, membersKept, type World } from './harness.ts';
import { createSegments, type Segments } from './index.ts';

let stores: TestStores;
let signal: Signal;
let events: Events;
let world: World;

/** Another process on the same stores. */
function replica(parts: { pg?: Postgres; warehouse?: Warehouse } = {}): Segments {
  const on = { ...stores, ...parts };
  return createSegments({ ...on, signal, events, customers: createCustomers(stores) });
}

beforeAll(async () => {
  stores = await openTestStores();
  signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  events = createEvents({ ...stores, signal });
  world = { ...stores, segments: replica() };
  await events.ensurePartitions();
});
afterAll(async () => {
  await signal.close();
  await stores.close();
});

/** Announcements of coming and going so far, in order, as `Segment Entered 12`. */
async function announced(id: string): Promise<string[]> {
  const rows = await stores.pg.query<{ name: string; customer: string }>(
    `select name, customer_id as customer from event_inbox where properties::jsonb ->> 'segment' = $1 order by seq`,
    [id],
  );
  return rows.map(({ name, customer }) => `${name} ${customer}`);
}

let nextId = 1;
let segmentId = '';
let people: CustomerId[];

/** Two hundred customers who are about to buy, in every lane. */
beforeEach(async () => {
  if (segmentId !== '') await world.segments.remove(segmentId);
  segmentId = (await world.segments.create({ name: 'buyers', rule: { event: `Bought ${nextId}` } })).id;
  people = Array.from({ length: 200 }, () => String(nextId++) as CustomerId);
  await addCustomers(world, new Map(people.map((id) => [id, {}])));
  await world.segments.settle();
});

async function buy(): Promise<void> {
  const name = (await world.segments.get(segmentId)).rule as { event: string };
  const at = stores.clock.now();
  await deliver(
    world,
    people.map((customerId) => ({ key: `${customerId}`, customerId, name: name.event, at })),
  );
}

async function expectOnceEach(): Promise<void> {
  expect((await announced(segmentId)).sort()).toEqual(people.map((id) => `Segment Entered ${id}`).sort());
  const [kept, meant] = [await membersKept(world, [segmentId]), await membersByBitmap(world, [segmentId])];
  expect(kept[0]?.sort()).toEqual([...people].sort());
  expect(meant[0]?.sort()).toEqual([...people].sort());
  expect(await world.segments.get(segmentId)).toMatchObject({
    memberCount: 200,
    entered24h: 200,
    exited24h: 0,
  });
  expect(await stores.pg.query('select 1 from membership_changes')).toEqual([]);
}

class Killed extends Error {}

/** A warehouse whose process dies at a call, before or after the call took effect. */
function dying(at: { call: string; after?: boolean }): Warehouse {
  const guard = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    if (call !== at.call) return work();
    if (at.after) await work();
    throw new Killed();
  };
  return {
    ...stores.warehouse,
    query: (sql, ...rest) =>
      guard(sql.includes('AS held') ? 'features' : 'query', () => stores.warehouse.query(sql, ...rest)),
    insert: (table, ...rest) => guard(table, () => stores.warehouse.insert(table, ...rest)),
    command: (sql, ...rest) =>
      guard(sql.trim().split(' (')[0] ?? '', () => stores.warehouse.command(sql, ...rest)),
  };
}

describe('an evaluator killed', () => {
  it.each([
    ['while it asked for features', { call: 'features' }],
    ['after the commit, before memberships were written', { call: 'memberships' }],
    ['after memberships were written', { call: 'memberships', after: true }],
    ['before the log was written', { call: 'membership_log' }],
    ['after the log was written', { call: 'membership_log', after: true }],
  ])('%s leaves each change to be announced once and kept', async (_, at) => {
    await buy();
    await expect(replica({ warehouse: dying(at) }).settle()).rejects.toThrow(Killed);
    await replica().settle();
    await expectOnceEach();
  });

  it('before it could forget what it had written repeats it without effect', async () => {
    await buy();
    const pg: Postgres = {
      ...stores.pg,
      query: (text, params) =>
        text.startsWith('delete from membership_changes')
          ? Promise.reject(new Killed())
          : stores.pg.query(text, params),
    };
    await expect(replica({ pg }).settle()).rejects.toThrow(Killed);
    expect(await stores.pg.query('select 1 from membership_changes')).not.toEqual([]);
    await replica().settle();
    await expectOnceEach();
  });

  it('and slow to die writes late what a successor has changed since, without effect', async () => {
    await buy();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: Warehouse = {
      ...stores.warehouse,
      insert: async (table, ...rest) => {
        await held;
        await stores.warehouse.insert(table, ...rest);
      },
    };
    const dawdling = replica({ warehouse: slow }).settle();
    while ((await stores.pg.query('select 1 from membership_changes')).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await replica().settle();
    await expectOnceEach();
    const blocked = people.slice(0, 50);
    await stores.pg.query('select 1');
    await world.warehouse.insert(
      'customers',
      blocked.map((customer_id) => ({ customer_id, alive: 0, traits: '{}', version: 1_000_000 })),
    );
    await stores.pg.tx((tx) =>
      world.segments.enqueue(
        tx,
        blocked.map((customerId) => ({ customerId, events: [], profile: true })),
      ),
    );
    await replica().settle();
    release();
    await dawdling;
    expect((await membersKept(world, [segmentId]))[0]).toHaveLength(150);
    expect((await world.segments.get(segmentId)).memberCount).toBe(150);
  });
});

describe('several evaluators', () => {
  it('on the same lanes at the same time announce each change once', async () => {
    await buy();
    await Promise.all(Array.from({ length: 4 }, () => replica().settle()));
    await expectOnceEach();
  });
});

describe('computing the members of a new rule', () => {
  it.each(['INSERT INTO segment_bitmaps', 'INSERT INTO memberships'])(
    'killed at %s is taken up again',
    async (call) => {
      await buy();
      await world.segments.settle();
      const dead = replica({ warehouse: dying({ call, after: true }) });
      const fresh = await dead.create({ name: `late ${call}`, rule: { not: { segment: segmentId } } });
      expect(fresh.status).toBe('computing');
      await world.segments.settle();
      const [kept, meant] = [await membersKept(world, [fresh.id]), await membersByBitmap(world, [fresh.id])];
      expect(kept[0]?.sort()).toEqual(meant[0]?.sort());
      expect(await world.segments.get(fresh.id)).toMatchObject({
        status: 'live',
        memberCount: kept[0]?.length,
      });
      await world.segments.remove(fresh.id);
    },
  );

  it('takes no rule for computed that changed while it went on', async () => {
    await buy();
    const bought = (await world.segments.get(segmentId)).rule;
    let reached: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow: Warehouse = {
      ...stores.warehouse,
      command: async (...call) => {
        reached();
        await new Promise((resolve) => setTimeout(resolve, 150));
        await stores.warehouse.command(...call);
      },
    };
    const making = replica({ warehouse: slow }).create({ name: 'changing', rule: { event: 'Never' } });
    await inside;
    const [{ id } = { id: '' }] = await stores.pg.query<{ id: string }>(
      `select id from segments where name = 'changing'`,
    );
    await replica().update(id, { rule: bought });
    await making;
    await world.segments.settle();
    expect((await membersKept(world, [id]))[0]).toHaveLength(people.length);
    expect((await world.segments.get(id)).memberCount).toBe(people.length);
    await world.segments.remove(id);
  });

  it('loses nothing that arrives while it goes on', async () => {
    await buy();
    const rule = { event: 'Streamed', measure: { count: { gte: 2 } } };
    let delivered = 0;
    let going = true;
    const stream = (async () => {
      while (going || delivered < 40) {
        const customerId = people[delivered % 20] as CustomerId;
        await deliver(world, [
          { key: `stream ${segmentId} ${delivered++}`, customerId, name: 'Streamed', at: stores.clock.now() },
        ]);
        if (delivered % 3 === 0) await world.segments.settle();
      }
    })();
    const made = await replica().create({ name: 'streamed', rule });
    going = false;
    await stream;
    await world.segments.settle();
    expect((await membersKept(world, [made.id]))[0]?.sort()).toEqual(people.slice(0, 20).sort());
    expect((await world.segments.get(made.id)).memberCount).toBe(20);
    await world.segments.remove(made.id);
  });
});
