/**
 * How much of a bare route's throughput is left once each event is checked, identified and committed before the
 * answer. Both servers run in a process of their own, one after the other, under the same load.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import autocannon from 'autocannon';
import Fastify from 'fastify';
import { buildApplication } from '../apps/server/src/application.ts';
import { type BenchResult, type Flags, numberFlag, openBenchKernel } from './harness.ts';

export const claim =
  'POST /v1/batch with two events, answered after the commit, against a bare Fastify route with the same schema and no storage';

const writeKey = 'bench-ingest-write-key';

/** The schema of a batch as a bare route would state it. */
const schema = {
  body: {
    type: 'object',
    required: ['batch'],
    properties: {
      sentAt: { type: 'string' },
      batch: {
        type: 'array',
        maxItems: 500,
        items: {
          type: 'object',
          required: ['type', 'userId', 'event'],
          properties: {
            type: { enum: ['track', 'identify', 'page', 'screen', 'group', 'alias'] },
            messageId: { type: 'string', maxLength: 200 },
            userId: { type: 'string', maxLength: 256 },
            event: { type: 'string', minLength: 1, maxLength: 120 },
            timestamp: { type: 'string', format: 'date-time' },
            properties: { type: 'object' },
          },
        },
      },
    },
  },
};

async function serveBare(): Promise<string> {
  const app = Fastify();
  app.post('/v1/batch', { schema }, async () => ({ success: true }));
  return app.listen({ port: 0, host: '127.0.0.1' });
}

async function serveProduct(): Promise<string> {
  const { kernel } = await openBenchKernel({});
  const application = await buildApplication({
    kernel,
    wecom: null,
    archive: null,
    publicUrl: 'http://127.0.0.1',
  });
  await application.modules.events.sources.ensure('Bench', writeKey);
  await application.start();
  return application.http.app.listen({ port: 0, host: '127.0.0.1' });
}

if (process.env.JETBRIDGE_BENCH_ROLE && !parentPort) {
  const url = await (process.env.JETBRIDGE_BENCH_ROLE === 'bare' ? serveBare() : serveProduct());
  process.send?.({ url });
  process.once('disconnect', () => process.exit(0));
}

interface Load {
  seconds: number;
  connections: number;
}

async function measure(
  role: 'bare' | 'product',
  load: Load,
): Promise<{ perSecond: number; p99Ms: number; errors: number }> {
  const child = fork(fileURLToPath(import.meta.url), { env: { ...process.env, JETBRIDGE_BENCH_ROLE: role } });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  let n = 0;
  const event = () => ({
    type: 'track',
    messageId: `${role}-${n++}`,
    userId: `M${n % 50_000}`,
    event: 'Product Viewed',
    timestamp: new Date().toISOString(),
    properties: { product: 'lounge', route: 'CAN-HND', price: 260 },
  });
  const run = (seconds: number) =>
    autocannon({
      url: `${url}/v1/batch`,
      method: 'POST',
      connections: load.connections,
      duration: seconds,
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
      },
      setupClient: (client) => {
        client.setBody(JSON.stringify({ batch: [event(), event()], sentAt: new Date().toISOString() }));
        client.on('response', () =>
          client.setBody(JSON.stringify({ batch: [event(), event()], sentAt: new Date().toISOString() })),
        );
      },
    });
  await run(3);
  const result = await run(load.seconds);
  child.disconnect();
  await once(child, 'exit');
  return {
    perSecond: result.requests.average,
    p99Ms: result.latency.p99,
    errors: result.non2xx + result.errors,
  };
}

export async function run(flags: Flags): Promise<BenchResult> {
  const load = {
    seconds: numberFlag(flags, 'seconds', 15),
    connections: numberFlag(flags, 'connections', 64),
  };
  const bare = await measure('bare', load);
  const product = await measure('product', load);
  const ratio = product.perSecond / bare.perSecond;
  return {
    metrics: [
      {
        metric: 'requests',
        value: product.perSecond,
        unit: 'requests/s',
        baseline: bare.perSecond,
        ratio,
        target: '≥ 0.5 of the bare route',
        holds: ratio >= 0.5,
      },
      {
        metric: 'events',
        value: product.perSecond * 2,
        unit: 'events/s',
        baseline: bare.perSecond * 2,
        ratio,
        target: null,
        holds: null,
      },
      {
        metric: 'answer p99',
        value: product.p99Ms,
        unit: 'ms',
        baseline: bare.p99Ms,
        ratio: product.p99Ms / bare.p99Ms,
        target: null,
        holds: null,
      },
      {
        metric: 'refused or failed',
        value: product.errors,
        unit: 'requests',
        baseline: bare.errors,
        ratio: null,
        target: '0',
        holds: product.errors === 0,
      },
    ],
  };
}
