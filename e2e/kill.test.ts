import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { runningServers } from '../apps/server/src/kernel/data-directory.ts';
import { openPostgres } from '../apps/server/src/kernel/postgres.ts';
import { openWarehouse } from '../apps/server/src/kernel/warehouse.ts';
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
import { until } from './until.ts';

const password = 'kill-test-password';
const directories: string[] = [];
const running: RunningServer[] = [];

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'jetbridge-kill-'));
  directories.push(directory);
  return directory;
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

/** The environment of a server on `dataDir`; its demo airline is off unless asked for. */
const environment = (dataDir: string, more: Record<string, string> = {}) => ({
  JETBRIDGE_DATA_DIR: dataDir,
  JETBRIDGE_ADMIN_PASSWORD: password,
  JETBRIDGE_DEMO: '0',
  HOST: '127.0.0.1',
  PORT: '0',
  ...more,
});

async function start(env: Record<string, string>): Promise<RunningServer> {
  const server = await startServer(env);
  running.push(server);
  return server;
}

/** Starts it and kills it as soon as it says `moment`. */
async function killAt(moment: RegExp, env: Record<string, string>): Promise<void> {
  const command = startCommand(['start'], env);
  await command.says(moment).finally(() => command.kill());
}

function storesOf(dataDir: string) {
  const server = runningServers(dataDir)[0];
  if (!server?.postgresUrl || !server.warehouseUrl) throw new Error(`Nothing runs on ${dataDir}`);
  return { postgresUrl: server.postgresUrl, warehouseUrl: server.warehouseUrl };
}

/** The demo airline remembers its size and its today from its first start: told before, it is smaller. */
const scene = { now: new Date().toISOString(), members: 400 };

async function writeScene(dataDir: string): Promise<void> {
  const pg = openPostgres({ url: storesOf(dataDir).postgresUrl, maxConnections: 1 });
  await pg.query(`insert into demo_steps (step, facts, done_at) values ('scene', $1, now())`, [
    JSON.stringify(scene),
  ]);
  await pg.close();
}

/** What the demo airline consists of, without what its travellers have done since. */
async function readAirline(server: RunningServer, dataDir: string) {
  const client = await clientOf(server);
  const warehouse = openWarehouse({ url: storesOf(dataDir).warehouseUrl });
  const events = await warehouse.query<{ name: string; rows: string; distinct: string }>(
    `select name, count() as rows, uniqExact(event_id) as distinct from events
     where customer_id in (select customer_id from customers final where alive = 1)
       and source_id != '' and event_time <= parseDateTime64BestEffort({now:String}, 3)
     group by name order by name`,
    { now: scene.now },
  );
  await warehouse.close();
  const everything = { query: { limit: 200 } };
  const [customers, segments, codes, journeys] = await Promise.all([
    client.customers.count(),
    client.segments.list(everything),
    client.acquisition.list(everything),
    client.journeys.list(everything),
  ]);
  return {
    events,
    members: customers.members,
    segments: segments.items.map(({ name }) => name).toSorted(),
    codes: codes.items.map(({ name, status }) => `${name} ${status}`).toSorted(),
    journeys: journeys.items.map(({ name, status }) => `${name} ${status}`).toSorted(),
  };
}

/** How WeCom answers a traveller who scans each code. */
async function scanEveryCode(server: RunningServer): Promise<unknown[]> {
  const client = await clientOf(server);
  const { simulatorUrl } = await client.wecom.status();
  const { items } = await client.acquisition.list({ query: { limit: 200 } });
  return Promise.all(
    items.map(async ({ state }) => {
      const answer = await fetch(`${simulatorUrl}/__sim/scan`, {
        method: 'POST',
        body: JSON.stringify({ state }),
      });
      return ((await answer.json()) as { outcome: unknown }).outcome;
    }),
  );
}

test('killed while it starts and while it seeds, it ends up with the airline that an undisturbed start makes', async () => {
  const dataDir = await makeDirectory();
  const peaceful = await makeDirectory();
  await killAt(/Making the PostgreSQL cluster/, environment(dataDir));
  await killAt(/Migrating/, environment(dataDir));
  for (const directory of [dataDir, peaceful]) {
    const server = await startServer(environment(directory));
    await writeScene(directory);
    await server.kill();
  }
  const demo = { JETBRIDGE_DEMO: '1' };
  for (const share of [/\d\d/, /[6-9]\d/, /9\d/]) {
    // Ready is late enough, should the seeding tell of no such share.
    const moment = new RegExp(`Demo airline +${share.source} %|Jetbridge ready`);
    await killAt(moment, environment(dataDir, demo));
  }
  const disturbed = await start(environment(dataDir, demo));
  const airline = await readAirline(disturbed, dataDir);
  expect(airline.members).toBeGreaterThanOrEqual(scene.members);
  for (const { rows, distinct } of airline.events) expect(rows).toBe(distinct);
  expect(await scanEveryCode(disturbed)).toEqual(airline.codes.map(() => 'added'));
  await disturbed.stop();

  const undisturbed = await start(environment(peaceful, demo));
  expect(airline).toEqual(await readAirline(undisturbed, peaceful));
}, 240_000);

test('killed twice under load, it has every acknowledged event once and has done once what follows from it', async () => {
  const travellers = 600;
  const dataDir = await makeDirectory();
  const writeKey = 'kill-test-write-key';
  let server = await start(environment(dataDir, { JETBRIDGE_WRITE_KEY: writeKey }));
  const port = new URL(server.url).port;
  const prepared = await prepare(await clientOf(server));
  const batches = batchesOf('K', travellers, 30);
  const killAfter = [Math.floor(batches.length / 4), Math.floor(batches.length / 2)];
  let restarting = Promise.resolve();
  const restart = async () => {
    await server.kill();
    server = await start(environment(dataDir, { JETBRIDGE_WRITE_KEY: writeKey, PORT: port }));
  };
  await deliver(batches, {
    servers: () => [server.url],
    writeKey,
    parallel: 4,
    onProgress: (acknowledged) => {
      if (killAfter[0] !== undefined && acknowledged >= killAfter[0]) {
        killAfter.shift();
        restarting = restarting.then(restart);
      }
    },
  });
  await restarting;
  const stores = await until('the stores are back', async () => storesOf(dataDir));
  await settled(stores.postgresUrl, 60_000);
  const client = await clientOf(server);
  expect(await readOutcome(client, prepared, stores.warehouseUrl)).toEqual(expectedOutcome(travellers));
  for (let n = 0; n < travellers; n += 40) {
    expect(await timelineOf(client, `K-${n}`)).toEqual(expectedTimeline('K', n));
  }
}, 180_000);
