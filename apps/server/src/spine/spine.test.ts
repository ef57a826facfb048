import type { CustomerId } from '@jetbridge/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Lanes, startLanes } from '../kernel/lanes.ts';
import { openSignal, type Signal } from '../kernel/signal.ts';
import { type Customers, createCustomers } from '../modules/customers/index.ts';
import { createEvents, type Events, type ResolvedEvent } from '../modules/events/index.ts';
import { openTestStores, type TestStores } from '../testing/stores.ts';
import { type CustomerChange, type SpineDeps, startSpine, workOne } from './index.ts';

let stores: TestStores;
let signal: Signal;
let lanes: Lanes;
let events: Events;
let customers: Customers;
let deps: SpineDeps;
let seen: ResolvedEvent[];
let changes: CustomerChange[];

beforeAll(async () => {
  stores = await openTestStores();
  signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  lanes = await startLanes({
    pg: stores.pg,
    log: stores.log,
    replica: '00000000-0000-7000-8000-000000000001',
  });
  events = createEvents({ ...stores, signal });
  customers = createCustomers(stores);
  await events.ensurePartitions();
});
beforeEach(() => {
  seen = [];
  changes = [];
  deps = {
    ...stores,
    lanes,
    signal,
    customers,
    onChanges: async (_tx, list) => void changes.push(...list),
    listeners: [{ onEvents: async (_tx, list) => void seen.push(...list) }],
    wakes: [],
  };
});
afterAll(async () => {
  await lanes.stop();
  await signal.close();
  await stores.close();
});

const settle = async () => {
  while ((await lanes.use((owned) => workOne(deps, owned))) !== null);
};

let next = 0;
async function send(...calls: Record<string, unknown>[]) {
  const source = {
    id: '00000000-0000-7000-8000-0000000000aa',
    writeKey: 'k',
    userIdKind: 'member_no' as const,
  };
  return stores.pg.tx((tx) =>
    events.acceptBatch(
      tx,
      source,
      calls.map((call) => ({ type: 'track', messageId: `m${next++}`, ...call })),
    ),
  );
}

async function timeline(kind: 'member_no' | 'anonymous_id' | 'mobile', value: string) {
  const id = await customers.lookup(stores.pg, kind, value);
  if (id === null) return null;
  return (await customers.timeline(id, { before: null, limit: 100 })).map((item) => item.name);
}

describe('the spine', () => {
  it('makes a customer of an unknown identifier and delivers the event once', async () => {
    await send({ userId: 'M1', event: 'Seat Chosen', properties: { seat: '12A' } });
    await settle();
    expect(await timeline('member_no', 'M1')).toEqual(['Seat Chosen']);
    expect(seen.map((e) => e.name)).toEqual(['Seat Chosen']);
    expect(changes[0]?.profile).toBe(true);
  });

  it('takes a repeated message id once, on the same day and on a later one', async () => {
    const call = {
      userId: 'M2',
      event: 'Bag Added',
      messageId: 'same',
      timestamp: stores.clock.now().toISOString(),
    };
    await send(call, call);
    await settle();
    await send(call);
    await settle();
    stores.clock.advance(3 * 86_400_000);
    await events.ensurePartitions();
    await send(call);
    await settle();
    expect(await timeline('member_no', 'M2')).toEqual(['Bag Added']);
    expect(seen).toHaveLength(1);
  });

  it('joins the anonymous visitor with the member and keeps both histories', async () => {
    await send({ anonymousId: 'a3', event: 'Page Seen' });
    await send({ userId: 'M3', event: 'Flight Flown' });
    await settle();
    const [loser, winner] = await Promise.all([
      customers.lookup(stores.pg, 'member_no', 'M3'),
      customers.lookup(stores.pg, 'anonymous_id', 'a3'),
    ]);
    expect(loser).not.toBe(winner);
    await send({
      type: 'identify',
      userId: 'M3',
      anonymousId: 'a3',
      traits: { city: 'Xiamen', phone: '138 0013 8000' },
    });
    await settle();
    expect((await timeline('anonymous_id', 'a3'))?.sort()).toEqual([
      'Flight Flown',
      'Identified',
      'Page Seen',
    ]);
    expect(await timeline('mobile', '+8613800138000')).toHaveLength(3);
    const profile = await customers.profile(
      (await customers.lookup(stores.pg, 'member_no', 'M3')) as CustomerId,
    );
    expect(profile?.traits).toEqual({ city: 'Xiamen' });
    expect(profile?.merges).toHaveLength(1);
  });

  it('parts a merge again: identities, traits and events go back', async () => {
    const id = (await customers.lookup(stores.pg, 'member_no', 'M3')) as CustomerId;
    const merge = (await customers.profile(id))?.merges[0];
    await customers.undoMerge(merge?.id ?? '');
    expect(await timeline('member_no', 'M3')).toEqual(['Flight Flown']);
    expect((await timeline('anonymous_id', 'a3'))?.sort()).toEqual(['Identified', 'Page Seen']);
  });

  it('keeps two member numbers apart and leaves the decision to a person', async () => {
    await send({ userId: 'M4', anonymousId: 'shared', event: 'One' });
    await send({ userId: 'M5', anonymousId: 'shared', event: 'Two' });
    await settle();
    expect(await timeline('member_no', 'M4')).toEqual(['One']);
    expect(await timeline('member_no', 'M5')).toEqual(['Two']);
    const [conflict] = await customers.openConflicts({ before: null, limit: 10 });
    await customers.resolveConflict(conflict?.id ?? '', 'merge', 'a test');
    expect((await timeline('member_no', 'M5'))?.sort()).toEqual(['One', 'Two']);
  });

  it('applies traits by event time, whatever order they arrive in', async () => {
    const at = (hour: number) => new Date(stores.clock.now().getTime() - hour * 3_600_000).toISOString();
    await send({ type: 'identify', userId: 'M6', traits: { tier: 'gold', name: '王芳' }, timestamp: at(1) });
    await settle();
    await send({
      type: 'identify',
      userId: 'M6',
      traits: { tier: 'silver', seat: 'aisle' },
      timestamp: at(2),
    });
    await settle();
    const profile = await customers.profile(
      (await customers.lookup(stores.pg, 'member_no', 'M6')) as CustomerId,
    );
    expect(profile).toMatchObject({ name: '王芳', traits: { tier: 'gold', seat: 'aisle' } });
  });

  it('replays a batch that died before its end as the same batch, telling listeners once', async () => {
    await send({ userId: 'M7', event: 'Before The Crash' });
    const broken: SpineDeps = {
      ...deps,
      listeners: [{ onEvents: () => Promise.reject(new Error('the process died here')) }],
    };
    await expect(lanes.use((owned) => workOne(broken, owned))).rejects.toThrow('died here');
    await send({ userId: 'M7', event: 'After The Crash' });
    await settle();
    expect((await timeline('member_no', 'M7'))?.sort()).toEqual(['After The Crash', 'Before The Crash']);
    expect(seen.map((e) => e.name)).toEqual(['Before The Crash', 'After The Crash']);
  });

  it('goes on by itself after it was settled, and tells listeners of each event once', async () => {
    const spine = startSpine(deps);
    for (let round = 0; round < 3; round++) {
      await send({ userId: `S${round}`, event: 'While Settling' });
      await Promise.all([spine.settle(), spine.settle()]);
    }
    expect(seen).toHaveLength(3);
    await send({ userId: 'S9', event: 'After Settling' });
    await vi.waitFor(() => expect(seen).toHaveLength(4), { timeout: 5_000 });
    await spine.stop();
    await send({ userId: 'S9', event: 'After Stopping' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(seen).toHaveLength(4);
    await settle();
  });

  it('lets replicas that start together make the same days', async () => {
    const days = Array.from({ length: 20 }, (_, n) => `2031-01-${String(n + 1).padStart(2, '0')}`);
    const starting = Array.from({ length: 6 }, () =>
      stores.pg.query('select ensure_event_inbox(d) from unnest($1::date[]) d', [days]),
    );
    await expect(Promise.all(starting)).resolves.toHaveLength(6);
  });

  it('drops days that all lanes have left behind', async () => {
    stores.clock.advance(10 * 86_400_000);
    await events.ensurePartitions();
    await send({ userId: 'M8', event: 'Later' });
    await settle();
    const { dropOldDays } = await import('../modules/events/index.ts');
    expect((await dropOldDays(stores.pg, stores.clock.now(), 3)).length).toBeGreaterThan(0);
    expect(await timeline('member_no', 'M8')).toEqual(['Later']);
  });
});
