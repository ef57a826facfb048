import type { Client } from '@jetbridge/client';
import type { CustomerId, JourneyGraph, JourneyNode } from '@jetbridge/contract';
import { startLanes } from '../kernel/lanes.ts';
import type { Postgres } from '../kernel/postgres.ts';
import { bindJourneysRoutes, createJourneys, type Journeys } from '../modules/journeys/index.ts';
import { createSegments, type Segments } from '../modules/segments/index.ts';
import { startSpine } from '../spine/index.ts';
import { openTestOutreach, type TestOutreach } from './postcards.ts';

/** Journeys and all that they stand on, on real stores; messages go out as postcards. */
export interface TestTravel extends TestOutreach {
  segments: Segments;
  journeys: Journeys;
  client: Client;
  /** Journeys on another door to the same database, such as one that fails on purpose. */
  journeysOn(pg: Postgres): Journeys;
  /** Lets something happen to these customers now, or when told; it is on record when this resolves. */
  happen(ids: readonly CustomerId[], name: string, more?: Happening): Promise<void>;
  /** Works everything off that is due by the clock. */
  settle(): Promise<void>;
  pass(durationMs: number): Promise<void>;
  /** A published journey of these nodes. */
  launch(nodes: JourneyNode[], reentry?: JourneyGraph['reentry']): Promise<string>;
}

export interface Happening {
  at?: Date;
  properties?: Record<string, unknown>;
  traits?: Record<string, unknown>;
}

const zone = 'Asia/Shanghai';
let serial = 0;

export async function openTestTravel(): Promise<TestTravel> {
  const world = await openTestOutreach();
  const { stores, signal, events, customers } = world;
  const segments = createSegments({ ...stores, signal, events, customers });
  const parts = { ...stores, signal, events, customers, segments, zone };
  const journeysOn = (pg: Postgres) =>
    createJourneys({ ...parts, pg, outreach: world.outreach, tags: world.tags });
  const journeys = journeysOn(stores.pg);
  bindJourneysRoutes(world.http, journeys);
  const { client } = await world.listen();
  const { drainInbox, settle, stop } = await runAll(world, segments, journeys);
  return {
    ...world,
    segments,
    journeys,
    journeysOn,
    client,
    settle,
    async happen(ids, name, more = {}) {
      const happenings = announcements(ids, { name, at: stores.clock.now(), ...more });
      await stores.pg.tx((tx) => events.publish(tx, happenings));
      await drainInbox();
    },
    async pass(durationMs) {
      stores.clock.advance(durationMs);
      await settle();
    },
    async launch(nodes, reentry) {
      serial += 1;
      const graph = { nodes, ...(reentry === undefined ? {} : { reentry }) };
      const { id } = await client.journeys.create({ body: { name: `Journey ${serial}`, graph } });
      await client.journeys.publish({ params: { id } });
      return id;
    },
    async close() {
      await stop();
      await world.close();
    },
  };
}

/** Nothing runs by itself, so that a test knows when what happens. */
async function runAll(world: TestOutreach, segments: Segments, journeys: Journeys) {
  const { stores, signal, customers, events } = world;
  const lanes = await startLanes({ ...stores, replica: '00000000-0000-7000-8000-000000000002' });
  const spine = startSpine({
    ...stores,
    lanes,
    signal,
    customers,
    onChanges: (tx, changes) => segments.enqueue(tx, changes),
    listeners: [journeys],
    wakes: [],
  });
  await spine.stop();
  const idle = journeys.start({ workers: 0 });
  /** The spine passes over what lies ahead of a transaction still running anywhere, also in another test's database. */
  async function drainInbox() {
    for (let tries = 0; tries < 500; tries++) {
      await spine.settle();
      if ((await events.backlog(1)) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('The inbox does not run dry');
  }
  async function settle() {
    for (let round = 0; round < 20; round++) {
      await drainInbox();
      await segments.settle();
      await idle.settle();
      await world.outbox.drain();
      if ((await events.backlog(1)) === 0) return;
    }
    throw new Error('The loop does not come to rest');
  }
  return {
    drainInbox,
    settle,
    async stop() {
      await idle.stop();
      await lanes.stop();
    },
  };
}

function announcements(ids: readonly CustomerId[], what: Happening & { name: string; at: Date }) {
  serial += 1;
  const { name, at, properties = {}, traits } = what;
  return ids.map((customerId) => ({
    key: `test:${serial}:${customerId}`,
    name,
    eventTime: at,
    properties,
    customerId,
    ...(traits ? { traits } : {}),
  }));
}
