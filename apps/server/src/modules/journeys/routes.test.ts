import { ApiError } from '@jetbridge/client';
import type { CustomerId, JourneyNode } from '@jetbridge/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestTravel, type TestTravel } from '../../testing/travel.ts';

const hourMs = 3_600_000;
let world: TestTravel;
beforeAll(async () => {
  world = await openTestTravel();
});
afterAll(() => world.close());

const start = (event: string, next = 'a'): JourneyNode => ({
  id: 'in',
  kind: 'trigger',
  on: { event },
  next,
});
const wait = (id: string, next?: string): JourneyNode => ({
  id,
  kind: 'wait',
  for: 'PT1H',
  ...(next ? { next } : {}),
});
const who = async (id: string, node?: string) =>
  (await world.client.journeys.enrolments({ params: { id }, query: node ? { node } : {} })).items;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );

describe('the routes', () => {
  it('refuse a graph that cannot be walked, and say where', async () => {
    const { id } = await world.client.journeys.create({ body: { name: '坏的' } });
    const graph = { nodes: [start('E', 'nowhere')] };
    await world.client.journeys.saveDraft({ params: { id }, body: { graph } });
    const { problems } = await world.client.journeys.check({ body: { graph } });
    expect(problems).toEqual([{ node: 'in', field: 'next', reason: 'unknown_node' }]);
    const refused = await world.client.journeys.publish({ params: { id } }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'journeys.graph_invalid', details: { problems } });
    expect(await code(world.client.journeys.pause({ params: { id } }))).toBe('journeys.not_running');
    expect(await world.client.journeys.counts({ params: { id } })).toMatchObject({
      version: null,
      nodes: [],
    });
  });

  it('refuse a second journey of the same name, and one that does not exist', async () => {
    const create = () => world.client.journeys.create({ body: { name: '唯一' } });
    await create();
    expect(await code(create())).toBe('journeys.name_taken');
    const id = '00000000-0000-7000-8000-00000000dead';
    expect(await code(world.client.journeys.get({ params: { id } }))).toBe('journeys.not_found');
    expect(await code(world.client.journeys.publish({ params: { id } }))).toBe('journeys.not_found');
    expect(await code(who(id))).toBe('journeys.not_found');
    const broken = { name: '图', graph: { nodes: 'no' } as never };
    expect(await code(world.client.journeys.create({ body: broken }))).toBe('journeys.graph_invalid');
  });

  it('show who is where page by page, each once, those who left at the end', async () => {
    const id = await world.launch([start('Paged'), wait('a', 'b'), wait('b')]);
    const people = await world.people(25);
    await world.happen(people.slice(0, 10), 'Paged');
    await world.settle();
    await world.pass(hourMs);
    await world.happen(people.slice(10), 'Paged');
    await world.settle();
    const [leaver] = await who(id, 'b');
    await world.client.journeys.remove({ params: { id, enrolmentId: leaver!.id } });
    const seen: { customerId: CustomerId; node: string; status: string }[] = [];
    let cursor: string | null = null;
    do {
      const query = { limit: 4, ...(cursor ? { cursor } : {}) };
      const page: Awaited<ReturnType<typeof world.client.journeys.enrolments>> =
        await world.client.journeys.enrolments({ params: { id }, query });
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen.map((row) => row.customerId)).size).toBe(25);
    expect(seen).toHaveLength(25);
    expect(seen.at(-1)?.status).toBe('removed');
    expect((await who(id, 'a')).length).toBe(15);
    const cursorOfAnother = { cursor: 'bm9wZQ' };
    const forged = world.client.journeys.enrolments({ params: { id }, query: cursorOfAnother });
    expect(await code(forged)).toBe('request.invalid');
  });

  it('list journeys with what they count', async () => {
    const id = await world.launch([start('Listed'), wait('a')]);
    await world.happen(await world.people(3), 'Listed');
    const { items } = await world.client.journeys.list();
    expect(items.find((item) => item.id === id)).toMatchObject({ active: 3, enteredToday: 3, version: 1 });
    expect(await world.journeys.mentioning('Listed')).toHaveLength(1);
  });
});
