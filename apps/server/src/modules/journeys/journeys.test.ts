import { ApiError } from '@jetbridge/client';
import type { JourneyNode } from '@jetbridge/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTravel, type TestTravel } from '../../testing/travel.ts';

const hourMs = 3_600_000;
let world: TestTravel;
beforeAll(async () => {
  world = await openTestTravel();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.settle();
  // Journeys of earlier tests shall not hear what happens in this one.
  await world.stores.pg.query(`update journeys set status = 'paused'`);
  await world.stores.pg.query('update journey_catalogue set revision = revision + 1');
  Object.assign(world.postcards, { friends: null, posted: [], answer: null });
  // The next morning, so that nobody sleeps and caps are days away.
  const days = Math.ceil(
    (world.stores.clock.now().getTime() - Date.parse('2026-03-02T02:00:00Z')) / 86_400_000,
  );
  world.stores.clock.set(new Date(Date.parse('2026-03-02T02:00:00Z') + (days + 8) * 86_400_000));
  await world.events.ensurePartitions();
});

const start = (event: string, next = 'a'): JourneyNode => ({
  id: 'in',
  kind: 'trigger',
  on: { event },
  next,
});
const wait = (id: string, next?: string, duration = 'PT1H'): JourneyNode => ({
  id,
  kind: 'wait',
  for: duration,
  ...(next ? { next } : {}),
});
const send = (id: string, more: object = {}): JourneyNode =>
  ({ id, kind: 'send', channel: 'wecom', purpose: 'marketing', text: `say ${id}`, ...more }) as JourneyNode;
const counts = async (id: string, version?: number) => {
  const found = await world.client.journeys.counts({ params: { id }, query: version ? { version } : {} });
  return { ...found, at: Object.fromEntries(found.nodes.map((node) => [node.node, node])) };
};
const who = async (id: string, node?: string) =>
  (await world.client.journeys.enrolments({ params: { id }, query: node ? { node } : {} })).items;
const posted = () => world.postcards.posted.map((message) => message.text);
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );

describe('a journey', () => {
  it('leads from an event through wait, branch, send and tag to its end, and counts each step', async () => {
    const tag = await world.stores.pg.tx((tx) => world.tags.ensure(tx, '旅程', '已提醒'));
    const id = await world.launch([
      {
        id: 'in',
        kind: 'trigger',
        on: { event: 'Booking Abandoned', where: [{ property: 'total', is: 'gte', value: 100 }] },
        next: 'w',
      },
      wait('w', 'b'),
      { id: 'b', kind: 'branch', rule: { trait: 'city', is: 'eq', value: 'Shanghai' }, yes: 's', no: 'x' },
      send('s', { link: 'https://yj.example/back', next: 't' }),
      { id: 't', kind: 'tag', add: [tag.id], next: 'x' },
      { id: 'x', kind: 'exit' },
    ]);
    const [local, distant, thrifty] = await world.people(3);
    await world.happen([local!], 'Seen', { traits: { city: 'Shanghai' } });
    await world.happen([local!, distant!], 'Booking Abandoned', { properties: { total: 500 } });
    await world.happen([thrifty!], 'Booking Abandoned', { properties: { total: 5 } });
    await world.settle();
    expect(await who(id)).toMatchObject([
      { node: 'w', status: 'active', because: 'Booking Abandoned' },
      { node: 'w', status: 'active' },
    ]);
    await world.pass(hourMs);
    expect(posted()).toEqual(['say s']);
    const after = await counts(id);
    expect(after).toMatchObject({ version: 1, active: 0, entered: 2, done: 2 });
    expect(after.at.b?.exits).toEqual({ yes: 1, no: 1 });
    expect([after.at.w?.passed, after.at.s?.passed, after.at.x?.passed, after.at.x?.here]).toEqual([
      2, 1, 2, 0,
    ]);
    expect((await who(id)).map((row) => row.status)).toEqual(['done', 'done']);
    const tags = await world.tags.ofCustomers(world.stores.pg, [local!]);
    expect(tags.get(local!)?.map((t) => t.name)).toEqual(['已提醒']);
    const summary = await world.client.journeys.get({ params: { id } });
    expect(summary).toMatchObject({ status: 'running', active: 0, enteredToday: 2, enteredYesterday: 0 });
    const names = await world.stores.pg.query<{ name: string }>(
      `select name from event_inbox where customer_id = $1 and name like 'Journey%' order by seq`,
      [local],
    );
    expect(names.map((row) => row.name)).toEqual(['Journey Entered', 'Journey Exited']);
  });

  it('begins when somebody enters a segment', async () => {
    const rule = { trait: 'tier', is: 'eq', value: 'gold' } as const;
    const segment = await world.segments.create({ name: '金卡', rule });
    const id = await world.launch([
      { id: 'in', kind: 'trigger', on: { segment: segment.id }, next: 'w' },
      wait('w'),
    ]);
    const people = await world.people(2);
    await world.happen(people.slice(0, 1), 'Upgraded', { traits: { tier: 'gold' } });
    await world.settle();
    expect(await who(id)).toMatchObject([{ customerId: people[0], because: 'Segment Entered: 金卡' }]);
  });

  it('does not begin for what happened long ago', async () => {
    const id = await world.launch([start('Bought'), wait('a')]);
    const people = await world.people(2);
    const ago = (days: number) => new Date(world.stores.clock.now().getTime() - days * 86_400_000);
    await world.happen(people.slice(0, 1), 'Bought', { at: ago(300) });
    await world.happen(people.slice(1), 'Bought', { at: ago(2) });
    expect(await who(id)).toMatchObject([{ customerId: people[1] }]);
  });

  it('takes somebody once, again and again, or again after a while, as it says', async () => {
    const [person] = await world.people(1);
    const never = await world.launch([start('Came'), wait('a')]);
    const always = await world.launch([start('Came'), wait('a')], 'always');
    const later = await world.launch([start('Came'), wait('a')], { after: 'PT3H' });
    const entered = async () =>
      (await Promise.all([never, always, later].map((id) => counts(id)))).map((c) => c.entered);
    await world.happen([person!], 'Came');
    await world.happen([person!], 'Came');
    await world.settle();
    expect(await entered()).toEqual([1, 1, 1]);
    await world.pass(hourMs);
    await world.happen([person!], 'Came');
    await world.settle();
    expect(await entered()).toEqual([1, 2, 1]);
    await world.pass(2 * hourMs + 1000);
    await world.happen([person!], 'Came');
    expect(await entered()).toEqual([1, 3, 2]);
  });

  it('waits for an event, and goes another way when it does not come', async () => {
    const id = await world.launch([
      start('Asked'),
      { id: 'a', kind: 'waitEvent', event: 'Answered', for: 'PT2H', next: 's1', timeout: 's2' },
      send('s1'),
      send('s2'),
    ]);
    const [quick, slow, early] = await world.people(3);
    await world.happen([early!], 'Answered');
    world.stores.clock.advance(60_000);
    await world.happen([quick!, slow!, early!], 'Asked');
    await world.settle();
    await world.pass(hourMs);
    await world.happen([quick!], 'Answered');
    // Heard only now, but it happened before anybody was asked.
    await world.happen([early!], 'Answered', {
      at: new Date(world.stores.clock.now().getTime() - 2 * hourMs),
    });
    await world.settle();
    expect((await counts(id)).at.a).toMatchObject({ here: 2, exits: { next: 1 } });
    await world.pass(hourMs);
    await world.happen([slow!], 'Answered');
    await world.settle();
    expect((await counts(id)).at.a).toMatchObject({ here: 0, exits: { next: 1, timeout: 2 } });
    expect(posted().sort()).toEqual(['say s1', 'say s2', 'say s2']);
  });

  it('counts an event that happened in time though it is heard when time is up', async () => {
    const id = await world.launch([
      start('Asked2'),
      { id: 'a', kind: 'waitEvent', event: 'Answered2', for: 'PT1H', next: 's1', timeout: 's2' },
      send('s1'),
      send('s2'),
    ]);
    const people = await world.people(2);
    await world.happen(people, 'Asked2');
    await world.settle();
    const justBefore = new Date(world.stores.clock.now().getTime() + hourMs - 1);
    world.stores.clock.advance(hourMs + 5_000);
    await world.happen(people.slice(0, 1), 'Answered2', { at: justBefore });
    await world.happen(people.slice(1), 'Answered2');
    await world.settle();
    expect((await counts(id)).at.a?.exits).toEqual({ next: 1, timeout: 1 });
  });

  it('lets nobody enter or move while it is paused, and goes on afterwards', async () => {
    const id = await world.launch([start('Landed'), wait('a', 's'), send('s')]);
    const [before, during] = await world.people(2);
    await world.happen([before!], 'Landed');
    await world.settle();
    expect((await world.client.journeys.pause({ params: { id } })).status).toBe('paused');
    await world.happen([during!], 'Landed');
    await world.pass(2 * hourMs);
    expect(await counts(id)).toMatchObject({ active: 1, entered: 1 });
    expect(posted()).toEqual([]);
    expect((await world.client.journeys.resume({ params: { id } })).status).toBe('running');
    await world.settle();
    expect(posted()).toEqual(['say s']);
  });

  it('is finished on the version it was begun on', async () => {
    const id = await world.launch([start('Took off'), wait('a', 's'), send('s', { text: 'old' })], 'always');
    const [first, second] = await world.people(2);
    await world.happen([first!], 'Took off');
    await world.settle();
    const nodes = [start('Took off'), wait('a', 's'), send('s', { text: 'new' })];
    const draft = await world.client.journeys.saveDraft({
      params: { id },
      body: { graph: { nodes, reentry: 'always' } },
    });
    expect(draft).toMatchObject({ version: 1, draftDiffers: true });
    const published = await world.client.journeys.publish({ params: { id } });
    expect(published).toMatchObject({ version: 2, draftDiffers: false });
    expect(published.versions.map((v) => [v.version, v.active])).toEqual([
      [2, 0],
      [1, 1],
    ]);
    await world.happen([second!], 'Took off');
    await world.settle();
    await world.pass(hourMs);
    expect(posted().sort()).toEqual(['new', 'old']);
    expect([(await counts(id, 1)).done, (await counts(id)).done]).toEqual([1, 1]);
    expect(await code(counts(id, 9))).toBe('journeys.version_not_found');
  });

  it('lets go of one traveller', async () => {
    const id = await world.launch([start('Boarded'), wait('a', 's'), send('s')]);
    const people = await world.people(2);
    await world.happen(people, 'Boarded');
    await world.settle();
    const [gone] = await who(id, 'a');
    const params = { id, enrolmentId: gone!.id };
    await world.client.journeys.remove({ params });
    expect(await code(world.client.journeys.remove({ params }))).toBe('journeys.not_found');
    await world.pass(hourMs);
    expect(posted()).toHaveLength(1);
    expect((await who(id)).map((row) => row.status).sort()).toEqual(['done', 'removed']);
  });

  it('is gone through once by two customers who turn out to be one', async () => {
    const id = await world.launch([start('Checked in'), wait('a', 's'), send('s')]);
    const [older, younger] = await world.people(2);
    await world.happen([younger!], 'Checked in');
    world.stores.clock.advance(60_000);
    await world.happen([older!], 'Checked in');
    await world.settle();
    await world.customers.merge(older!, younger!, 'test');
    await world.settle();
    const rows = await who(id);
    expect(rows.map((row) => [row.customerId, row.status])).toEqual([
      [older, 'active'],
      [older, 'removed'],
    ]);
    await world.pass(hourMs);
    expect(posted()).toHaveLength(1);
  });
});

describe('a message', () => {
  it('that is refused goes its own way, or on when there is none', async () => {
    const own = await world.launch([
      start('Y1'),
      send('a', { next: 'x', refused: 't' }),
      { id: 'x', kind: 'exit' },
      send('t', { purpose: 'service' }),
    ]);
    const on = await world.launch([start('Y1'), send('a', { next: 't' }), send('t', { purpose: 'service' })]);
    const [silent] = await world.people(1, { marketing: false });
    await world.happen([silent!], 'Y1');
    await world.settle();
    expect((await counts(own)).at.a?.exits).toEqual({ refused: 1 });
    expect((await counts(on)).at.a?.exits).toEqual({ refused: 1 });
    expect(posted()).toEqual(['say t', 'say t']);
  });

  it('that comes at night waits for the morning', async () => {
    const id = await world.launch([start('Y2'), send('a', { next: 'x' }), { id: 'x', kind: 'exit' }]);
    const [person] = await world.people(1);
    world.stores.clock.advance(12 * hourMs); // 22:00 in Shanghai
    await world.happen([person!], 'Y2');
    await world.settle();
    expect(posted()).toEqual([]);
    expect((await who(id))[0]?.dueAt).toMatch(/T00:00:00.000Z$/);
    await world.pass(10 * hourMs);
    expect(posted()).toEqual(['say a']);
    expect((await counts(id)).at.a?.exits).toEqual({ next: 1 });
  });

  it('that finds night again and again counts as refused in the end', async () => {
    const id = await world.launch([start('Y3'), send('a', { refused: 'x' }), { id: 'x', kind: 'exit' }]);
    const [person] = await world.people(1);
    world.stores.clock.advance(12 * hourMs);
    await world.happen([person!], 'Y3');
    await world.settle();
    for (let night = 0; night < 3; night++) await world.pass(24 * hourMs);
    expect((await counts(id)).at.a?.exits).toEqual({ refused: 1 });
    expect(posted()).toEqual([]);
  });
});
