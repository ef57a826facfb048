/** A small world for the tests of segments: customers and events written as the spine writes them, nothing else. */
import type { CustomerId } from '@jetbridge/contract';
import type { TestClock } from '../../kernel/clock.ts';
import { uuidFromHash } from '../../kernel/ids.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { collectParams } from './conditions/condition.ts';
import { bitmaps, fullSettings } from './full.ts';
import type { Segments } from './index.ts';
import { createPlans } from './plan.ts';

export interface World {
  pg: Postgres;
  warehouse: Warehouse;
  clock: TestClock;
  segments: Segments;
}

export interface Happening {
  /** Its identity: the same key is the same event, however often it is delivered. */
  key: string;
  customerId: CustomerId;
  name: string;
  at: Date;
  properties?: Record<string, unknown>;
}

const instant = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 23);

export async function addCustomers(
  world: World,
  traits: ReadonlyMap<CustomerId, Record<string, unknown>>,
  queue = true,
): Promise<void> {
  const ids = [...traits.keys()];
  await world.pg.query(
    `insert into customers (id, created_at) select unnest($1::bigint[]), $2 on conflict do nothing`,
    [ids, world.clock.now()],
  );
  await mirror(world, traits);
  if (queue) await touch(world, ids);
}

/** Mirrors traits, as after an identify; each writing is newer than the one before. */
export async function mirror(
  world: World,
  traits: ReadonlyMap<CustomerId, Record<string, unknown> | 'merged'>,
): Promise<void> {
  versions += 1;
  await world.warehouse.insert(
    'customers',
    [...traits].map(([customer_id, value]) => ({
      customer_id,
      alive: value === 'merged' ? 0 : 1,
      traits: value === 'merged' ? '{}' : JSON.stringify(value),
      version: versions,
    })),
  );
}
let versions = 0;

/** The profile of these customers changed. */
export async function touch(world: World, ids: readonly CustomerId[]): Promise<void> {
  await world.pg.tx((tx) =>
    world.segments.enqueue(
      tx,
      ids.map((customerId) => ({ customerId, events: [], profile: true })),
    ),
  );
}

/** Writes events under a token, then queues their customers. The same happenings again change nothing. */
export async function deliver(world: World, happenings: readonly Happening[]): Promise<void> {
  const received = instant(world.clock.now());
  await world.warehouse.insert(
    'events',
    happenings.map(({ key, customerId, name, at, properties }) => ({
      customer_id: customerId,
      name,
      event_time: instant(at),
      received_at: received,
      event_id: uuidFromHash(key),
      type: 'track',
      source_id: '',
      properties: JSON.stringify(properties ?? {}),
      origin_id: customerId,
    })),
    { token: happenings.map(({ key }) => key).join(' ') },
  );
  await world.pg.tx((tx) =>
    world.segments.enqueue(
      tx,
      happenings.map(({ customerId, name, at }) => ({
        customerId,
        events: [{ name, eventTime: at }],
        profile: false,
      })),
    ),
  );
}

/** The older one takes the younger one's events, as customers does it. */
export async function merge(
  world: World,
  winner: { id: CustomerId; traits: Record<string, unknown> },
  loser: CustomerId,
): Promise<void> {
  await world.pg.query('update customers set merged_into = $1 where id = $2', [winner.id, loser]);
  await world.warehouse.command(
    `INSERT INTO events SELECT {winner:UInt64}, name, event_time, received_at, event_id, type, source_id, properties, origin_id
     FROM events WHERE customer_id = {loser:UInt64}`,
    { winner: winner.id, loser },
  );
  const profiles = new Map<CustomerId, Record<string, unknown> | 'merged'>([[winner.id, winner.traits]]);
  await mirror(world, profiles.set(loser, 'merged'));
  await touch(world, [winner.id, loser]);
}

/** Members of each segment by a full pass now. */
export async function membersByBitmap(world: World, segmentIds: readonly string[]): Promise<string[][]> {
  const plan = await createPlans().current(world.pg);
  const planned = [...plan.bySerial.values()];
  const { bind, params } = collectParams();
  const now = world.clock.now();
  const { withClause, members } = bitmaps(bind, { conditions: plan.conditions, now }, null);
  const lists = segmentIds.map((id) => {
    const segment = planned.find((one) => one.id === id);
    return segment ? `bitmapToArray(${members(segment.formula)})` : '[]';
  });
  const [row] = await world.warehouse.query<{ lists: string[][] }>(
    `${withClause} SELECT [${lists.join(', ')}] AS lists`,
    params,
    { settings: fullSettings },
  );
  return row?.lists ?? [];
}

/** Members of each segment as memberships say. */
export async function membersKept(world: World, segmentIds: readonly string[]): Promise<string[][]> {
  const plan = await createPlans().current(world.pg);
  const rows = await world.warehouse.query<{ customer_id: string; segments: number[] }>(
    'SELECT customer_id, segments FROM memberships FINAL WHERE hasAny(segments, {serials:Array(UInt32)})',
    { serials: [...plan.bySerial.keys()] },
  );
  return segmentIds.map((id) => {
    const serial = [...plan.bySerial.values()].find((segment) => segment.id === id)?.serial ?? -1;
    return rows.filter(({ segments }) => segments.includes(serial)).map((row) => row.customer_id);
  });
}
