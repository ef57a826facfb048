/**
 * How soon a new friend is greeted. Travellers scan at a fixed rate at a simulated WeCom in a thread of its own; the
 * server's part around WeCom runs on embedded stores: callback → inbox → welcome → friend → customer → events → spine.
 *
 * Baseline, in the same run and under the same load: the bare minimum, which opens the callback and calls
 * send_welcome_msg at once, stores nothing, and forgets everybody.
 */
import { subscribe } from 'node:diagnostics_channel';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openCallback } from '@jetbridge/wecom';
import { createSimulator } from '@jetbridge/wecom-simulator';
import Fastify from 'fastify';
import type { Http } from '../apps/server/src/kernel/http.ts';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';
import { startLanes } from '../apps/server/src/kernel/lanes.ts';
import { openSignal } from '../apps/server/src/kernel/signal.ts';
import { createAcquisition } from '../apps/server/src/modules/acquisition/index.ts';
import { createCustomers } from '../apps/server/src/modules/customers/index.ts';
import { createEvents } from '../apps/server/src/modules/events/index.ts';
import { createTags } from '../apps/server/src/modules/tags/index.ts';
import {
  bindWecomRoutes,
  callbackPath,
  createWecom,
  type WecomConfig,
} from '../apps/server/src/modules/wecom/index.ts';
import { startSpine } from '../apps/server/src/spine/index.ts';
import {
  type BenchResult,
  type Flags,
  type Metric,
  numberFlag,
  openBenchKernel,
  quantile,
  sleep,
} from './harness.ts';

export const claim =
  'A new friend is greeted within a second of the callback, at 100 callbacks/s, and WeCom is answered within 100 ms.';

const corp = {
  corpId: 'ww0123456789abcdef',
  secret: 'secret-of-the-bench-corp',
  agentId: 1000002,
  token: 'token',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const staff = Array.from({ length: 10 }, (_, i) => ({ userid: `staff${i}`, name: `Staff ${i}` }));
const welcomeLimitMs = 20_000;

interface Scans {
  callbackUrl: string;
  state: string;
  perSecond: number;
  seconds: number;
}

interface Scanned {
  scans: number;
  /** Milliseconds from sending a callback to its answer. */
  acks: number[];
  /** Milliseconds from the scan to the accepted welcome, of those that got one. */
  endToEnd: number[];
  /** Friends who got no welcome, or one later than 20 s. */
  unwelcomed: number;
}

export async function run(flags: Flags): Promise<BenchResult> {
  const perSecond = numberFlag(flags, 'rate', 100);
  const seconds = numberFlag(flags, 'seconds', 60);
  const welcome = flags.greeting ?? '您好，欢迎登机！';
  const { kernel, close } = await openBenchKernel(flags);
  const wecomSide = await startSimulator(Math.ceil(perSecond * seconds * 2) + 1_000);
  try {
    const bare = await measureBare(wecomSide, { perSecond, seconds: Math.max(5, seconds / 4) });
    const ours = await measureProduct(kernel, wecomSide, { perSecond, seconds, welcome });
    return { metrics: metricsOf(ours, bare) };
  } finally {
    await wecomSide.stop();
    await close();
  }
}

interface Measured extends Scanned {
  /** Milliseconds from the callback's arrival to the accepted welcome. */
  delays: number[];
  missed: number;
}

function metricsOf(ours: Measured, bare: Measured): Metric[] {
  const beside = (metric: string, of: (m: Measured) => number, target?: number): Metric => {
    const [value, baseline] = [of(ours), of(bare)];
    return {
      metric,
      value,
      unit: 'ms',
      baseline,
      ratio: baseline > 0 ? value / baseline : null,
      target: target === undefined ? null : `≤ ${target}`,
      holds: target === undefined ? null : value <= target,
    };
  };
  const none = (metric: string, value: number, baseline: number): Metric => ({
    metric,
    value,
    unit: 'friends',
    baseline,
    ratio: null,
    target: '0',
    holds: value === 0,
  });
  const sent: Metric = {
    metric: 'welcomes sent',
    value: ours.delays.length,
    unit: 'friends',
    baseline: bare.delays.length,
    ratio: null,
    target: `${ours.scans}`,
    holds: ours.delays.length === ours.scans,
  };
  return [
    beside('callback received → welcome sent, p50', (m) => quantile(m.delays, 0.5)),
    beside('callback received → welcome sent, p99', (m) => quantile(m.delays, 0.99), 1_000),
    beside('callback received → welcome sent, max', (m) => quantile(m.delays, 1), welcomeLimitMs),
    beside('scan → welcome on the phone, p99', (m) => quantile(m.endToEnd, 0.99)),
    beside('callback sent → answered, p99', (m) => quantile(m.acks, 0.99), 100),
    sent,
    none('welcomes missed', ours.missed, bare.missed),
    none('friends without a welcome or greeted after 20 s', ours.unwelcomed, bare.unwelcomed),
  ];
}

async function measureProduct(
  kernel: Kernel,
  wecomSide: SimulatedWecom,
  load: { perSecond: number; seconds: number; welcome: string },
): Promise<Measured> {
  const product = await startProduct(kernel, { ...corp, baseUrl: wecomSide.url, simulated: true });
  try {
    const code = await product.acquisition.create({
      name: 'Gate',
      touchpoint: 'gate',
      staff: staff.map((s) => s.userid),
      tags: [],
      welcome: load.welcome,
    });
    // Both loops and both connections warm, as in a server that has been up for a minute.
    await wecomSide.scan({ ...load, callbackUrl: product.callbackUrl, state: code.state, seconds: 3 });
    await product.settle();
    const since = kernel.clock.now();
    const scanned = await wecomSide.scan({ ...load, callbackUrl: product.callbackUrl, state: code.state });
    await product.settle();
    const rows = await kernel.pg.query<{ outcome: string; ms: number }>(
      `select outcome, delay_ms as ms from wecom_welcomes where received_at >= $1`,
      [since],
    );
    return {
      ...scanned,
      delays: rows.filter((row) => row.outcome === 'sent').map((row) => row.ms),
      missed: rows.filter((row) => row.outcome !== 'sent').length,
    };
  } finally {
    await product.stop();
  }
}

async function startProduct(kernel: Kernel, config: WecomConfig) {
  const { pg, log } = kernel;
  const signal = await openSignal({ url: kernel.postgresUrl, log });
  const events = createEvents({ ...kernel, signal });
  const customers = createCustomers(kernel);
  const tags = createTags({ ...kernel, events, customers });
  const wecom = createWecom({ ...kernel, signal, events, customers, tags, config, archive: null });
  const acquisition = createAcquisition({
    ...kernel,
    tags,
    customers,
    wecom,
    onFriends: async () => undefined,
  });
  await events.ensurePartitions();
  const lanes = await startLanes({ pg, log, replica: '00000000-0000-7000-8000-000000000001' });
  const spine = startSpine({
    ...kernel,
    lanes,
    signal,
    customers,
    onChanges: async () => undefined,
    listeners: [],
    wakes: [],
  });
  const app = Fastify({ bodyLimit: 1024 * 1024 });
  // The callback needs neither sign-in nor contract, so the server around it is bare.
  const http: Http = { app, bind: () => undefined };
  await bindWecomRoutes(http, wecom);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const workers = wecom.start();
  return {
    acquisition,
    callbackUrl: `${url}${callbackPath}`,
    settle: () => workers.settle(),
    async stop() {
      await app.close();
      await workers.stop();
      await spine.stop();
      await lanes.stop();
      await signal.close();
    },
  };
}

async function measureBare(
  wecomSide: SimulatedWecom,
  load: { perSecond: number; seconds: number },
): Promise<Measured> {
  const base = `${wecomSide.url}/cgi-bin`;
  const token = await tokenOf(base);
  const state = 'bare';
  await post(`${base}/externalcontact/add_contact_way?access_token=${token}`, {
    type: 2,
    scene: 2,
    state,
    user: staff.map((s) => s.userid),
  });
  const delays: number[] = [];
  let missed = 0;
  const config = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId };
  const server = createServer((request, response) => {
    const receivedAt = performance.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = Object.fromEntries(new URL(request.url ?? '/', 'http://bare').searchParams);
      const { event } = openCallback({ config, query, body: Buffer.concat(chunks) });
      response.end();
      if (!('welcomeCode' in event) || !event.welcomeCode) return;
      post(`${base}/externalcontact/send_welcome_msg?access_token=${token}`, {
        welcome_code: event.welcomeCode,
        text: { content: '您好，欢迎登机！' },
      }).then(
        (errcode) => (errcode === 0 ? delays.push(performance.now() - receivedAt) : missed++),
        () => missed++,
      );
    });
  });
  const callbackUrl = await listen(server);
  try {
    await wecomSide.scan({ ...load, callbackUrl, state, seconds: 3 });
    delays.length = 0;
    missed = 0;
    const scanned = await wecomSide.scan({ ...load, callbackUrl, state });
    return { ...scanned, delays, missed };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function tokenOf(base: string): Promise<string> {
  const response = await fetch(`${base}/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function post(url: string, body: unknown): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return ((await response.json()) as { errcode: number }).errcode;
}

const listen = (server: Server) =>
  new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    });
  });

interface SimulatedWecom {
  url: string;
  scan(scans: Scans): Promise<Scanned>;
  stop(): Promise<void>;
}

async function startSimulator(people: number): Promise<SimulatedWecom> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { people } });
  const answer = <T>() =>
    new Promise<T>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  const { url } = await answer<{ url: string }>();
  return {
    url,
    scan: (scans) => {
      const scanned = answer<Scanned>();
      worker.postMessage(scans);
      return scanned;
    },
    stop: async () => void (await worker.terminate()),
  };
}

/** What Node's diagnostics channels of its HTTP client carry. */
interface HttpMessage {
  request: object;
}

/** The thread of WeCom and its travellers. */
async function simulate(port: NonNullable<typeof parentPort>, people: number): Promise<void> {
  const simulator = createSimulator({
    corp,
    staff,
    people,
    seed: 'bench',
    quotas: { callsPerMinute: 1_000_000 },
  });
  const { url } = await simulator.listen();
  let acks: number[] = [];
  // The sender keeps no times, so they are taken where requests leave and answers arrive.
  const started = new WeakMap<object, number>();
  subscribe('http.client.request.start', (message) => {
    started.set((message as HttpMessage).request, performance.now());
  });
  subscribe('http.client.response.finish', (message) => {
    const at = started.get((message as HttpMessage).request);
    if (at !== undefined) acks.push(performance.now() - at);
  });
  port.on('message', (scans: Scans) => {
    acks = [];
    void scanAll(simulator, scans).then((scanned) => port.postMessage({ ...scanned, acks }));
  });
  port.postMessage({ url });
}

async function scanAll(
  simulator: ReturnType<typeof createSimulator>,
  { callbackUrl, state, perSecond, seconds }: Scans,
): Promise<Omit<Scanned, 'acks'>> {
  simulator.setCallbackUrl(callbackUrl);
  const since = simulator.now();
  const total = Math.round(perSecond * seconds);
  const started = performance.now();
  let scans = 0;
  while (scans < total) {
    // Open loop: a scan is due when it is due, whether or not the last one was answered.
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
    for (; scans < due; scans++) simulator.actions.scan({ state });
    await sleep(2);
  }
  await simulator.settle();
  const patience = performance.now() + welcomeLimitMs + 1_000;
  const mine = () => simulator.truth().welcomes.filter((welcome) => welcome.issuedAt >= since);
  const allGreeted = () => mine().every((welcome) => welcome.sentAt !== undefined);
  while (!allGreeted() && performance.now() < patience) await sleep(500);
  const welcomes = mine();
  return {
    scans: total,
    endToEnd: welcomes.flatMap((w) => w.delayMs ?? []),
    unwelcomed: welcomes.filter((w) => w.delayMs === undefined || w.delayMs > welcomeLimitMs).length,
  };
}

if (!isMainThread && parentPort) await simulate(parentPort, (workerData as { people: number }).people);
