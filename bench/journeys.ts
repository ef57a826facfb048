/**
 * How fast people move through a journey. A full house is due at a wait, passes a send with a tracked link (friend,
 * consent, cap, quiet hours and quota are decided, the message is queued) and comes to rest at the next wait: two
 * transitions for everybody, out of the wait and out of the send.
 *
 * Baseline, in turns with it, on the same database and with as many connections: the bare set-based statement, which
 * claims as many rows at once, moves them to the next node and, out of the send, writes one outbox row for each. It
 * decides nothing. Shown beside it: a statement that knows of both steps and makes one move of them, with its outbox row.
 * What the outbox hands to WeCom afterwards is not part of any.
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
const minuteMs = 60_000;
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
  const rounds = numberFlag(flags, 'rounds', 5);
  const workers = numberFlag(flags, 'workers', 2);
  const { kernel, close } = await openBenchKernel(flags);
  const clock = createTestClock(start);
  const signal = await openSignal({ url: kernel.postgresUrl, log: kernel.log });
  const { pg } = kernel;
  try {
    const { journeys, id } = await launch(kernel, clock, signal);
    await seed(pg, people);
    const share = Math.ceil(people / rounds);
    for (let round = 0; round < rounds; round++) {
      clock.set(new Date(Date.parse(start) + round * minuteMs));
      const from = round * share + 1;
      await enrol(pg, { journeys, clock, from, to: Math.min(people, from + share - 1) });
      await settle(journeys, workers);
    }
    const bare = await copyRows(pg, id);
    const took = { product: 0, perStep: 0, atOnce: 0 };
    for (let round = 0; round < rounds; round++) {
      clock.set(new Date(Date.parse(start) + round * minuteMs + hourMs));
      const turn = { pg, now: clock.now(), workers };
      // In turns, so that whatever else the machine does falls on all of them alike.
      took.perStep += await seconds(async () => {
        await moveBare(turn, { table: 'bare_steps', from: bare.wait, to: bare.send, effects: false });
        await moveBare(turn, { table: 'bare_steps', from: bare.send, to: bare.rest, effects: true });
      });
      took.atOnce += await seconds(() =>
        moveBare(turn, { table: 'bare_leaps', from: bare.wait, to: bare.rest, effects: true }),
      );
      took.product += await seconds(() => settle(journeys, workers));
    }
    await verify(pg, people);
    return { metrics: metricsOf(people, took) };
  } finally {
    await signal.close();
    await close();
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
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
  who: { journeys: Journeys; clock: TestClock; from: number; to: number },
): Promise<void> {
  const { journeys, clock, to } = who;
  const at = clock.now();
  for (let from = who.from; from <= to; from += 10_000) {
    const count = Math.min(10_000, to - from + 1);
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

interface Bare {
  wait: number;
  send: number;
  rest: number;
}

/** Copies of the enrolments with all their indexes, for the bare statements to move. */
async function copyRows(pg: Postgres, journeyId: string): Promise<Bare> {
  for (const table of ['bare_steps', 'bare_leaps']) {
    await pg.query(`create table ${table} (like enrolments including all)`);
    await pg.query(`alter table ${table} set (fillfactor = 80)`);
    await pg.query(`insert into ${table} select * from enrolments`);
  }
  await pg.query('create table bare_outbox (like outbox including all)');
  for (const table of ['bare_steps', 'bare_leaps', 'enrolments']) await pg.query(`vacuum (analyze) ${table}`);
  const rows = await pg.query<{ code: keyof Bare; id: number }>(
    'select code, id from journey_nodes where journey_id = $1',
    [journeyId],
  );
  const idOf = (code: keyof Bare) => rows.find((row) => row.code === code)?.id ?? 0;
  return { wait: idOf('wait'), send: idOf('send'), rest: idOf('rest') };
}

interface Move {
  table: string;
  from: number;
  to: number;
  effects: boolean;
}

/** Everybody due at one node to another, claim by claim, on as many connections as the product has workers. */
async function moveBare(
  { pg, now, workers }: { pg: Postgres; now: Date; workers: number },
  { table, from, to, effects }: Move,
): Promise<void> {
  const due = effects ? new Date(now.getTime() + 7 * 24 * hourMs) : now;
  const statement = `
    with due as (
      select ctid as row from ${table} where node_id = $1 and due_at <= $3 order by due_at limit ${claimLimit}
      for update skip locked),
    moved as (
      update ${table} e set node_id = $2, due_at = $4 from due where e.ctid = due.row returning e.id, e.customer_id)
    ${
      effects
        ? `, effects as (
             insert into bare_outbox (topic, key, payload, next_at)
             select '${table}', id::text, jsonb_build_object('customer', customer_id), $3 from moved returning 1)
           select count(*)::int as n from effects`
        : 'select count(*)::int as n from moved'
    }`;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (;;) {
        const [row] = await pg.query<{ n: number }>(statement, [from, to, now, due]);
        if (!row?.n) return;
      }
    }),
  );
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

function metricsOf(
  people: number,
  took: { product: number; perStep: number; atOnce: number },
): BenchResult['metrics'] {
  const rate = (times: number, secondsTaken: number) => Math.round((times * people) / secondsTaken);
  const ratio = took.perStep / took.product;
  return [
    {
      metric: 'transitions through a wait and a send',
      value: rate(2, took.product),
      unit: '/s',
      baseline: rate(2, took.perStep),
      ratio,
      target: '≥ 50 %',
      holds: ratio >= 0.5,
    },
    {
      metric: 'people through both, beside one statement that makes one move of it',
      value: rate(1, took.product),
      unit: '/s',
      baseline: rate(1, took.atOnce),
      ratio: took.atOnce / took.product,
      target: null,
      holds: null,
    },
  ];
}
