/** What must have come of the travellers of load.ts, asked through the API and of both stores. */
import { type Client, createClient } from '@jetbridge/client';
import type { JourneyGraph, Rule } from '@jetbridge/contract';
import { openPostgres } from '../apps/server/src/kernel/postgres.ts';
import { openWarehouse } from '../apps/server/src/kernel/warehouse.ts';
import { callsOf, eventsEach } from './load.ts';
import type { RunningServer } from './server.ts';
import { until } from './until.ts';

export async function clientOf({ url, password }: Pick<RunningServer, 'url' | 'password'>): Promise<Client> {
  const { token } = await createClient({ url }).access.signIn({ body: { username: 'admin', password } });
  return createClient({ url, token });
}

const segments: { name: string; rule: Rule; among: (n: number) => boolean }[] = [
  {
    name: 'Spent 1,000',
    rule: { event: 'Order Completed', within: 'P30D', measure: { sum: { of: 'total', gte: 1000 } } },
    among: (n) => n % 4 === 0,
  },
  {
    // The searches were anonymous: only after the join they are those of somebody in Xiamen.
    name: 'Searches in Xiamen',
    rule: {
      all: [
        { trait: 'city', is: 'eq', value: 'Xiamen' },
        { event: 'Flight Searched', within: 'P30D', measure: { count: { gte: 2 } } },
      ],
    },
    among: (n) => n % 5 === 0,
  },
  {
    name: 'Chose seats, added no bag',
    rule: {
      all: [
        { event: 'Seat Chosen', within: 'P30D', measure: { count: { eq: 4 } } },
        { not: { event: 'Bag Added' } },
      ],
    },
    among: (n) => n % 2 === 0,
  },
];

export interface Prepared {
  segmentIds: string[];
  journeyId: string;
}

/** Segments and a journey (an order, a second's wait, a tag) for the travellers to come. */
export async function prepare(client: Client): Promise<Prepared> {
  const segmentIds: string[] = [];
  for (const { name, rule } of segments) {
    segmentIds.push((await client.segments.create({ body: { name, rule } })).id);
  }
  const tag = await client.tags.create({ body: { name: 'Has ordered', group: 'Orders' } });
  const graph: JourneyGraph = {
    nodes: [
      { id: 'start', kind: 'trigger', on: { event: 'Order Completed' }, next: 'wait' },
      { id: 'wait', kind: 'wait', for: 'PT1S', next: 'tag' },
      { id: 'tag', kind: 'tag', add: [tag.id], next: 'end' },
      { id: 'end', kind: 'exit' },
    ],
    reentry: 'never',
  };
  const { id } = await client.journeys.create({ body: { name: 'After an order', graph } });
  await client.journeys.publish({ params: { id } });
  return { segmentIds, journeyId: id };
}

/** What both stores say in the end; every figure is a count. */
export interface Outcome {
  events: { rows: number; distinct: number };
  segments: number[];
  journey: { entered: number; active: number; done: number };
  entries: { travellers: number; most: number };
  tagged: { travellers: number; most: number };
}

export function expectedOutcome(travellers: number): Outcome {
  const half = Math.ceil(travellers / 2);
  const all = Array.from({ length: travellers }, (_, n) => n);
  return {
    events: { rows: travellers * eventsEach, distinct: travellers * eventsEach },
    segments: segments.map(({ among }) => all.filter(among).length),
    journey: { entered: half, active: 0, done: half },
    entries: { travellers: half, most: 1 },
    tagged: { travellers: half, most: 1 },
  };
}

type Warehouse = ReturnType<typeof openWarehouse>;

/** A merge leaves the loser's rows under the loser's id, so that only living customers count. */
const alive = 'customer_id in (select customer_id from customers final where alive = 1)';

async function countEvents(warehouse: Warehouse): Promise<Outcome['events']> {
  const [row] = await warehouse.query<{ rows: string; distinct: string }>(
    `select count() as rows, uniqExact(event_id) as distinct from events
     where ${alive} and source_id != '' and type in ('track', 'identify')`,
  );
  return { rows: Number(row?.rows), distinct: Number(row?.distinct) };
}

async function countPerTraveller(warehouse: Warehouse, name: string) {
  const [row] = await warehouse.query<{ travellers: string; most: string }>(
    `select count() as travellers, max(n) as most
     from (select customer_id, count() as n from events where ${alive} and name = {name:String} group by customer_id)`,
    { name },
  );
  return { travellers: Number(row?.travellers), most: Number(row?.most) };
}

export async function readOutcome(
  client: Client,
  { segmentIds, journeyId }: Prepared,
  warehouseUrl: string,
): Promise<Outcome> {
  const warehouse = openWarehouse({ url: warehouseUrl });
  try {
    const counts = await client.journeys.counts({ params: { id: journeyId } });
    const members: number[] = [];
    for (const id of segmentIds) members.push((await client.segments.get({ params: { id } })).memberCount);
    return {
      events: await countEvents(warehouse),
      segments: members,
      journey: { entered: counts.entered, active: counts.active, done: counts.done },
      entries: await countPerTraveller(warehouse, 'Journey Entered'),
      tagged: await countPerTraveller(warehouse, 'Tag Added'),
    };
  } finally {
    await warehouse.close();
  }
}

/** Everything that waits anywhere between the inbox and the end of a journey; empty when nothing does. */
async function backlog(postgresUrl: string): Promise<Record<string, number>> {
  const pg = openPostgres({ url: postgresUrl, maxConnections: 1 });
  try {
    const rows = await pg.query<{ what: string; n: string }>(
      `select 'inbox' as what, count(*) as n from event_inbox join spine_cursors using (lane)
         where event_inbox.seq > spine_cursors.seq
       union all select 'batches under way', count(*) from spine_cursors where batch_id is not null
       union all select 'segment queue', count(*) from segment_queue
       union all select 'membership changes', count(*) from membership_changes
       union all select 'merges to copy', count(*) from customer_merges where copied_at is null
       union all select 'mirror queue', count(*) from customer_mirror_queue
       union all select 'journeys', count(*) from enrolments where outcome is null
       union all select 'outbox', count(*) from outbox
       union all select 'lanes of the dead', count(*) from lanes
         where owner is null or owner not in (select id from replicas where seen_at > now() - interval '8 seconds')`,
    );
    return Object.fromEntries(rows.filter(({ n }) => n !== '0').map(({ what, n }) => [what, Number(n)]));
  } finally {
    await pg.close();
  }
}

/** The events of traveller `n` as the timeline shows them: `Name/k`, sorted. */
export async function timelineOf(client: Client, memberNo: string): Promise<string[]> {
  const { id } = await client.customers.lookup({ query: { kind: 'member_no', value: memberNo } });
  const { items } = await client.customers.timeline({ params: { id }, query: { limit: 100 } });
  return items
    .filter(({ source }) => source !== null)
    .map(({ name, properties }) => `${name}/${properties.k ?? ''}`)
    .toSorted();
}

export function expectedTimeline(prefix: string, n: number): string[] {
  return callsOf(prefix, n)
    .map((call, k) => (call.type === 'identify' ? 'Identified/' : `${call.event}/${k}`))
    .toSorted();
}

/** Waits until nothing is left to do, twice in a row: a part may have given work to one asked before. */
export async function settled(postgresUrl: string, withinMs: number): Promise<void> {
  let quiet = 0;
  await until(
    'nothing is left to do',
    async () => {
      const left = await backlog(postgresUrl);
      quiet = Object.keys(left).length === 0 ? quiet + 1 : 0;
      if (quiet === 0) throw new Error(JSON.stringify(left));
      return quiet >= 3;
    },
    { withinMs, everyMs: 300 },
  );
}
