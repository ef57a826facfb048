/**
 * How soon a new friend is greeted. Travellers scan at a fixed rate at a simulated WeCom in a thread of its own; the
 * whole product runs on embedded stores: callback → inbox → welcome → friend → customer → consent → events → spine.
 *
 * Baseline, in the same run and under the same load: the bare minimum, which opens the callback and calls
 * send_welcome_msg at once, stores nothing, and forgets everybody.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCallback } from '@jetbridge/wecom';
import { buildApplication } from '../apps/server/src/application.ts';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';
import { callbackPath } from '../apps/server/src/modules/wecom/index.ts';
import {
  type BenchResult,
  type Flags,
  type Metric,
  numberFlag,
  openBenchKernel,
  quantile,
  sleep,
} from './harness.ts';
import {
  corp,
  type Scanned,
  type SimulatedWecom,
  staff,
  startSimulator,
  welcomeLimitMs,
} from './wecom/travellers.ts';

export const claim =
  'A new friend is greeted within a second of the callback, at 100 callbacks/s, and WeCom is answered within 100 ms.';

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
  const wecom = { ...corp, baseUrl: wecomSide.url, simulated: true };
  const application = await buildApplication({ kernel, wecom, archive: null, publicUrl: 'http://localhost' });
  const url = await application.http.app.listen({ port: 0, host: '127.0.0.1' });
  const running = await application.start();
  try {
    const { state } = await application.modules.acquisition.create({
      name: 'Gate',
      touchpoint: 'gate',
      staff: staff.map((member) => member.userid),
      tags: [],
      welcome: load.welcome,
    });
    const scans = { ...load, callbackUrl: `${url}${callbackPath}`, state };
    // Loops and connections warm, as in a server that has been up for a minute.
    await wecomSide.scan({ ...scans, seconds: 3 });
    const since = kernel.clock.now();
    const scanned = await wecomSide.scan(scans);
    // What was sent is written down a moment later.
    for (let n = 0; n < 50 && (await application.modules.wecom.status()).callbacksPending > 0; n++)
      await sleep(200);
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
    await running.stop();
    await application.close();
  }
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
