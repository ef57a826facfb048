/**
 * From the inbox to memberships on a loaded carrier, under open-loop load: events arrive at a set rate whether or not
 * the spine keeps up. A rate is sustained when, within three seconds after the load ends, nothing waits any more, and every
 * event sent is in the warehouse exactly once.
 */
import {
  type Application,
  buildApplication,
  type RunningApplication,
} from '../apps/server/src/application.ts';
import { uuidFromHash } from '../apps/server/src/kernel/ids.ts';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';
import { queueLength } from '../apps/server/src/modules/segments/index.ts';
import {
  type BenchResult,
  cpuSeconds,
  type Flags,
  type Metric,
  numberFlag,
  openBenchKernel,
  quantile,
  sleep,
} from './harness.ts';
import { type MembershipWatch, watchMemberships } from './membership-watch.ts';
import { benchRules, eventName, loadPopulation, type Size } from './population.ts';

export const claim =
  'Events per second from the inbox to segment memberships, nothing lost or doubled, against unnest inserts of the same events into one table';

const source = { id: uuidFromHash('bench', 'spine'), writeKey: 'bench', userIdKind: 'member_no' as const };
const probeEvent = `Gate ${Date.now()} Reached`;
const tickMs = 25;

interface Bench {
  kernel: Kernel;
  application: Application;
  running: RunningApplication;
  size: Size;
  watch: MembershipWatch;
}

let sequence = 0;

function incoming(customer: number, name: string) {
  sequence += 1;
  return {
    index: 0,
    messageId: `bench-${process.pid}-${sequence}`,
    type: 'track' as const,
    name,
    eventTimeMs: Date.now() - (sequence % 1000),
    identifiers: [{ kind: 'member_no' as const, value: `M${customer}` }],
    traits: null,
    properties: { total: sequence % 2000, route: `R${sequence % 300}` },
  };
}

/** Sends at a rate for a while; resolves with how many were acknowledged. */
async function load(bench: Bench, rate: number, seconds: number): Promise<number> {
  const { events } = bench.application.modules;
  const pending: Promise<number>[] = [];
  const startedAt = performance.now();
  let sent = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - startedAt) / 1000) * rate));
    for (; sent < due; ) {
      const n = Math.min(100, due - sent);
      const batch = Array.from({ length: n }, () =>
        incoming(1 + Math.floor(Math.random() * bench.size.customers), eventName(sequence)),
      );
      pending.push(events.store(source, batch, Date.now()).then(() => n));
      sent += n;
    }
    await sleep(tickMs);
  }
  return (await Promise.all(pending)).reduce((sum, n) => sum + n, 0);
}

async function countOf(kernel: Kernel): Promise<{ rows: number; ids: number }> {
  const [row] = await kernel.warehouse.query<{ rows: string; ids: string }>(
    `SELECT count() AS rows, uniqExact(event_id) AS ids FROM events WHERE source_id = {source:String}`,
    { source: source.id },
  );
  return { rows: Number(row?.rows), ids: Number(row?.ids) };
}

async function waiting(bench: Bench): Promise<number> {
  const queued = await queueLength(bench.kernel.pg, new Date());
  return (await bench.application.modules.events.backlog(1_000_000)) + queued;
}

/** Zero once nothing waits, else what still does after so long. Customers whose windows move keep coming one by one. */
async function drained(bench: Bench, withinMs: number): Promise<number> {
  for (const until = performance.now() + withinMs; ; await sleep(50)) {
    const left = await waiting(bench);
    if (left === 0 || performance.now() > until) return left;
  }
}

interface Step {
  rate: number;
  sustained: boolean;
  left: number;
  exact: boolean;
}

async function step(bench: Bench, rate: number, seconds: number): Promise<Step> {
  const before = await countOf(bench.kernel);
  const cpuBefore = cpuSeconds();
  const acknowledged = await load(bench, rate, seconds);
  const left = await drained(bench, 3_000);
  await drained(bench, 600_000);
  const after = await countOf(bench.kernel);
  const exact = after.rows - before.rows === acknowledged && after.ids === after.rows;
  console.error(
    `  ${rate} events/s: acknowledged ${acknowledged}, ${left} waiting after 3 s, exact ${exact}`,
  );
  const cpu = cpuSeconds();
  console.error(
    `    CPU per 1,000 events: ${Object.keys(cpu)
      .map(
        (name) =>
          `${name} ${((((cpu[name] ?? 0) - (cpuBefore[name] ?? 0)) / (acknowledged / 1000)) * 1000).toFixed(0)} ms`,
      )
      .join(', ')}`,
  );
  // Fewer acknowledged than due means that the door itself fell behind.
  return { rate, sustained: left === 0 && acknowledged >= rate * seconds * 0.99, left, exact };
}

/** Commit of an event → the membership that follows from it can be read, in milliseconds. */
async function latencies(
  bench: Bench,
  at: { rate: number; seconds: number; from: number },
): Promise<number[]> {
  const { events, customers } = bench.application.modules;
  const background = at.rate > 0 ? load(bench, at.rate, at.seconds) : sleep(at.seconds * 1000);
  let customer = at.from;
  const until = performance.now() + at.seconds * 1000;
  while (performance.now() < until) {
    customer += 1;
    const id = await customers.lookup(bench.kernel.pg, 'member_no', `M${customer}`);
    if (id === null) throw new Error(`M${customer} is not there`);
    await events.store(source, [incoming(customer, probeEvent)], Date.now());
    bench.watch.expect(id);
    await sleep(100);
  }
  await background;
  return bench.watch.arrivals();
}

async function baseline(kernel: Kernel, seconds: number): Promise<number> {
  await kernel.pg.query(
    `create table bench_baseline (event_id uuid, customer text, name text, event_time timestamptz, properties text)`,
  );
  const startedAt = performance.now();
  let rows = 0;
  while (performance.now() - startedAt < seconds * 1000) {
    const batch = Array.from({ length: 5_000 }, () =>
      incoming(1 + (sequence % 1_000_000), eventName(sequence)),
    );
    await kernel.pg.query(
      `insert into bench_baseline select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[])`,
      [
        batch.map((e) => uuidFromHash(source.id, e.messageId)),
        batch.map((e) => e.identifiers[0]?.value),
        batch.map((e) => e.name),
        batch.map((e) => new Date(e.eventTimeMs)),
        batch.map((e) => JSON.stringify(e.properties)),
      ],
    );
    rows += batch.length;
  }
  const perSecond = rows / ((performance.now() - startedAt) / 1000);
  await kernel.pg.query(`drop table bench_baseline`);
  return perSecond;
}

async function prepare(bench: Bench): Promise<void> {
  const { segments } = bench.application.modules;
  const { items } = await segments.list({ limit: 200, after: null });
  const known = new Set(items.map((item) => item.name));
  for (const [n, rule] of benchRules(bench.size.segments).entries()) {
    if (!known.has(`bench ${n}`)) await segments.create({ name: `bench ${n}`, rule });
  }
  // One of its own for each run, which nobody is in yet.
  const probe = await segments.create({ name: probeEvent, rule: { event: probeEvent } });
  const [row] = await bench.kernel.pg.query<{ serial: number }>(`select serial from segments where id = $1`, [
    probe.id,
  ]);
  bench.watch.segment(Number(row?.serial));
}

export async function run(flags: Flags): Promise<BenchResult> {
  const size = {
    customers: numberFlag(flags, 'customers', 1_000_000),
    events: numberFlag(flags, 'events', 20_000_000),
    segments: numberFlag(flags, 'segments', 60),
  };
  const seconds = numberFlag(flags, 'seconds', 15);
  const rates = (flags.rates ?? '2000,4000,6000,8000,10000,12000,15000,20000').split(',').map(Number);
  const { kernel, close } = await openBenchKernel(flags);
  await loadPopulation(kernel, size, (message) => console.error(`  ${message}`));
  const bare = await baseline(kernel, 8);
  const watch = watchMemberships(kernel.warehouse);
  const application = await buildApplication({
    kernel,
    wecom: null,
    archive: null,
    publicUrl: 'http://127.0.0.1',
  });
  const running = await application.start();
  const bench = { kernel, application, running, size, watch };
  await prepare(bench);
  console.error('  segments are live');
  const idle = await latencies(bench, { rate: 0, seconds, from: 0 });
  const steps: Step[] = [];
  for (const rate of rates) {
    const result = await step(bench, rate, seconds);
    steps.push(result);
    if (!result.sustained) break;
  }
  const best = Math.max(0, ...steps.filter((s) => s.sustained && s.exact).map((s) => s.rate));
  const busy = await latencies(bench, {
    rate: best / 2,
    seconds: seconds * 2,
    from: Math.floor(size.customers / 2),
  });
  await running.stop();
  await application.close();
  await close();
  return { metrics: figures({ best, bare, idle, busy, steps }) };
}

function figures(at: {
  best: number;
  bare: number;
  idle: number[];
  busy: number[];
  steps: Step[];
}): Metric[] {
  const ratio = at.best / at.bare;
  const latency = (metric: string, value: number, limitMs: number | null): Metric => ({
    metric,
    value,
    unit: 'ms',
    baseline: null,
    ratio: null,
    target: limitMs === null ? null : `≤ ${limitMs} ms`,
    holds: limitMs === null ? null : value <= limitMs,
  });
  return [
    {
      metric: 'sustained rate',
      value: at.best,
      unit: 'events/s',
      baseline: at.bare,
      ratio,
      target: '≥ 8,000/s',
      holds: at.best >= 8_000,
    },
    {
      metric: 'share of baseline',
      value: ratio,
      unit: '',
      baseline: 1,
      ratio,
      target: '≥ 0.15',
      holds: ratio >= 0.15,
    },
    {
      metric: 'lost or doubled',
      value: at.steps.filter((s) => !s.exact).length,
      unit: 'steps',
      baseline: null,
      ratio: null,
      target: '0',
      holds: at.steps.every((s) => s.exact),
    },
    latency('event → membership at half the rate, p50', quantile(at.busy, 0.5), null),
    latency('event → membership at half the rate, p99', quantile(at.busy, 0.99), 1_500),
    latency('event → membership idle, p50', quantile(at.idle, 0.5), null),
    latency('event → membership idle, p99', quantile(at.idle, 0.99), 300),
  ];
}
