import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../apps/server/src/kernel/embedded-postgres.ts';
import { batchesOf, deliver } from './load.ts';
import {
  clientOf,
  expectedOutcome,
  expectedTimeline,
  prepare,
  readOutcome,
  settled,
  timelineOf,
} from './outcome.ts';
import { type RunningServer, startCommand, startServer } from './server.ts';

const travellers = 2_000;
const writeKey = 'replicas-test-write-key';
const password = 'replicas-test-password';

const ending: (() => Promise<unknown>)[] = [];
let stores: { postgresUrl: string; warehouseUrl: string };

/** Both stores as somebody runs them who has no wish for embedded ones. */
async function startStores(directory: string) {
  const postgres = await startEmbeddedPostgres({
    dataDir: join(directory, 'database'),
    settings: { max_connections: '120' },
  });
  ending.push(() => postgres.stop());
  const warehouse = startCommand(['warehouse', '--port', '0', '--data-dir', join(directory, 'warehouse')]);
  ending.push(() => warehouse.stop());
  const found = await warehouse.says(/CLICKHOUSE_URL=(\S+)/);
  return { postgresUrl: postgres.url, warehouseUrl: found[1] ?? '' };
}

async function startReplica(): Promise<RunningServer> {
  const replica = await startServer({
    DATABASE_URL: stores.postgresUrl,
    CLICKHOUSE_URL: stores.warehouseUrl,
    JETBRIDGE_SECRET_KEY: secretKey,
    JETBRIDGE_ADMIN_PASSWORD: password,
    JETBRIDGE_WRITE_KEY: writeKey,
    JETBRIDGE_DEMO: '0',
  });
  ending.push(() => replica.stop());
  return replica;
}

const secretKey = randomBytes(32).toString('base64url');

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jetbridge-replicas-'));
  ending.push(() => rm(directory, { recursive: true, force: true }));
  stores = await startStores(directory);
}, 60_000);
afterAll(async () => {
  for (const end of ending.reverse()) await end();
}, 60_000);

test('three replicas on shared stores lose, double and hold up nothing when one is killed under load', async () => {
  const replicas = await Promise.all([startReplica(), startReplica(), startReplica()]);
  const [survivor, victim] = replicas;
  if (!survivor || !victim) throw new Error('unreachable');
  const client = await clientOf(survivor);
  const prepared = await prepare(client);

  const batches = batchesOf('R', travellers, 50);
  let killed: Promise<void> | undefined;
  const failures = await deliver(batches, {
    servers: () => replicas.map(({ url }) => url),
    writeKey,
    parallel: 6,
    onProgress: (acknowledged) => {
      if (acknowledged > batches.length / 3) killed ??= victim.kill();
    },
  });
  await killed;
  expect(failures).toBeGreaterThan(0);

  await settled(stores.postgresUrl, 60_000);
  expect(await readOutcome(client, prepared, stores.warehouseUrl)).toEqual(expectedOutcome(travellers));
  for (let n = 0; n < travellers; n += 40) {
    expect(await timelineOf(client, `R-${n}`)).toEqual(expectedTimeline('R', n));
  }
}, 180_000);
