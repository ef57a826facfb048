/**
 * Restricted evaluation, kept exact. One turn, for the lanes it can lock:
 *
 *   1. one PostgreSQL transaction: lock lanes, bring what an earlier turn decided but did not finish into the warehouse,
 *      claim customers, evaluate them at one instant, compare with their memberships, and write down the changes, their
 *      events, the counts and the emptied queue;
 *   2. apply the changes to the warehouse;
 *   3. forget them.
 *
 * Killed before the commit, nothing has happened. Killed after it, the next holder of the lane finds the changes written
 * down and applies them before it compares anything, so no change is decided, or published, twice. A batch applied again,
 * or late, changes nothing (see memberships.ts). A paused process that lost its connection lost its transaction with it.
 */
import { type CustomerId, eventNames } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { Customers } from '../customers/index.ts';
import type { OwnEvent } from '../events/index.ts';
import { holds } from './compile.ts';
import type { Condition } from './conditions/condition.ts';
import { applyChanges, type Membership, readMemberships } from './memberships.ts';
import { type Plan, type Plans, type Touch, touchOf } from './plan.ts';
import { evaluateRestricted, type Features } from './restricted.ts';
import type { ChangeBatch, MembershipChange } from './store.ts';
import * as store from './store.ts';

export interface EvaluatorDeps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  plans: Plans;
  events: { publish(tx: Sql, events: readonly OwnEvent[]): Promise<void> };
  customers: Pick<Customers, 'canonical' | 'mergedAway'>;
}

/** Customers of one turn: many, since a turn has a price of its own, whatever its size. */
const mostCustomers = 10_000;

interface Turn {
  batch: ChangeBatch | null;
  more: boolean;
}

/** Evaluates customers that wait in these lanes; true when more are waiting. */
export async function evaluateOnce(deps: EvaluatorDeps, lanes: readonly number[]): Promise<boolean> {
  const { batch, more } = await deps.pg.tx((tx) => turn(deps, tx, lanes));
  if (batch) {
    await applyChanges(deps.warehouse, batch);
    await store.forgetChanges(deps.pg, [batch.batch]);
  }
  return more;
}

async function turn(deps: EvaluatorDeps, tx: Sql, lanes: readonly number[]): Promise<Turn> {
  const held = await store.tryLanes(tx, lanes);
  if (held.length === 0) return { batch: null, more: false };
  // A process that stands still gives its lanes back.
  await tx.query(`set local idle_in_transaction_session_timeout = '60s'`);
  await finishPending(deps, tx, held);
  const plan = await deps.plans.current(tx);
  const now = deps.clock.now();
  const claims = await store.claim(tx, { lanes: held, now, limit: mostCustomers });
  if (claims.length === 0) return { batch: null, more: false };
  const { changes, merged } = await evaluateClaims(deps, { tx, plan, now }, claims);
  let batch: ChangeBatch | null = null;
  if (changes.length > 0) {
    batch = { batch: await store.nextBatch(tx), at: now, changes };
    await store.insertChanges(tx, { ...batch, lanes: held });
    await publish(deps, tx, { plan, batch, silent: merged });
    await store.addToCounts(tx, deltasOf(changes, plan), now);
  }
  await store.release(tx, claims, now);
  if (merged.size > 0) await passOn(deps, tx, [...merged]);
  return { batch, more: claims.length >= mostCustomers || merged.size > 0 };
}

/** Applies what was decided for these lanes and may not have reached the warehouse. */
export async function finishPending(
  deps: Pick<EvaluatorDeps, 'warehouse'>,
  tx: Sql,
  lanes: readonly number[],
): Promise<void> {
  for (;;) {
    const batches = await store.pendingChanges(tx, lanes);
    if (batches.length === 0) return;
    for (const batch of batches) await applyChanges(deps.warehouse, batch);
    await store.forgetChanges(
      tx,
      batches.map(({ batch }) => batch),
    );
  }
}

interface At {
  plan: Plan;
  now: Date;
}

async function evaluateClaims(
  deps: EvaluatorDeps,
  { tx, plan, now }: At & { tx: Sql },
  claims: readonly store.Claim[],
): Promise<{ changes: MembershipChange[]; merged: Set<string> }> {
  const customerIds = claims.map(({ customerId }) => customerId);
  const touched = new Map(claims.map(({ customerId, names }) => [customerId, touchOf(plan, names)]));
  const needs = new Map(
    [...touched].flatMap(([id, touch]) => (touch === null ? [] : [[id, touch] as const])),
  );
  const eventsAlone = customerIds.filter((id) => needs.get(id)?.traits === false);
  const withTimes = customerIds.length <= mostAtOnce;
  const [features, memberships, mergedAway] = await Promise.all([
    evaluateRestricted(deps.warehouse, {
      conditions: conditionsFor(plan, touched),
      customerIds,
      needs,
      now,
    }),
    readMemberships(deps.warehouse, customerIds, withTimes),
    // As read from the queue, where the spine put them.
    deps.customers.mergedAway(tx, eventsAlone as CustomerId[]),
  ]);
  const merged = new Set<string>(mergedAway);
  for (const id of customerIds) if (features.get(id)?.alive === false) merged.add(id);
  const decided = customerIds.flatMap((id) => {
    const known = merged.has(id) ? undefined : features.get(id);
    const had = memberships.get(id)?.segments ?? nothing;
    return changeOf(plan, { id, features: known, had, touch: touched.get(id) ?? null }) ?? [];
  });
  const changed = decided.map(({ customerId }) => customerId);
  const known = withTimes ? memberships : await readMemberships(deps.warehouse, changed);
  return { changes: timed(decided, known, now), merged };
}

/** So few that one statement with the times is quicker than a second one for those who change. */
const mostAtOnce = 200;
const nothing: ReadonlyMap<number, number> = new Map();

/** Since when: what stays keeps its time, what is entered begins now. */
function timed(
  decided: readonly Decided[],
  memberships: ReadonlyMap<string, Membership>,
  now: Date,
): MembershipChange[] {
  return decided.map((change) => {
    const known = memberships.get(change.customerId)?.segments;
    const entered = new Set(change.entered);
    const since = change.segments.map((serial) =>
      entered.has(serial) ? now.getTime() : (known?.get(serial) ?? 0),
    );
    return { ...change, since };
  });
}

/** Conditions that somebody of the batch needs; all when somebody needs all. */
function conditionsFor(plan: Plan, touched: ReadonlyMap<string, Touch | null>): readonly Condition[] {
  const conditions = new Map<string, Condition>();
  for (const touch of new Set(touched.values())) {
    if (touch === null) return plan.conditions;
    for (const [key, condition] of touch.conditions) conditions.set(key, condition);
  }
  return [...conditions.values()];
}

interface Known {
  id: string;
  /** Null: all segments are decided anew. */
  touch: Touch | null;
  /** Missing for a customer that was merged away: a member of nothing. */
  features: Features | undefined;
  had: ReadonlyMap<number, number>;
}

type Decided = Omit<MembershipChange, 'since'>;

/** What evaluating a customer changes; null for nothing. */
function changeOf(plan: Plan, { id, features, had, touch }: Known): Decided | null {
  const entered: number[] = [];
  const exited: number[] = [];
  for (const serial of features !== undefined && touch !== null ? touch.serials : plan.bySerial.keys()) {
    const segment = plan.bySerial.get(serial);
    // With a new rule whose members are being computed, everybody stays as they are.
    if (!segment?.live) continue;
    const inside = features !== undefined && holds(segment.formula, features.isTrue);
    if (inside !== had.has(serial)) (inside ? entered : exited).push(serial);
  }
  if (entered.length === 0 && exited.length === 0) return null;
  // Serials of deleted segments are dropped on this occasion, and are no exits.
  const stays = [...had.keys()].filter((serial) => plan.bySerial.has(serial) && !exited.includes(serial));
  return { customerId: id, segments: [...stays, ...entered], entered, exited };
}

/** Announces who came and went. A customer that was merged away leaves without a word: the person is still there. */
async function publish(
  deps: EvaluatorDeps,
  tx: Sql,
  at: { plan: Plan; batch: ChangeBatch; silent: ReadonlySet<string> },
): Promise<void> {
  const { plan, batch, silent } = at;
  const event = (name: string, customerId: string, serial: number): OwnEvent => {
    const segment = plan.bySerial.get(serial);
    return {
      key: `segment:${serial}:${customerId}:${batch.batch}`,
      name,
      eventTime: batch.at,
      customerId: customerId as CustomerId, // As read from the queue, where the spine put it.
      properties: { segment: segment?.id ?? '', name: segment?.name ?? '' },
    };
  };
  await deps.events.publish(
    tx,
    batch.changes
      .filter(({ customerId }) => !silent.has(customerId))
      .flatMap(({ customerId, entered, exited }) => [
        ...exited.map((serial) => event(eventNames.segmentExited, customerId, serial)),
        ...entered.map((serial) => event(eventNames.segmentEntered, customerId, serial)),
      ]),
  );
}

function deltasOf(changes: readonly MembershipChange[], plan: Plan): Map<number, number> {
  const deltas = new Map<number, number>();
  const add = (serial: number, delta: number) => {
    if (plan.bySerial.has(serial)) deltas.set(serial, (deltas.get(serial) ?? 0) + delta);
  };
  for (const { entered, exited } of changes) {
    for (const serial of entered) add(serial, 1);
    for (const serial of exited) add(serial, -1);
  }
  return deltas;
}

/** What was due for a customer merged away is due for whoever has its events now. */
async function passOn(deps: EvaluatorDeps, tx: Sql, merged: readonly string[]): Promise<void> {
  const ids = merged as readonly CustomerId[]; // As read from the queue, where the spine put them.
  const canonical = await deps.customers.canonical(tx, ids);
  const heirs = [...canonical].flatMap(([id, heir]) => (heir === id ? [] : [heir]));
  await store.enqueueCustomers(
    tx,
    [...new Set(heirs)].map((customerId) => ({ customerId, names: null })),
    deps.clock.now(),
  );
}
