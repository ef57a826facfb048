import type { CustomerId, Rule } from '@jetbridge/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSignal, type Signal } from '../../kernel/signal.ts';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { createCustomers } from '../customers/index.ts';
import { createEvents } from '../events/index.ts';
import { addCustomers, deliver, merge, touch, type World } from './harness.ts';
import { createSegments } from './index.ts';

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

/** Announcements of coming and going so far, in order, as `Segment Entered 12`. */
async function announced(id: string): Promise<string[]> {
  const rows = await stores.pg.query<{ name: string; customer: string }>(
    `select name, customer_id as customer from event_inbox where properties::jsonb ->> 'segment' = $1 order by seq`,
    [id],
  );
  return rows.map(({ name, customer }) => `${name} ${customer}`);
}

let nextId = 1;
/** New customers with these traits. */
async function people(...traits: Record<string, unknown>[]): Promise<CustomerId[]> {
  const ids = traits.map(() => String(nextId++) as CustomerId);
  await addCustomers(world, new Map(ids.map((id, i) => [id, traits[i] ?? {}])));
  return ids;
}
let nextKey = 1;
/** An event of now, or of so many days ago. */
const happened = (customerId: CustomerId, name: string, daysAgo = 0) => ({
  key: `k${nextKey++}`,
  customerId,
  name,
  at: new Date(world.clock.now().getTime() - daysAgo * 86_400_000),
});
const everyone = { limit: 200, after: null };
const membersOf = async (id: string) => (await world.segments.members(id, everyone)).items.map((c) => c.id);
const define = (name: string, rule: unknown) => world.segments.create({ name, rule });
/** Segments of earlier tests would go on evaluating. */
beforeEach(async () => {
  const { items } = await world.segments.list(everyone);
  for (let left = items; left.length > 0; ) {
    const stuck: typeof items = [];
    for (const segment of left)
      await world.segments.remove(segment.id).catch(() => {
        stuck.push(segment);
      });
    if (stuck.length === left.length) throw new Error('Segments of an earlier test cannot be removed');
    left = stuck;
  }
});

describe('a segment', () => {
  it('holds at once whoever fulfils its rule, and announces none of them', async () => {
    const [gold, silver] = await people({ tier: 'gold' }, { tier: 'silver' });
    const segment = await define('gold', { trait: 'tier', is: 'eq', value: 'gold' });
    expect(segment).toMatchObject({ status: 'live', memberCount: 1 });
    expect(await membersOf(segment.id)).toEqual([gold]);
    expect(await announced(segment.id)).toEqual([]);
    expect(await world.segments.segmentsOf(gold!)).toEqual([{ id: segment.id, name: 'gold', since: null }]);
    expect(await world.segments.segmentsOf(silver!)).toEqual([]);
  });

  it('takes in and lets go as events and traits arrive, announcing each change once', async () => {
    const segment = await define('buyers', {
      all: [
        { event: 'Order Completed', measure: { count: { gte: 2 } } },
        { trait: 'blocked', is: 'absent' },
      ],
    });
    const [ann] = await people({});
    await deliver(world, [happened(ann!, 'Order Completed')]);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([]);
    await deliver(world, [happened(ann!, 'Order Completed')]);
    await deliver(world, [happened(ann!, 'Order Completed')]);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([ann]);
    expect(await announced(segment.id)).toEqual([`Segment Entered ${ann}`]);
    await addCustomers(world, new Map([[ann!, { blocked: true }]]));
    await world.segments.settle();
    expect(await announced(segment.id)).toEqual([`Segment Entered ${ann}`, `Segment Exited ${ann}`]);
    expect(await world.segments.get(segment.id)).toMatchObject({
      memberCount: 0,
      entered24h: 1,
      exited24h: 1,
    });
    const { days } = await world.segments.trend(segment.id);
    expect(days).toHaveLength(14);
    expect(days.at(-1)).toEqual({ day: '2026-03-02', entered: 1, exited: 1, members: 0 });
  });

  it('takes in new customers of whom nothing else is known when silence is the rule', async () => {
    const segment = await define('silent', { not: { event: 'App Opened' } });
    const before = segment.memberCount;
    const [bob] = await people({});
    await world.segments.settle();
    expect((await world.segments.get(segment.id)).memberCount).toBe(before + 1);
    expect(await announced(segment.id)).toEqual([`Segment Entered ${bob}`]);
  });

  it('turns at the second an event leaves its window, though nothing happens', async () => {
    const [cat] = await people({});
    await deliver(world, [happened(cat!, 'App Opened', 6)]);
    const segment = await define('dormant', {
      event: 'App Opened',
      measure: { last: { before: 'P7D' } },
    });
    await world.segments.settle();
    stores.clock.advance(86_400_000 - 30_000);
    await world.segments.settle();
    stores.clock.advance(29_999);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([]);
    stores.clock.advance(1);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([cat]);
  });

  it('turns also for a late event whose edge is nearer than the sweep looks', async () => {
    const segment = await define('recent', { event: 'Lounge Visited', within: 'P1D' });
    const [dan] = await people({});
    await world.segments.settle();
    await deliver(world, [
      { ...happened(dan!, 'Lounge Visited'), at: new Date(world.clock.now().getTime() - 86_400_000 + 5_000) },
    ]);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([dan]);
    stores.clock.advance(5_000);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([]);
  });

  it('follows the segments that it refers to, in the same turn', async () => {
    const buyers = await define('any order', { event: 'Order Completed' });
    const others = await define('no order', {
      all: [{ not: { segment: buyers.id } }, { trait: 'followed', is: 'eq', value: true }],
    });
    const [eve] = await people({ followed: true });
    await world.segments.settle();
    expect(await membersOf(others.id)).toEqual([eve]);
    await deliver(world, [happened(eve!, 'Order Completed')]);
    await world.segments.settle();
    expect(await membersOf(others.id)).toEqual([]);
    await world.segments.update(buyers.id, { rule: { event: 'Nothing Such' } });
    expect(await membersOf(others.id)).toEqual([eve]);
  });

  it('credits the winner of a merge and drops the loser without a word', async () => {
    const [fay, gus] = await people({}, {});
    const segment = await define('two flights', { event: 'Flight Flown', measure: { count: { gte: 2 } } });
    await deliver(world, [happened(fay!, 'Flight Flown'), happened(gus!, 'Flight Flown')]);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([]);
    await merge(world, { id: fay!, traits: {} }, gus!);
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([fay]);
    expect(await announced(segment.id)).toEqual([`Segment Entered ${fay}`]);
  });

  it('evaluates any rule for some customers, as branches of journeys ask', async () => {
    const [hal, ida] = await people({ points: 100 }, { points: 99.5 });
    const rule: Rule = { trait: 'points', is: 'gte', value: 100 };
    expect(await world.segments.evaluate(rule, [hal!, ida!], world.clock.now())).toEqual(new Set([hal]));
  });
});

describe('a preview', () => {
  it('counts the rule and each of its conditions, in reading order', async () => {
    const [jo, kim] = await people({ home: 'XMN', tier: 'gold' }, { home: 'XMN' });
    const preview = await world.segments.preview({
      all: [{ trait: 'home', is: 'eq', value: 'XMN' }, { not: { trait: 'tier', is: 'eq', value: 'gold' } }],
    });
    expect(preview).toMatchObject({
      count: 1,
      conditions: [{ path: 'all[0]', count: 2 }, { path: 'all[1].not' }],
    });
    expect(preview.sample.map((customer) => customer.id)).toEqual([kim]);
    expect(preview.population).toBeGreaterThan(2);
    expect(jo).toBeDefined();
  });
});

describe('definitions', () => {
  const rule = { event: 'Order Completed' };

  it('refuse a rule by place and reason', async () => {
    await expect(
      define('bad', { all: [{ event: 'X', where: [{ property: 'a', is: 'like' }] }] }),
    ).rejects.toMatchObject({ code: 'segments.rule_invalid', details: { path: 'all[0].where[0].is' } });
    const unknown = { any: [rule, { segment: '00000000-0000-7000-8000-000000000000' }] };
    await expect(define('bad', unknown)).rejects.toMatchObject({
      code: 'segments.rule_invalid',
      details: { path: 'any[1].segment' },
    });
  });

  it('refuse a name twice, a circle, and deleting what is used', async () => {
    const a = await define('a', rule);
    const b = await define('b', { not: { segment: a.id } });
    await expect(define('A', rule)).rejects.toMatchObject({ code: 'segments.name_taken' });
    await expect(world.segments.update(a.id, { rule: { segment: b.id } })).rejects.toMatchObject({
      code: 'segments.cycle',
    });
    await expect(world.segments.remove(a.id)).rejects.toMatchObject({ code: 'segments.in_use' });
    await world.segments.remove(b.id);
    await world.segments.remove(a.id);
    await expect(world.segments.get(a.id)).rejects.toMatchObject({ code: 'segments.not_found' });
  });

  it('that change keep queued customers: what arrived before is evaluated by the new rule', async () => {
    const segment = await define('shifting', { event: 'One' });
    const [lea] = await people({});
    await deliver(world, [happened(lea!, 'Two')]);
    await touch(world, [lea!]);
    await world.segments.update(segment.id, { rule: { event: 'Two' } });
    await world.segments.settle();
    expect(await membersOf(segment.id)).toEqual([lea]);
    expect(await announced(segment.id)).toEqual([]);
  });
});
