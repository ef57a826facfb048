import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@jetbridge/client';
import { Analytics } from '@segment/analytics-node';
import OldAnalytics from 'analytics-node';
import { expect, it } from 'vitest';
import { type RunningServer, startServer } from './server.ts';

const writeKey = 'segment-clients-test-key';
const perClient = 5_000;
const travellers = 25;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Seen {
  traveller: string;
  numbers: number[];
}

/** Every event of these travellers as their timelines show them. */
async function timelines(server: RunningServer, prefix: string): Promise<Seen[]> {
  const anonymous = createClient({ url: server.url });
  const { token } = await anonymous.access.signIn({ body: { username: 'admin', password: server.password } });
  const client = createClient({ url: server.url, token });
  const seen: Seen[] = [];
  for (let t = 0; t < travellers; t++) {
    const traveller = `${prefix}-${t}`;
    const numbers: number[] = [];
    const found = await client.customers
      .lookup({ query: { kind: 'member_no', value: traveller } })
      .catch(() => null);
    for (let cursor: string | undefined = ''; found && cursor !== undefined; ) {
      const page: Awaited<ReturnType<typeof client.customers.timeline>> = await client.customers.timeline({
        params: { id: found.id },
        query: { limit: 200, ...(cursor ? { cursor } : {}) },
      });
      numbers.push(...page.items.map((item) => Number(item.properties.n)));
      cursor = page.nextCursor ?? undefined;
    }
    seen.push({ traveller, numbers });
  }
  return seen;
}

it('takes 10,000 events of the two Segment clients exactly once while it is killed twice', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'jetbridge-clients-'));
  const env = { JETBRIDGE_DATA_DIR: dataDir, JETBRIDGE_WRITE_KEY: writeKey, JETBRIDGE_DEMO: '0' };
  let server = await startServer(env);
  const restartOn = { ...env, PORT: new URL(server.url).port };
  const errors: unknown[] = [];
  const modern = new Analytics({
    writeKey,
    host: server.url,
    flushAt: 20,
    flushInterval: 200,
    maxRetries: 100,
  });
  modern.on('error', (error) => errors.push(error));
  const old = new OldAnalytics(writeKey, {
    host: server.url,
    flushAt: 20,
    flushInterval: 200,
    axiosRetryConfig: { retries: 200, retryDelay: () => 250, retryCondition: () => true },
  });
  const sendAll = async () => {
    for (let n = 0; n < perClient; n++) {
      const properties = { n, route: 'CAN-HND' };
      modern.track({ userId: `new-${n % travellers}`, event: 'Seat Chosen', properties });
      old.track({ userId: `old-${n % travellers}`, event: 'Seat Chosen', properties });
      if (n % 100 === 0) await pause(60);
    }
  };
  const sending = sendAll();
  for (let round = 0; round < 2; round++) {
    await pause(900);
    await server.kill();
    server = await startServer({ ...restartOn, JETBRIDGE_ADMIN_PASSWORD: server.password });
  }
  await sending;
  await Promise.all([modern.closeAndFlush({ timeout: 90_000 }), old.flush()]);

  const wanted = Array.from({ length: perClient }, (_, n) => n);
  for (const prefix of ['new', 'old']) {
    let numbers: number[] = [];
    for (let attempt = 0; attempt < 60 && numbers.length < perClient; attempt++) {
      await pause(500);
      numbers = (await timelines(server, prefix)).flatMap((seen) => seen.numbers);
    }
    expect(errors).toEqual([]);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(wanted);
  }
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 300_000);
