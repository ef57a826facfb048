/**
 * How fast people move through a journey. Everybody of a full house is due at a wait, passes a send with a tracked link
 * (friend, consent, cap, quiet hours and quota are decided, the message is queued) and comes to rest at the next wait.
 *
 * Baseline, in the same run, on the same database and with as many connections: the bare set-based statement that claims
 * as many rows at once, moves them to the next wait and writes one outbox row for each. It decides nothing.
 * What the outbox hands to WeCom afterwards is not part of either.
 */
import type { CustomerId, JourneyGraph } from '@jetbridge/contract';
import { createTestClock, type TestClock } from '../apps/server/src/kernel/clock.ts';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';
import type { Postgres } from '../apps/server/src/kernel/postgres.ts';
import { openSignal } from '../apps/server/src/kernel/signal.ts';
import { createConsent } from '../apps/server/src/modules/consent/index.ts';
import { createCustomers } from '../apps/server/src/modules/customers/index.ts';
import { createEvents, type ResolvedEvent } from '../apps/server/src/modules/events/index.ts';
import { createJourneys, type Journeys } from '../apps/server/src/modules/journeys/index.ts';
import { createOutreach, createWecomChannel } from '../apps/server/src/modules/outreach/index.ts';
import { createSegments } from '../apps/server/src/modules/segments/index.ts';
import { createTags } from '../apps/server/src/modules/tags/index.ts';
import { createWecom } from '../apps/server/src/modules/wecom/index.ts';
import { type BenchResult, type Flags, numberFlag, openBenchKernel } from './harness.ts';

export const claim =
  'People pass a wait and a send, every rule of outreach asked, at half the speed of a bare statement that moves rows.';

const zone = 'Asia/Shanghai';
const start = '2026-03-02T02:00:00Z';
const hourMs = 3_600_000;
const claimLimit = 5_000;
const graph: JourneyGraph = {
  nodes: [
    { id: 'in', kind: 'trigger', on: { event: 'Booking Abandoned' }, next: 'wait' },
    { id: 'wait', kind: 'wait', for: 'PT1H', next: 'send' },
    {
      id: 'send',
      kind: 'send',
      channel: 'wecom',
      purpose: 'marketing',
      text: '{name}，您的行程还没有订完，座位为您留到今晚。',
      link: 'https://yj.example/bookings',
      next: 'rest',
    },
    { id: 'rest', kind: 'wait', for: 'P7D' },
  ],
};

export async function run(flags: Flags): Promise<BenchResult> {
  const people = numberFlag(flags, 'size', 100_000);
  const workers = numberFlag(flags, 'workers', 2);
  const { kernel, close } = await openBenchKernel(flags);
  const clock = createTestClock(start);
  const signal = await openSignal({ url: kernel.postgresUrl, log: kernel.log });
  try {
    const { journeys, id } = await launch(kernel, clock, signal);
    await seed(kernel.pg, people);
    await enrol(kernel.pg, { journeys, clock, people });
    await settle(journeys, workers);
    clock.advance(hourMs);
    const bare = await measureBare(kernel.pg, { id, clock, people, workers });
    await kernel.pg.query('vacuum (analyze) enrolments');
    const startedMs = performance.now();
    await settle(journeys, workers);
    const seconds = (performance.now() - startedMs) / 1000;
    await verify(kernel.pg, people);
    return { metrics: metricsOf(people, { seconds, bare }) };
  } finally {
    await signal.close();
    await close();
  }
}

async function launch(kernel: Kernel, clock: TestClock, signal: Awaited<ReturnType<typeof openSignal>>) {
  const base = { ...kernel, clock, signal };
  const events = createEvents(base);
  await events.ensurePartitions();
  const customers = createCustomers(base);
  const tags = createTags({ ...base, events, customers });
  const consent = createConsent({ ...base, events, customers });
  const wecom = createWecom({ ...base, events, customers, tags, config: null, archive: null });
  const outreach = createOutreach({
    ...base,
    events,
    customers,
    consent,
    publicUrl: 'https://yj.example',
    channels: [createWecomChannel(wecom, kernel.pg)],
  });
  const segments = createSegments({ ...base, events, customers });
  const journeys = createJourneys({ ...base, events, customers, segments, outreach, tags, zone });
  const { id } = await journeys.create('bench', graph);
  await journeys.publish(id, 'bench');
  return { journeys, id };
}

/** Everybody is a friend of somebody and has agreed to marketing. */
async function seed(pg: Postgres, people: number): Promise<void> {
  await pg.query(`insert into customers (id, created_at) select n, $2 from generate_series(1, $1::int) n`, [
    people,
    start,
  ]);
  await pg.query(
    `insert into wecom_friends (staff_userid, external_userid, customer_id, state, since, changed_at)
     select 'staff' || n % 20, 'wm' || n, n, 'friend', $2, $2 from generate_series(1, $1::int) n`,
    [people, start],
  );
  await pg.query(
    `insert into consents (customer_id, purpose, channel, granted, evidence, recorded_by, at)
     select n, purpose, 'wecom', true, 'bench', 'bench', $2
     from generate_series(1, $1::int) n, unnest(array['service', 'marketing']) purpose`,
    [people, start],
  );
  await pg.query('analyze');
}

async function enrol(
  pg: Postgres,
  { journeys, clock, people }: { journeys: Journeys; clock: TestClock; people: number },
): Promise<void> {
  const at = clock.now();
  for (let from = 1; from <= people; from += 10_000) {
    const count = Math.min(10_000, people - from + 1);
    const events = Array.from(
      { length: count },
      (_, i): ResolvedEvent => ({
        eventId: '00000000-0000-7000-8000-000000000000',
        customerId: String(from + i) as CustomerId,
        type: 'track',
        name: 'Booking Abandoned',
        eventTime: at,
        receivedAt: at,
        sourceId: null,
        properties: {},
      }),
    );
    await pg.tx((tx) => journeys.onEvents(tx, events));
  }
}

async function settle(journeys: Journeys, workers: number): Promise<void> {
  // Settling takes turns itself, beside the workers.
  const running = journeys.start({ workers: workers - 1 });
  await running.settle();
  await running.stop();
}

/** Seconds that the bare statement takes for a copy of the same rows. */
async function measureBare(
  pg: Postgres,
  at: { id: string; clock: TestClock; people: number; workers: number },
): Promise<number> {
  const [nodes] = await pg.query<{ wait: number; rest: number }>(
    `select max(id) filter (where code = 'wait') as wait, max(id) filter (where code = 'rest') as rest
     from journey_nodes where journey_id = $1`,
    [at.id],
  );
  await pg.query('create table bare_enrolments (like enrolments including all)');
  await pg.query('create table bare_outbox (like outbox including all)');
  await pg.query('insert into bare_enrolments select * from enrolments');
  await pg.query('vacuum (analyze) bare_enrolments');
  const now = at.clock.now();
  const step = () =>
    pg.query<{ n: number }>(
      `with due as (
         select id from bare_enrolments where node_id = $1 and due_at <= $3 order by due_at limit ${claimLimit}
         for update skip locked),
       moved as (
         update bare_enrolments e set node_id = $2, due_at = $3::timestamptz + interval '7 days' from due
         where e.id = due.id returning e.id, e.customer_id),
       effects as (
         insert into bare_outbox (topic, key, payload, next_at)
         select 'send', id::text, jsonb_build_object('customer', customer_id), $3 from moved returning 1)
       select count(*)::int as n from effects`,
      [nodes?.wait, nodes?.rest, now],
    );
  let moved = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: at.workers }, async () => {
      for (;;) {
        const n = (await step())[0]?.n ?? 0;
        if (n === 0) return;
        moved += n;
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  if (moved !== at.people) throw new Error(`The bare statement moved ${moved} of ${at.people}`);
  await pg.query('drop table bare_enrolments, bare_outbox');
  return seconds;
}

/** A figure counts only when everybody arrived and everybody was sent something once. */
async function verify(pg: Postgres, people: number): Promise<void> {
  const [row] = await pg.query<{ rest: number; sends: number }>(
    `select (select count(*)::int from enrolments e join journey_nodes n on n.id = e.node_id and n.code = 'rest') as rest,
            (select count(distinct customer_id)::int from sends where status = 'queued') as sends`,
  );
  if (row?.rest !== people || row.sends !== people) {
    throw new Error(`${row?.rest} arrived and ${row?.sends} were written to, of ${people}`);
  }
}

function metricsOf(people: number, took: { seconds: number; bare: number }): BenchResult['metrics'] {
  // Out of the wait and out of the send: two steps for everybody.
  const value = Math.round((2 * people) / took.seconds);
  const baseline = Math.round((2 * people) / took.bare);
  const ratio = took.bare / took.seconds;
  return [
    {
      metric: 'transitions through wait and send',
      value,
      unit: '/s',
      baseline,
      ratio,
      target: '≥ 50 % of the bare statement',
      holds: ratio >= 0.5,
    },
  ];
}
