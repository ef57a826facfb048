import { setImmediate } from 'node:timers/promises';
import { type Client, createClient } from '@jetbridge/client';
import {
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type VirtualClock,
} from '@jetbridge/wecom-simulator';
import type { TestClock } from '../kernel/clock.ts';
import { createHttp, type Http } from '../kernel/http.ts';
import { type Lanes, startLanes } from '../kernel/lanes.ts';
import { createMetrics, type Metrics } from '../kernel/metrics.ts';
import { type Outbox, startOutbox } from '../kernel/outbox.ts';
import { openSignal, type Signal } from '../kernel/signal.ts';
import { createAccess } from '../modules/access/index.ts';
import {
  type Acquisition,
  bindAcquisitionRoutes,
  createAcquisition,
  type NewFriend,
} from '../modules/acquisition/index.ts';
import { type Customers, createCustomers } from '../modules/customers/index.ts';
import { createEvents, type Events, type ResolvedEvent } from '../modules/events/index.ts';
import { bindTagsRoutes, createTags, type Tags } from '../modules/tags/index.ts';
import {
  bindWecomRoutes,
  createWecom,
  type Receipt,
  type Wecom,
  type WecomConfig,
  type WecomWorkers,
} from '../modules/wecom/index.ts';
import { workOne } from '../spine/index.ts';
import { openTestStores, type TestStores } from './stores.ts';

/** The part of the product around WeCom, on real stores, with a simulated corp on the same clock. */
export interface TestCorp {
  stores: TestStores;
  simulator: Simulator;
  config: WecomConfig;
  events: Events;
  customers: Customers;
  tags: Tags;
  wecom: Wecom;
  acquisition: Acquisition;
  metrics: Metrics;
  /** Signed in with every permission. */
  client: Client;
  url: string;
  /** What listeners were told. */
  receipts: Receipt[];
  newFriends: NewFriend[];
  /** Lets time pass, and everything happen that follows from it, here and at WeCom. */
  pass(durationMs?: number): Promise<void>;
  /** Works off what has arrived, without any time passing. */
  settle(): Promise<void>;
  /** Events that belong to a customer by now, in the order in which the spine saw them. */
  happened(): Promise<ResolvedEvent[]>;
  close(): Promise<void>;
}

const localKey = `jb_${'w'.repeat(43)}`;

const testStaff = [
  { userid: 'lihua', name: '李华' },
  { userid: 'WangFang', name: '王芳' },
];

export async function openTestCorp(
  options: Partial<Omit<SimulatorOptions, 'corp' | 'clock'>> & { configured?: boolean } = {},
): Promise<TestCorp> {
  const { configured = true, ...simulated } = options;
  const stores = await openTestStores();
  const signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  const config = makeConfig();
  const simulator = createSimulator({
    corp: config,
    staff: testStaff,
    seed: 'test',
    people: 200,
    clock: virtualClock(stores.clock),
    ...simulated,
  });
  config.baseUrl = (await simulator.listen()).url;
  const metrics = createMetrics();
  const modules = createModules({ stores, signal, metrics, simulator, config: configured ? config : null });
  const { http, client, url } = await serve(stores, modules, metrics);
  simulator.setCallbackUrl(`${url}/wecom/callback`);
  await modules.events.ensurePartitions();
  const running = await run(stores, signal, modules);
  const settle = () => settleAll(modules, running, simulator);
  await settle();
  // The comparison at the start runs beside everything else, and would find friends before their callbacks do.
  while (configured && (await modules.wecom.status()).lastSyncAt === null) await setImmediate();
  return {
    ...modules,
    stores,
    simulator,
    config,
    metrics,
    client,
    url,
    settle,
    async pass(durationMs = 0) {
      await simulator.tick(stores.clock.now().getTime() + durationMs);
      await settle();
    },
    happened: () => running.happened(),
    async close() {
      await running.workers.stop();
      await running.lanes.stop();
      await http.app.close();
      await simulator.close();
      await signal.close();
      await stores.close();
    },
  };
}

const makeConfig = () => ({
  corpId: 'ww0123456789abcdef',
  secret: 'secret-of-the-test-corp',
  agentId: 1000002,
  token: 'token',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  baseUrl: '',
  simulated: true,
});

/** The simulator's time is the test's. */
function virtualClock(clock: TestClock): VirtualClock {
  return {
    now: () => clock.now().getTime(),
    advanceTo: (ms) => {
      if (ms > clock.now().getTime()) clock.set(new Date(ms));
    },
  };
}

interface Parts {
  stores: TestStores;
  signal: Signal;
  metrics: Metrics;
  simulator: Simulator;
  config: WecomConfig | null;
}

type Modules = ReturnType<typeof createModules>;

function createModules({ stores, signal, metrics, simulator, config }: Parts) {
  const events = createEvents({ ...stores, signal });
  const customers = createCustomers(stores);
  const tags = createTags({ ...stores, events, customers });
  const archive = simulator.archive;
  const wecom = createWecom({ ...stores, signal, metrics, events, customers, tags, config, archive });
  const receipts: Receipt[] = [];
  const newFriends: NewFriend[] = [];
  wecom.onReceipt(async (_tx, list) => void receipts.push(...list));
  const acquisition = createAcquisition({
    ...stores,
    tags,
    customers,
    wecom,
    onFriends: async (_tx, list) => void newFriends.push(...list),
  });
  return { events, customers, tags, wecom, acquisition, receipts, newFriends };
}

async function serve(stores: TestStores, modules: Modules, metrics: Metrics) {
  const access = createAccess({ pg: stores.pg, clock: stores.clock, localKey });
  const http: Http = await createHttp({
    logger: stores.log,
    gate: access.gate,
    registry: metrics.registry,
    checkReplies: true,
  });
  bindTagsRoutes(http, modules.tags);
  bindAcquisitionRoutes(http, modules.acquisition);
  await bindWecomRoutes(http, modules.wecom);
  const url = await http.app.listen({ port: 0, host: '127.0.0.1' });
  return { http, url, client: createClient({ url, token: localKey }) };
}

interface Running {
  workers: WecomWorkers;
  outbox: Outbox;
  lanes: Lanes;
  happened(): Promise<ResolvedEvent[]>;
}

async function run(stores: TestStores, signal: Signal, modules: Modules): Promise<Running> {
  const lanes = await startLanes({
    pg: stores.pg,
    log: stores.log,
    replica: '00000000-0000-7000-8000-000000000001',
  });
  const outbox = startOutbox({ ...stores, signal, topics: modules.wecom.outboxTopics() });
  // Delivered by `settle` alone, which then knows when everything has been.
  await outbox.stop();
  const seen: ResolvedEvent[] = [];
  const spine = {
    ...stores,
    lanes,
    signal,
    customers: modules.customers,
    onChanges: async () => undefined,
    listeners: [
      { onEvents: async (_tx: unknown, list: readonly ResolvedEvent[]) => void seen.push(...list) },
    ],
    wakes: [],
  };
  return {
    workers: modules.wecom.start(),
    outbox,
    lanes,
    async happened() {
      while ((await lanes.use((owned) => workOne(spine, owned))) !== null);
      return seen;
    },
  };
}

async function settleAll(modules: Modules, running: Running, simulator: Simulator): Promise<void> {
  if (!modules.wecom.configured) return;
  await simulator.settle();
  await running.workers.settle();
  await running.outbox.drain();
}
