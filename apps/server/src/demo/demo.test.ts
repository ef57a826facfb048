import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApplication, type Modules } from '../application.ts';
import { loadConfig } from '../kernel/config.ts';
import { openKernel } from '../kernel/kernel.ts';
import { MIGRATIONS_DIRECTORY, openTestStores, type TestStores } from '../testing/stores.ts';
import { friendships } from './friends.ts';
import { createCrowd, historyCalls, recentSittings, sittingCalls } from './history.ts';
import { startDemo } from './index.ts';
import { memberOf } from './members.ts';
import { greatCircleKm, routeOf, routes } from './network.ts';
import { repliesOf } from './replies.ts';
import type { Scene } from './scene.ts';
import { readFacts } from './store.ts';

const members = 250;

describe('the demo airline on an empty product', () => {
  let stores: TestStores;
  let dataDir: string;
  let first: Started;

  beforeAll(async () => {
    stores = await openTestStores();
    dataDir = mkdtempSync(join(tmpdir(), 'jetbridge-demo-'));
    first = await start();
  });
  afterAll(async () => {
    await first.close();
    await stores.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** The whole product with the demo, as `npm start` runs it, on a port that the system chose. */
  async function start() {
    const env = {
      DATABASE_URL: stores.postgresUrl,
      CLICKHOUSE_URL: stores.warehouseUrl,
      JETBRIDGE_DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    };
    const kernel = await openKernel(loadConfig(env, dataDir), { migrations: MIGRATIONS_DIRECTORY });
    const demo = await startDemo(kernel, { members });
    const { wecom, archive } = demo;
    const publicUrl = 'http://127.0.0.1:9';
    const application = await buildApplication({ kernel, wecom, archive, publicUrl });
    const url = await application.http.app.listen({ host: '127.0.0.1', port: 0 });
    const running = await application.start();
    const progress: string[] = [];
    await demo.run({ application, running, url, onProgress: (message) => progress.push(message) });
    return {
      modules: application.modules,
      progress,
      corpUrl: wecom.baseUrl,
      async close() {
        await demo.stop();
        await running.stop();
        await application.close();
        await demo.close();
        await kernel.close();
      },
    };
  }

  async function readScene(): Promise<Scene> {
    const facts = await readFacts(stores.pg, 'scene');
    return { now: new Date(String(facts?.now)), members };
  }

  /** Events of the airline's systems up to the start of the seeding: what is live comes later. */
  async function countSeeded(modules: Modules, scene: Scene): Promise<number> {
    const source = (await modules.events.sources.list()).find(({ name }) => name.includes('Demo airline'));
    const [row] = await stores.warehouse.query<{ n: string }>(
      `SELECT count() AS n FROM events WHERE source_id = {id:String} AND event_time <= {now:DateTime64(3)}
       AND origin_id = customer_id`,
      { id: source?.id ?? '', now: scene.now },
    );
    return Number(row?.n);
  }

  it('brings in every call that was made up, once', async () => {
    const scene = await readScene();
    const crowd = createCrowd(scene);
    const everybody = Array.from({ length: members }, (_, index) => memberOf(scene, index));
    const calls = [
      ...everybody.flatMap((member) => historyCalls(scene, member)),
      ...recentSittings(scene, crowd).flatMap((sitting) => sittingCalls(scene, sitting)),
      ...repliesOf(scene, friendships(scene)),
    ];
    expect(new Set(calls.map(({ messageId }) => messageId)).size).toBe(calls.length);
    expect(await countSeeded(first.modules, scene)).toBe(members + calls.length);
  });

  it('knows its friends by WeCom, and which code brought them', async () => {
    const scene = await readScene();
    const { total } = await first.modules.wecom.friendCounts(new Date(0), new Date());
    expect(total).toBeGreaterThanOrEqual(friendships(scene).length);
    const { items } = await first.modules.acquisition.list({ limit: 50, after: null });
    expect(items.every(({ status, tags }) => status === 'live' && tags.length > 0)).toBe(true);
    const byCode = friendships(scene).filter(({ code }) => code !== null).length;
    const brought = items.reduce((sum, code) => sum + code.friendsTotal, 0);
    expect(brought).toBeGreaterThanOrEqual(byCode);
  });

  it('tells the story of 陈晓婷: a friend and a platinum member in one, 31 round trips, 68,240 yuan in a year', async () => {
    const { modules } = first;
    const id = await modules.customers.lookup(stores.pg, 'member_no', 'YJ88025317');
    if (id === null) throw new Error('she is missing');
    const profile = await modules.customers.profile(id);
    const friend = (await modules.wecom.friendsOf(stores.pg, [id])).get(id);
    expect(profile).toMatchObject({
      name: '陈晓婷',
      traits: { tier: 'platinum', city: '广州', points: 46_180 },
    });
    expect(friend).toMatchObject([{ staffUserid: 'zhoumin' }]);
    const [figures] = await stores.warehouse.query<{ flights: string; year: number }>(
      `SELECT countIf(name = 'Flight Flown') AS flights,
         sumIf(JSONExtractFloat(properties, 'total'), name = 'Order Completed' AND event_time > now() - INTERVAL 365 DAY) AS year
       FROM events WHERE customer_id = {id:UInt64}`,
      { id },
    );
    expect(figures).toEqual({ flights: '62', year: 68_240 });
  });

  it('tells the story of 陈思远: 22 flights in a year, the last one 41 days ago', async () => {
    const id = await first.modules.customers.lookup(stores.pg, 'member_no', 'YJ88204417');
    const [figures] = await stores.warehouse.query<{ year: string; sixty: string }>(
      `SELECT countIf(event_time > now() - INTERVAL 365 DAY) AS year, countIf(event_time > now() - INTERVAL 60 DAY) AS sixty
       FROM events WHERE customer_id = {id:UInt64} AND name = 'Flight Flown'`,
      { id },
    );
    expect(figures).toEqual({ year: '22', sixty: '1' });
  });

  it('has journeys with people in them, and segments with members', async () => {
    const { modules } = first;
    const journeys = await modules.journeys.list({ limit: 50, after: null });
    expect(journeys.items.map(({ status }) => status)).toEqual(['running', 'running', 'running']);
    const segments = await modules.segments.list({ limit: 50, after: null });
    expect(segments.items.length).toBeGreaterThanOrEqual(10);
    expect(segments.items.every(({ status }) => status === 'live')).toBe(true);
  });

  it('says how far it is, up to the end', () => {
    expect(first.progress[0]).toContain('0 %');
    expect(first.progress.at(-1)).toContain('100 %');
  });

  it('adds nothing when it is started again, and finds the same corp', async () => {
    const scene = await readScene();
    const before = await countSeeded(first.modules, scene);
    const codes = await first.modules.acquisition.list({ limit: 50, after: null });
    const { corpUrl } = first;
    await first.close();
    first = await start();
    expect(first.progress).toEqual([]);
    expect(await countSeeded(first.modules, scene)).toBe(before);
    expect(first.corpUrl).toBe(corpUrl);
    const report = await first.modules.wecom.compareNow();
    expect(report?.removed ?? 0).toBe(0);
    const qr = await fetch(codes.items[0]?.url ?? '');
    expect(qr.status).toBe(200);
  });
});

describe('the network', () => {
  it('measures great circles: Guangzhou to Tokyo Haneda is about 2,900 km', () => {
    const { from, to, distanceKm } = routeOf('CAN-HND');
    expect(greatCircleKm(from, to)).toBeCloseTo(greatCircleKm(to, from), 6);
    expect(distanceKm).toBeGreaterThan(2_850);
    expect(distanceKm).toBeLessThan(2_950);
  });

  it('has a way back for every way, and a number for every flight', () => {
    expect(routes.every(({ from, to }) => routeOf(`${to.code}-${from.code}`))).toBe(true);
    expect(new Set(routes.map(({ flightNo }) => flightNo)).size).toBe(routes.length);
  });
});

type Started = {
  modules: Modules;
  progress: string[];
  corpUrl: string;
  close(): Promise<void>;
};
