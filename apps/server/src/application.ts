/** All modules on one kernel, wired: the only place that knows them all. Nothing runs before `start`. */

import type { ArchiveSource } from '@jetbridge/wecom';
import type { Http } from './kernel/http.ts';
import { createHttp } from './kernel/http.ts';
import { uuidv7 } from './kernel/ids.ts';
import type { Kernel } from './kernel/kernel.ts';
import { type Lanes, startLanes } from './kernel/lanes.ts';
import { startLoop } from './kernel/loop.ts';
import { countFailedEffects, startOutbox } from './kernel/outbox.ts';
import { openSignal, type Signal } from './kernel/signal.ts';
import { bindAccessRoutes, createAccess } from './modules/access/index.ts';
import { bindAcquisitionRoutes, createAcquisition } from './modules/acquisition/index.ts';
import { bindConsentRoutes, createConsent } from './modules/consent/index.ts';
import { bindCustomersRoutes, createCustomers, mirrorSignal } from './modules/customers/index.ts';
import { bindEventsRoutes, createEvents, createEventViews, dropOldDays } from './modules/events/index.ts';
import { bindImportsRoutes, createImports, importSource } from './modules/imports/index.ts';
import { bindJourneysRoutes, createJourneys } from './modules/journeys/index.ts';
import { bindOutreachRoutes, createOutreach, createWecomChannel } from './modules/outreach/index.ts';
import { bindOverviewRoutes, createOverview } from './modules/overview/index.ts';
import { bindSegmentsRoutes, createSegments } from './modules/segments/index.ts';
import { bindTagsRoutes, createTags } from './modules/tags/index.ts';
import { bindWecomRoutes, createWecom, type WecomConfig } from './modules/wecom/index.ts';
import { startSpine } from './spine/index.ts';

/** The airline's calendar. */
const zone = 'Asia/Shanghai';
/** Days that the inbox keeps what has been worked off, for a replay. */
const inboxDays = 3;

export interface ApplicationOptions {
  kernel: Kernel;
  /** Null: no corp, and everything but WeCom works. */
  wecom: WecomConfig | null;
  archive: ArchiveSource | null;
  /** Origin under which travellers reach this server, without a slash at the end. */
  publicUrl: string;
  localKey?: string;
  /** Check every reply against the contract; for tests. */
  checkReplies?: boolean;
}

export type Modules = ReturnType<typeof createModules>;

export interface Application {
  modules: Modules;
  http: Http;
  /** Starts the loops; answers how to stop them. */
  start(): Promise<RunningApplication>;
  close(): Promise<void>;
}

export interface RunningApplication {
  lanes: Lanes;
  /** Until nothing is left to do anywhere in the loop; for tests and the demo's seeding. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export async function buildApplication(options: ApplicationOptions): Promise<Application> {
  const { kernel } = options;
  const signal = await openSignal({ url: kernel.postgresUrl, log: kernel.log });
  const modules = createModules(options, signal);
  await modules.events.ensurePartitions();
  const http = await createHttp({
    logger: kernel.log,
    gate: modules.access.gate,
    registry: kernel.metrics.registry,
    checkReplies: options.checkReplies ?? false,
  });
  await bindRoutes(http, kernel, modules);
  return {
    modules,
    http,
    start: () => startAll(kernel, signal, modules),
    async close() {
      await http.app.close();
      await signal.close();
    },
  };
}

function createModules(options: ApplicationOptions, signal: Signal) {
  const { pg, warehouse, clock, vault, log, metrics } = options.kernel;
  const base = { pg, warehouse, clock, vault, log, signal };
  const events = createEvents(base);
  const customers = createCustomers(base);
  const tags = createTags({ pg, clock, events, customers });
  const segments = createSegments({ ...base, events, customers });
  const consent = createConsent({ pg, clock, events, customers });
  const wecom = createWecom({
    ...base,
    events,
    customers,
    tags,
    metrics,
    config: options.wecom,
    archive: options.archive,
  });
  const acquisition = createAcquisition({
    pg,
    clock,
    log,
    tags,
    customers,
    wecom,
    onFriends: (tx, friends) =>
      consent.grantOnFriendAdded(
        tx,
        friends.map(({ customerId, at, code }) => ({
          customerId,
          at,
          evidence: code ? `notice of the channel code ${code.name}` : 'added a member of staff on WeCom',
        })),
      ),
  });
  const outreach = createOutreach({
    ...base,
    events,
    customers,
    consent,
    publicUrl: options.publicUrl,
    channels: [createWecomChannel(wecom, pg)],
  });
  const journeys = createJourneys({ ...base, events, customers, segments, outreach, tags, zone });
  const imports = createImports({ pg, events, clock, log, zone });
  const access = createAccess({ pg, clock, localKey: options.localKey });
  const parts = { acquisition, consent, customers, journeys, outreach, segments, tags, wecom };
  const overview = createOverview({
    pg,
    warehouse,
    clock,
    zone,
    ...parts,
    failedEffects: () => countFailedEffects(pg),
  });
  segments.onRemove(async (_sql, id) => (await journeys.mentioning(id)).length > 0);
  customers.friendsFrom(async (sql, ids) => new Set((await wecom.friendsOf(sql, ids)).keys()));
  return { ...parts, access, events, imports, overview, eventViews: createEventViews({ warehouse, clock }) };
}

async function bindRoutes(http: Http, kernel: Kernel, modules: Modules): Promise<void> {
  const { pg } = kernel;
  http.app.get('/openapi.json', { schema: { hide: true } }, async () => http.app.swagger());
  http.app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await kernel.ping();
      return { status: 'ok' };
    } catch {
      return reply.status(503).header('retry-after', '2').send({ status: 'unavailable' });
    }
  });
  http.app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { registry } = kernel.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  bindAccessRoutes(http, modules.access);
  bindAcquisitionRoutes(http, modules.acquisition);
  bindConsentRoutes(http, modules.consent);
  const sourceNames = async () =>
    (await modules.events.sources.names()).set(importSource.id, importSource.name);
  bindEventsRoutes(http, {
    events: modules.events,
    views: modules.eventViews,
    customerNames: (ids) => modules.customers.names(pg, ids),
    sourceNames,
  });
  bindCustomersRoutes(http, {
    pg,
    customers: modules.customers,
    around: (id) => modules.overview.around(id),
    friendCount: async () => (await modules.wecom.friendCounts(new Date(0), new Date(0))).total,
    sourceNames,
  });
  bindImportsRoutes(http, modules.imports);
  bindJourneysRoutes(http, modules.journeys);
  bindOutreachRoutes(http, modules.outreach);
  bindOverviewRoutes(http, modules.overview);
  bindSegmentsRoutes(http, modules.segments);
  bindTagsRoutes(http, modules.tags);
  await bindWecomRoutes(http, modules.wecom);
}

async function startAll(kernel: Kernel, signal: Signal, modules: Modules): Promise<RunningApplication> {
  const { pg, clock, log } = kernel;
  const lanes = await startLanes({ pg, log, replica: uuidv7(clock) });
  const spine = startSpine({
    ...kernel,
    lanes,
    signal,
    customers: modules.customers,
    onChanges: (tx, changes) => modules.segments.enqueue(tx, changes),
    listeners: [modules.journeys],
    wakes: [],
  });
  const segments = modules.segments.start({ lanes });
  const outbox = startOutbox({
    pg,
    clock,
    log,
    signal,
    topics: { ...modules.outreach.topics, ...modules.wecom.outboxTopics() },
  });
  const wecom = modules.wecom.start();
  const journeys = modules.journeys.start();
  const others = [
    modules.acquisition.start(),
    modules.imports.start(),
    startHousekeeping(kernel, signal, modules),
  ];
  return {
    lanes,
    async settle() {
      // Each part may give the others work: until a whole round leaves the inbox empty.
      for (let round = 0; round < 20; round++) {
        await wecom.settle();
        await spine.settle();
        await segments.settle();
        await journeys.settle();
        await outbox.drain();
        if ((await modules.events.backlog(1)) === 0) return;
      }
    },
    async stop() {
      await Promise.all([
        wecom.stop(),
        journeys.stop(),
        spine.stop(),
        segments.stop(),
        outbox.stop(),
        ...others.map((o) => o.stop()),
      ]);
      await lanes.stop();
    },
  };
}

/** What has to be done now and then: changes made outside the spine, tomorrow's partitions, forgetting what is old. */
function startHousekeeping(kernel: Kernel, signal: Signal, modules: Modules) {
  const settle = startLoop({
    name: 'customers',
    log: kernel.log,
    idleMs: 1_000,
    run: async () => {
      await modules.customers.settle();
      return false;
    },
  });
  signal.on(mirrorSignal, () => settle.poke());
  const hourly = startLoop({
    name: 'housekeeping',
    log: kernel.log,
    idleMs: 3_600_000,
    run: async () => {
      await modules.events.ensurePartitions();
      await dropOldDays(kernel.pg, kernel.clock.now(), inboxDays);
      await modules.access.sweep();
      await modules.imports.sweep();
      return false;
    },
  });
  return { stop: async () => void (await Promise.all([settle.stop(), hourly.stop()])) };
}
