/**
 * segments owns rules over what customers did and are, who fulfils each now, and the moments at which that changes.
 *
 * Terms: a *rule* (see rules.ts) compiles to *conditions* joined by and, or, not; *restricted* evaluation answers them for
 * some customers, *full* for everybody; an *edge* is a moment at which a window alone changes an answer; a *membership* is
 * a customer in a segment. Coming and going are announced as `Segment Entered` and `Segment Exited`, once per change;
 * members that a new or changed rule brings are not, since nothing happened to them.
 * It refuses rules outside the grammar, circles of segments, and deleting a segment that something uses.
 */
import type { CustomerId, Rule, Segment } from '@jetbridge/contract';
import type { Log } from '../../kernel/log.ts';
import type { PageAsk } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Customers } from '../customers/index.ts';
import { compileRule, holds } from './compile.ts';
import {
  computeWaiting,
  type DefinitionDeps,
  define,
  parseRule,
  redefine,
  remove,
  type UseCheck,
} from './definitions.ts';
import { countFull } from './full.ts';
import { createPlans } from './plan.ts';
import { evaluateRestricted } from './restricted.ts';
import { type Running, segmentsSignal, startWork } from './running.ts';
import * as store from './store.ts';
import { edgesOf } from './sweep.ts';
import { listMembers, listSegments, segmentsOf, showSegment, trend, type ViewDeps } from './views.ts';

export { bindSegmentsRoutes } from './routes.ts';
export { queueLength } from './store.ts';

/** What happened to a customer, as the spine says it. */
export interface DirtyCustomer {
  customerId: CustomerId;
  /** Events that are in the warehouse now. */
  events: readonly { name: string; eventTime: Date }[];
  /** The customer was made, merged or parted, or traits changed. */
  profile: boolean;
}

type Deps = Omit<DefinitionDeps, 'uses' | 'plans'> &
  ViewDeps & {
    customers: Pick<Customers, 'canonical' | 'mergedAway' | 'summaries' | 'onChange'>;
    signal: Signal;
    log: Log;
  };

export type Segments = ReturnType<typeof createSegments>;

export function createSegments(options: Deps) {
  const deps: Parts = { ...options, uses: [], plans: createPlans() };
  let running: Running | null = null;
  options.customers.onChange((tx, ids) =>
    enqueue(
      deps,
      tx,
      ids.map((customerId) => ({ customerId, events: [], profile: true })),
    ),
  );
  return {
    ...defining(deps),
    ...reading(deps),
    parseRule,
    /** Queues customers to whom something happened that a segment looks at. In the transaction that moved the spine. */
    enqueue: (tx: Sql, customers: readonly DirtyCustomer[]) => enqueue(deps, tx, customers),
    /** Which of these customers fulfil the rule at `now`. The rule has been checked; customers merged away do not. */
    evaluate: (rule: Rule, customerIds: readonly CustomerId[], now: Date) =>
      evaluate(deps, { rule, customerIds, now }),
    /** Starts evaluating in this process, for the lanes that it owns. */
    start: (at: { lanes: Parameters<typeof startWork>[1] }): Running => {
      running = startWork(deps, at.lanes);
      return running;
    },
    /** Evaluates until nothing is due; for tests and seeding, also when nothing was started. */
    settle: () => (running ?? startWork(deps, null)).settle(),
  };
}

interface Parts extends DefinitionDeps, ViewDeps {
  customers: Deps['customers'];
  uses: UseCheck[];
  signal: Signal;
  log: Log;
}

async function enqueue(deps: Parts, tx: Sql, customers: readonly DirtyCustomer[]): Promise<void> {
  const plan = await deps.plans.current(tx);
  if (plan.bySerial.size === 0) return;
  const now = deps.clock.now();
  const arrivals = customers.flatMap(({ customerId, events }) =>
    events.filter(({ name }) => plan.eventNames.has(name)).map((event) => ({ customerId, ...event })),
  );
  const dirty = new Map<string, Set<string> | null>();
  for (const { customerId, name } of arrivals) {
    const names = dirty.get(customerId) ?? new Set();
    dirty.set(customerId, names.add(name));
  }
  for (const { customerId, profile } of customers) if (profile) dirty.set(customerId, null);
  if (dirty.size === 0) return;
  await store.enqueueCustomers(
    tx,
    [...dirty].map(([customerId, names]) => ({ customerId, names: names && [...names] })),
    now,
  );
  await store.enqueueEdges(tx, edgesOf(plan, arrivals, now));
  await deps.signal.notify(tx, segmentsSignal);
}

function defining(deps: Parts) {
  /** Computes what a definition left open, unless that takes so long that the caller should not wait. */
  async function computed(id: string): Promise<Segment> {
    const pass = computeWaiting(deps).catch((error) =>
      // The loop that computes takes it up; the segment shows as computing until then.
      deps.log.error({ err: error }, 'computing members failed'),
    );
    await Promise.race([pass, new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())]);
    deps.signal.poke(segmentsSignal);
    return showSegment(deps, id);
  }
  return {
    /** Throws `segments.rule_invalid`, `segments.name_taken`. */
    create: async (given: { name: string; rule: unknown }) => computed(await define(deps, given)),
    /** Throws `segments.not_found`, `segments.rule_invalid`, `segments.cycle`, `segments.name_taken`. */
    update: async (id: string, given: { name?: string; rule?: unknown }) =>
      (await redefine(deps, id, given)) ? computed(id) : showSegment(deps, id),
    /** Throws `segments.not_found`, `segments.in_use`. */
    remove: async (id: string) => {
      await remove(deps, id);
      return { ok: true as const };
    },
    /** Asked before a segment is deleted: whether the asked module still needs it. */
    onRemove: (check: UseCheck) => void deps.uses.push(check),
    /** Computes the members of this segment again from everything known. Throws `segments.not_found`. */
    recompute: async (id: string) => {
      await showSegment(deps, id);
      await deps.pg.tx(async (tx) => {
        await store.markComputing(tx, [id]);
        await store.bumpRevision(tx);
      });
      return computed(id);
    },
  };
}

function reading(deps: Parts) {
  return {
    preview: (rule: unknown) => preview(deps, rule),
    get: (id: string) => showSegment(deps, id),
    list: (ask: PageAsk) => listSegments(deps, ask),
    members: (id: string, ask: PageAsk) => listMembers(deps, id, ask),
    trend: (id: string) => trend(deps, id),
    segmentsOf: (customerId: CustomerId) => segmentsOf(deps, customerId),
    /** Segments that exist, of these ids, with their names. */
    names: (sql: Sql, ids: readonly string[]) => store.readNames(sql, ids),
    /** One full pass over everybody: members of every live segment by its id, from events and traits alone. */
    countAll: async (): Promise<Map<string, number>> => {
      const plan = await deps.plans.current(deps.pg);
      const live = [...plan.bySerial.values()].filter((segment) => segment.live);
      const pass = { conditions: plan.conditions, now: deps.clock.now() };
      const { counts } = await countFull(
        deps.warehouse,
        pass,
        live.map((segment) => segment.formula),
      );
      return new Map(live.map(({ id }, i) => [id, counts[i] ?? 0]));
    },
  };
}

const patienceMs = 15_000;

type Asked = { rule: Rule; customerIds: readonly CustomerId[]; now: Date };

async function evaluate(deps: DefinitionDeps, { rule, customerIds, now }: Asked): Promise<Set<CustomerId>> {
  if (customerIds.length === 0) return new Set();
  const { ruleOf } = await deps.plans.current(deps.pg);
  const { formula, conditions } = compileRule(rule, ruleOf);
  const question = { conditions: [...conditions.values()], customerIds, now };
  const features = await evaluateRestricted(deps.warehouse, question);
  return new Set(
    customerIds.filter((id) => {
      const known = features.get(id);
      return known?.alive === true && holds(formula, known.isTrue);
    }),
  );
}

async function preview(deps: DefinitionDeps & ViewDeps, value: unknown) {
  const startedMs = performance.now();
  const rule = parseRule(value);
  const { ruleOf } = await deps.plans.current(deps.pg);
  const { formula, conditions, leaves } = compileRule(rule, ruleOf);
  const now = deps.clock.now();
  const { counts, population, sample } = await countFull(
    deps.warehouse,
    { conditions: [...conditions.values()], now },
    [formula, ...leaves.map((leaf) => leaf.formula)],
  );
  const ids = sample as CustomerId[]; // The mirror's ids are customers' ids.
  const summaries = await deps.customers.summaries(deps.pg, ids);
  return {
    count: counts[0] ?? 0,
    population,
    evaluatedAt: now.toISOString(),
    elapsedMs: Math.round(performance.now() - startedMs),
    conditions: leaves.map(({ path }, i) => ({ path, count: counts[i + 1] ?? 0 })),
    sample: ids.flatMap((id) => summaries.get(id) ?? []),
  };
}
