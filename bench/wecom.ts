/**
 * The two leaf packages: opening callbacks, calling through a rate limit, and what the simulator bears.
 *
 * Baselines, in the same run: AES and SHA-1 of the same bytes and nothing else; calls without a limit; a server that
 * answers everything with a constant.
 */
import { createMemoryLimiter, createWecomClient, endpoints, type Rate, type Rates } from '@jetbridge/wecom';
import autocannon from 'autocannon';
import { type BenchResult, type Flags, type Metric, numberFlag, quantile } from './harness.ts';
import { type CallbackFigures, measureCallbacks } from './wecom/callbacks.ts';
import { type StartedServer, startServer } from './wecom/server.ts';
import { corp } from './wecom/travellers.ts';

export const claim =
  'A callback is opened at a quarter of the speed of bare AES and SHA-1; a rate limit is used and never exceeded by one.';

export async function run(flags: Flags): Promise<BenchResult> {
  const seconds = numberFlag(flags, 'seconds', 10);
  const friends = numberFlag(flags, 'customers', 1_000_000);
  const callbacks = measureCallbacks();
  const calls = await measureClient(seconds);
  const simulator = await measureSimulator({ seconds, friends });
  return { metrics: [callbackMetric(callbacks), ...calls, ...simulator] };
}

function callbackMetric({ perCpuSecond, barePerCpuSecond, ratio }: CallbackFigures): Metric {
  return {
    metric: 'callbacks opened',
    value: perCpuSecond,
    unit: 'per CPU-second',
    baseline: barePerCpuSecond,
    ratio,
    target: '≥ 0.25 of AES + SHA-1',
    holds: ratio >= 0.25,
  };
}

const WINDOW_MS = 1_000;
const NO_RATES: Rates = { address: [], endpoint: [], endpoints: {}, classes: {} };

async function measureClient(seconds: number): Promise<Metric[]> {
  const server = await startServer({ kind: 'bare' });
  try {
    const free = await callFor(server, { seconds, rate: undefined });
    const rate = { calls: 1_000, windowMs: WINDOW_MS };
    const held = await callFor(server, { seconds, rate });
    return [
      { ...plain('client calls, no limit', free.perSecond, 'calls/s') },
      {
        ...plain('client calls through 1,000/s', held.perSecond, 'calls/s'),
        baseline: rate.calls,
        ratio: held.perSecond / rate.calls,
        target: '≥ 0.95 of the limit',
        holds: held.perSecond / rate.calls >= 0.95,
      },
      {
        ...plain('most calls sent in any second', held.mostSent, 'calls'),
        baseline: rate.calls,
        ratio: held.mostSent / rate.calls,
        target: 'not one over the limit',
        holds: held.mostSent <= rate.calls,
      },
      plain('most calls arrived in any second', held.mostArrived, 'calls'),
    ];
  } finally {
    await server.stop();
  }
}

/** Four clients that share one limiter, as four processes would share one store. */
async function callFor(server: StartedServer, load: { seconds: number; rate: Rate | undefined }) {
  const limiter = createMemoryLimiter();
  const rates = { ...NO_RATES, endpoint: load.rate ? [load.rate] : [] };
  const sent: number[] = [];
  const counted: typeof fetch = (input, init) => {
    if (!String(input).includes('gettoken')) sent.push(performance.now());
    return fetch(input, init);
  };
  const clients = Array.from({ length: 4 }, () =>
    createWecomClient({
      baseUrl: server.url,
      corpId: corp.corpId,
      secret: corp.secret,
      limiter,
      rates,
      fetch: counted,
      maxWaitMs: 60_000,
    }),
  );
  await Promise.all(clients.map((client) => client.call(endpoints.getFollowUserList, {})));
  const earlier = (await server.arrivals()).length;
  sent.length = 0;
  const started = performance.now();
  const until = started + load.seconds * 1_000;
  const worker = async (client: (typeof clients)[number]) => {
    while (performance.now() < until) await client.call(endpoints.getFollowUserList, {});
  };
  await Promise.all(clients.flatMap((client) => Array.from({ length: 16 }, () => worker(client))));
  const elapsedS = (performance.now() - started) / 1_000;
  return {
    perSecond: sent.length / elapsedS,
    mostSent: mostInWindow(sent),
    mostArrived: mostInWindow((await server.arrivals()).slice(earlier)),
  };
}

/** The largest number of moments in any half-open window of the length. */
function mostInWindow(moments: readonly number[]): number {
  let most = 0;
  let from = 0;
  for (let to = 0; to < moments.length; to++) {
    while ((moments[to] ?? 0) - (moments[from] ?? 0) >= WINDOW_MS) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

async function measureSimulator(load: { seconds: number; friends: number }): Promise<Metric[]> {
  const bare = await startServer({ kind: 'bare' });
  const barePerSecond = await requestsPerSecond(bare.url, load.seconds);
  await bare.stop();
  const simulator = await startServer({ kind: 'simulator', friends: load.friends });
  try {
    const perSecond = await requestsPerSecond(simulator.url, load.seconds);
    const listed = await listEverybody(simulator.url);
    const size = `${load.friends.toLocaleString('en')} friends`;
    return [
      {
        ...plain('simulator, get one friend', perSecond, 'requests/s'),
        baseline: barePerSecond,
        ratio: perSecond / barePerSecond,
      },
      {
        ...plain(`simulator, start with ${size}`, simulator.startedMs / 1_000, 's'),
        target: '≤ 20 s with 1 M',
        holds: simulator.startedMs <= 20_000,
      },
      plain(`simulator, list all ${size} by member`, listed.seconds, 's'),
      plain('of these pages, p99', listed.p99Ms, 'ms'),
      {
        ...plain('simulator, memory after that', await simulator.rss(), 'MiB'),
        target: '≤ 1,536 MiB with 1 M',
        holds: (await simulator.rss()) <= 1_536,
      },
    ];
  } finally {
    await simulator.stop();
  }
}

async function tokenOf(url: string): Promise<string> {
  const reply = await fetch(`${url}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
  return ((await reply.json()) as { access_token: string }).access_token;
}

async function requestsPerSecond(url: string, seconds: number): Promise<number> {
  const [person] = (
    (await fetch(`${url}/__sim/people?limit=1`).then((reply) => reply.json())) as {
      people?: { externalUserId: string }[];
    }
  ).people ?? [{ externalUserId: 'wm' }];
  const target = `${url}/cgi-bin/externalcontact/get?access_token=${await tokenOf(url)}&external_userid=${person?.externalUserId}`;
  await autocannon({ url: target, connections: 32, duration: 2 });
  const result = await autocannon({ url: target, connections: 32, duration: seconds });
  if (result.non2xx > 0 || result.errors > 0) throw new Error('the server failed under load');
  return result.requests.average;
}

/** As a reconciliation does: every member's friends, page by page, eight members at a time. */
async function listEverybody(url: string): Promise<{ seconds: number; p99Ms: number }> {
  const client = createWecomClient({
    baseUrl: url,
    corpId: corp.corpId,
    secret: corp.secret,
    rates: NO_RATES,
    onAttempt: ({ durationMs }) => pages.push(durationMs),
  });
  const pages: number[] = [];
  const { follow_user } = await client.call(endpoints.getFollowUserList, {});
  const started = performance.now();
  const list = async (userid: string) => {
    let count = 0;
    for await (const _ of client.iterate(endpoints.listFriendsOfStaff, { userid_list: [userid], limit: 100 }))
      count++;
    return count;
  };
  await Promise.all(follow_user.map(list));
  return { seconds: (performance.now() - started) / 1_000, p99Ms: quantile(pages, 0.99) };
}

function plain(metric: string, value: number, unit: string): Metric {
  return { metric, value, unit, baseline: null, ratio: null, target: null, holds: null };
}
