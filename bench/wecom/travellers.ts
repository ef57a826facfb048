/** A simulated WeCom and its travellers in a thread of their own, so that they do not slow down what is measured. */
import { subscribe } from 'node:diagnostics_channel';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createSimulator } from '@jetbridge/wecom-simulator';
import { sleep } from '../harness.ts';

export const corp = {
  corpId: 'ww0123456789abcdef',
  secret: 'secret-of-the-bench-corp',
  agentId: 1000002,
  token: 'token',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
export const staff = Array.from({ length: 10 }, (_, i) => ({ userid: `staff${i}`, name: `Staff ${i}` }));
/** A welcome code is dead after that. */
export const welcomeLimitMs = 20_000;

export interface Scans {
  callbackUrl: string;
  state: string;
  perSecond: number;
  seconds: number;
}

export interface Scanned {
  scans: number;
  /** Milliseconds from sending a callback to its answer. */
  acks: number[];
  /** Milliseconds from the scan to the accepted welcome, of those that got one. */
  endToEnd: number[];
  /** Friends who got no welcome, or one later than 20 s. */
  unwelcomed: number;
}

export interface SimulatedWecom {
  url: string;
  scan(scans: Scans): Promise<Scanned>;
  stop(): Promise<void>;
}

export async function startSimulator(people: number): Promise<SimulatedWecom> {
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
