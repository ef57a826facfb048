/** What must hold when several work at once, and when somebody is killed between any two statements. */
import type { CustomerId, JourneyNode } from '@jetbridge/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Postgres, Sql, Tx } from '../../kernel/postgres.ts';
import { openTestTravel, type TestTravel } from '../../testing/travel.ts';
import type { ResolvedEvent } from '../events/index.ts';

const hourMs = 3_600_000;
let world: TestTravel;
beforeAll(async () => {
  world = await openTestTravel();
});
afterAll(() => world.close());

const start = (event: string): JourneyNode => ({ id: 'in', kind: 'trigger', on: { event }, next: 'a' });
const send = (id: string, next?: string): JourneyNode => ({
  id,
  kind: 'send',
  channel: 'wecom',
  purpose: 'service',
  text: `say ${id}`,
  link: 'https://yj.example/',
  ...(next ? { next } : {}),
});
const waitEvent = (event: string): JourneyNode => ({
  id: 'a',
  kind: 'waitEvent',
  event,
  for: 'PT1H',
  next: 'x',
  timeout: 'y',
});
const exits = (...ids: string[]): JourneyNode[] => ids.map((id) => ({ id, kind: 'exit' }));
const waysOut = async (id: string, node: string) => {
  const { nodes } = await world.client.journeys.counts({ params: { id } });
  return nodes.find((n) => n.node === node)?.exits ?? {};
};
const count = async (sql: string, params: unknown[] = []) =>
  (await world.stores.pg.query<{ n: number }>(`select count(*)::int as n from ${sql}`, params))[0]?.n;

function heard(name: string, ids: readonly CustomerId[]): ResolvedEvent[] {
  const at = world.stores.clock.now();
  return ids.map((customerId) => ({
    eventId: '00000000-0000-7000-8000-000000000000',
    customerId,
    type: 'track',
    name,
    eventTime: at,
    receivedAt: at,
    sourceId: null,
    properties: {},
  }));
}

describe('many at once', () => {
  it('workers share the people and none is moved twice', async () => {
    const id = await world.launch([
      start('R1'),
      { id: 'a', kind: 'wait', for: 'PT1H', next: 's' },
      send('s'),
    ]);
    // More than one claim's worth would take long here; several nodes' worth does the same.
    await world.happen(await world.people(600), 'R1');
    await world.settle();
    world.stores.clock.advance(hourMs);
    const workers = world.journeys.start({ workers: 4 });
    await workers.settle();
    await workers.stop();
    await world.settle();
    expect(await waysOut(id, 's')).toEqual({ next: 600 });
    const mine = world.postcards.posted.filter((message) => message.text === 'say s');
    expect(mine).toHaveLength(600);
    expect(new Set(mine.map((message) => message.customerId)).size).toBe(600);
  });

  it('the event or the time-out wins, never both and never neither', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await world.launch([start(`R2-${round}`), waitEvent(`Reply-${round}`), ...exits('x', 'y')]);
      const people = await world.people(60);
      await world.happen(people, `R2-${round}`);
      await world.settle();
      world.stores.clock.advance(hourMs);
      const workers = world.journeys.start({ workers: 2 });
      const events = heard(`Reply-${round}`, people);
      await Promise.all([
        ...[0, 20, 40].map((from) =>
          world.stores.pg.tx((tx) => world.journeys.onEvents(tx, events.slice(from, from + 20))),
        ),
        workers.settle(),
      ]);
      await workers.settle();
      await workers.stop();
      const { next = 0, timeout = 0 } = await waysOut(id, 'a');
      expect(next + timeout).toBe(60);
      expect(await count('enrolments where journey_id = $1 and due_at is not null', [id])).toBe(0);
      await world.settle();
    }
  });

  it('one customer enters once though several hear of it at the same time', async () => {
    const id = await world.launch([start('R3'), { id: 'a', kind: 'wait', for: 'PT1H' }], 'always');
    const people = await world.people(30);
    const events = heard('R3', people);
    await Promise.all(
      [0, 1, 2, 3].map((n) =>
        world.stores.pg.tx((tx) => world.journeys.onEvents(tx, n % 2 ? events : [...events].reverse())),
      ),
    );
    expect(await count('enrolments where journey_id = $1', [id])).toBe(30);
    await world.settle();
  });
});

/** A door to the database behind which the process dies before the n-th statement of a transaction. */
function dying(pg: Postgres, after: number): Postgres {
  const guard = (tx: Tx): Tx => {
    let left = after;
    const query = <R>(text: string, params?: readonly unknown[]): Promise<R[]> => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('killed')) : tx.query<R>(text, params);
    };
    return { transaction: true, query };
  };
  return { ...pg, tx: (fn) => pg.tx((tx) => fn(guard(tx))) };
}

const snapshot = (sql: Sql, id: string) =>
  sql.query(
    `select (select jsonb_agg(to_jsonb(e) order by e.id) from enrolments e where journey_id = $1) as people,
            (select count(*) from sends s join message_contents c on c.id = s.content_id where c.origin like 'journey:' || $1::text || '%') as sends,
            (select count(*) from outbox) as effects, (select count(*) from event_inbox) as events,
            (select sum(count) from journey_counts) as counted, (select sum(quota_used) from contact_budgets) as spent`,
    [id],
  );

describe('somebody killed between any two statements', () => {
  it('has moved nobody and said nothing; the next one does all of it once', async () => {
    const tag = await world.stores.pg.tx((tx) => world.tags.ensure(tx, '旅程', '测试'));
    const id = await world.launch([
      start('R4'),
      send('a', 't'),
      { id: 't', kind: 'tag', add: [tag.id], next: 'w' },
      { id: 'w', kind: 'wait', for: 'PT1H' },
    ]);
    const people = await world.people(20);
    await world.happen(people, 'R4');
    const { pg } = world.stores;
    const before = await snapshot(pg, id);
    let deaths = 0;
    for (let statements = 0; ; statements++) {
      const workers = world.journeysOn(dying(pg, statements)).start({ workers: 0 });
      const outcome = await workers.settle().then(
        () => 'survived',
        () => 'killed',
      );
      await workers.stop();
      if (outcome === 'survived') break;
      deaths += 1;
      expect(await snapshot(pg, id)).toEqual(before);
    }
    expect(deaths).toBeGreaterThan(10);
    await world.settle();
    expect(await waysOut(id, 'a')).toEqual({ next: 20 });
    expect(world.postcards.posted.filter((message) => message.text === 'say a')).toHaveLength(20);
    expect((await world.client.journeys.enrolments({ params: { id } })).items).toHaveLength(20);
  });

  it('while listening has let nobody in', async () => {
    const id = await world.launch([start('R5'), { id: 'a', kind: 'wait', for: 'PT1H' }]);
    const people = await world.people(5);
    const { pg } = world.stores;
    const before = await snapshot(pg, id);
    for (let statements = 0; ; statements++) {
      const door = dying(pg, statements);
      const outcome = await door
        .tx((tx) => world.journeys.onEvents(tx, heard('R5', people)))
        .then(
          () => 'survived',
          () => 'killed',
        );
      if (outcome === 'survived') break;
      expect(await snapshot(pg, id)).toEqual(before);
    }
    expect(await count('enrolments where journey_id = $1', [id])).toBe(5);
    await world.settle();
  });
});

it('a node that fails does not hold up other journeys', async () => {
  const segment = await world.segments.create({ name: 'soon gone', rule: { trait: 'vip', is: 'exists' } });
  const broken = await world.launch([
    start('R6'),
    { id: 'a', kind: 'branch', rule: { segment: segment.id } },
  ]);
  const sound = await world.launch([start('R6'), send('a')]);
  await world.happen(await world.people(2), 'R6');
  await world.stores.pg.query('delete from segments where id = $1', [segment.id]);
  await world.stores.pg.query('update segment_revision set revision = revision + 1');
  await world.settle().catch(() => undefined);
  expect(await waysOut(sound, 'a')).toEqual({ next: 2 });
  expect((await world.client.journeys.counts({ params: { id: broken } })).active).toBe(2);
  await world.client.journeys.pause({ params: { id: broken } });
});

it('a version that nobody is on any more is forgotten, and remembered when somebody is', async () => {
  const nodes = [start('R7'), { id: 'a', kind: 'wait', for: 'PT1H' } satisfies JourneyNode];
  const id = await world.launch(nodes, 'always');
  await world.happen(await world.people(1), 'R7');
  await world.settle();
  await world.client.journeys.publish({ params: { id } });
  const live = async () =>
    (
      await world.stores.pg.query<{ version: number }>(
        'select version from journey_versions where journey_id = $1 and live order by version',
        [id],
      )
    ).map((row) => row.version);
  const refresh = async () => {
    const workers = world.journeys.start({ workers: 1 });
    // The first look is due a minute after the start.
    world.stores.clock.advance(61_000);
    await expect.poll(live, { timeout: 5_000 }).toEqual(expected);
    await workers.stop();
  };
  let expected = [1, 2];
  world.stores.clock.advance(11 * 60_000);
  await refresh();
  await world.pass(hourMs);
  expected = [2];
  await refresh();
});
