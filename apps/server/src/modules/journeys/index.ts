/**
 * Journeys: who is led where, one step at a time.
 *
 * Owns drafts, published versions, enrolments and their counts. Terms: a *version* is an immutable graph of *nodes*; an
 * *enrolment* is one customer under way on one version, standing at one node until it is *due*; a *way* is how a node is
 * left. Those under way finish on their version. Refuses to publish a graph that cannot be walked to an end, and a second
 * enrolment of the same customer while one is active. Whether a message goes is for outreach to say, never for a journey.
 *
 * Semantics worth knowing: a wait for an event is ended by one that happened between what started the journey and the
 * deadline, heard while the traveller stands at the wait; events older than three days start nothing.
 */
import { type CustomerId, eventNames, type JourneyGraph } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { PageAsk } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Customers } from '../customers/index.ts';
import type { ResolvedEvent } from '../events/index.ts';
import type { Segments } from '../segments/index.ts';
import { createCatalogueReader } from './catalogue.ts';
import * as enrolments from './enrolments.ts';
import { checkGraph, draftProblem, mentioned, type Problem } from './graph.rules.ts';
import { journeysSignal, startWorkers, type WorkContext } from './jobs.ts';
import { onEvents } from './listen.ts';
import { nodeDefinitions } from './nodes/index.ts';
import type { Services } from './nodes/node.ts';
import { startOfDay } from './rules.ts';
import * as store from './store.ts';
import * as views from './views.ts';

export { bindJourneysRoutes } from './routes.ts';

interface Parts extends Omit<WorkContext, 'catalogue' | 'services'> {
  signal: Signal;
  customers: Pick<Customers, 'summaries' | 'onMerge'>;
  segments: Services['segments'] & Pick<Segments, 'parseRule' | 'names'>;
  outreach: Services['outreach'];
  tags: Services['tags'];
  /** The airline's calendar, in which days are counted. */
  zone: string;
}

interface Context extends WorkContext, Pick<Parts, 'signal' | 'customers' | 'segments'> {}

export type Journeys = ReturnType<typeof createJourneys>;

export function createJourneys(parts: Parts) {
  const { segments, outreach, tags, zone } = parts;
  const context: Context = {
    ...parts,
    catalogue: createCatalogueReader(),
    services: { segments, outreach, tags, zone },
  };
  const { pg, clock } = context;
  parts.customers.onMerge((tx, merges) => merge(context, tx, merges));
  return {
    /** The spine's listener; runs in the transaction that moves the spine on. */
    onEvents: (tx: Sql, events: readonly ResolvedEvent[]) => onEvents(context, tx, events),
    start: (options: { workers: number } = { workers: 2 }) => startWorkers(context, options),
    list: (ask: PageAsk) => views.listJourneys(pg, ask, days(context)),
    get: (id: string) => views.readJourneyView(pg, id, days(context)),
    /** Throws `journeys.graph_invalid`, `journeys.name_taken`. */
    async create(name: string, graph: JourneyGraph = { nodes: [] }) {
      const id = uuidv7(clock);
      await store.insertJourney(pg, { id, name, draft: storable(graph), at: clock.now() });
      return this.get(id);
    },
    /** Throws `journeys.graph_invalid`, `journeys.not_found`, `journeys.name_taken`. */
    async saveDraft(id: string, draft: { name?: string | undefined; graph: JourneyGraph }) {
      const { name = null, graph } = draft;
      await store.updateDraft(pg, { id, name, draft: storable(graph), at: clock.now() });
      return this.get(id);
    },
    check: (graph: unknown) => check(context, pg, graph),
    /** Throws `journeys.graph_invalid` with the problems, `journeys.not_found`. */
    async publish(id: string, by: string) {
      await pg.tx((tx) => publish(context, tx, { id, by }));
      return this.get(id);
    },
    async pause(id: string) {
      await pg.tx((tx) => setStatus(context, tx, { id, status: 'paused' }));
      return this.get(id);
    },
    async resume(id: string) {
      await pg.tx((tx) => setStatus(context, tx, { id, status: 'running' }));
      return this.get(id);
    },
    async counts(id: string, version: number | null) {
      const journey = await store.readJourney(pg, id);
      return views.readCounts(pg, { id, version: version ?? journey.version }, clock.now());
    },
    enrolments: (ask: PageAsk, filter: { journeyId: string; node: string | null }) =>
      listEnrolments(context, ask, filter),
    /** Throws `journeys.not_found` when nobody under way has this enrolment. */
    remove: (journeyId: string, enrolmentId: string) =>
      pg.tx(async (tx) => {
        const gone = await enrolments.removeOne(tx, { journeyId, id: enrolmentId, now: clock.now() });
        if (!gone) throw new AppError('journeys.not_found');
        await announceRemoved(context, tx, [{ ...gone, outcome: 'removed' }]);
      }),
    /** Names of journeys that use a tag or a segment. */
    mentioning: (id: string) => views.journeysMentioning(pg, id),
    entriesByHour: (from: Date, to: Date) => views.entriesByHour(pg, from, to),
    countActive: () => views.countActive(pg),
  };
}

function days({ clock, services }: Context): views.Days {
  const today = startOfDay(clock.now(), services.zone);
  return { today, yesterday: startOfDay(new Date(today.getTime() - 1), services.zone) };
}

function storable(graph: JourneyGraph): JourneyGraph {
  const problem = draftProblem(graph);
  if (problem) throw new AppError('journeys.graph_invalid', { problems: [problem] });
  return graph;
}

async function check(context: Context, sql: Sql, graph: unknown): Promise<Problem[]> {
  const ids = mentioned(graph);
  const uuids = (list: string[]) =>
    list.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  const tags = await context.services.tags.names(sql, uuids(ids.tags));
  const segments = await context.segments.names(sql, uuids(ids.segments));
  return checkGraph(graph, nodeDefinitions, {
    tags: new Set(tags.keys()),
    segments: new Set(segments.keys()),
    ruleProblem: (rule) => ruleProblem(context, rule),
  });
}

function ruleProblem(context: Context, rule: unknown): string | null {
  try {
    context.segments.parseRule(rule);
    return null;
  } catch (error) {
    if (error instanceof AppError) return 'rule_invalid';
    throw error;
  }
}

async function publish(context: Context, tx: Sql, which: { id: string; by: string }): Promise<void> {
  const journey = await store.readJourney(tx, which.id, true);
  const problems = await check(context, tx, journey.draft);
  if (problems.length > 0) throw new AppError('journeys.graph_invalid', { problems });
  const at = context.clock.now();
  await store.insertVersion(tx, { journeyId: which.id, graph: journey.draft, at, by: which.by });
  await context.signal.notify(tx, journeysSignal);
}

async function setStatus(
  context: Context,
  tx: Sql,
  to: { id: string; status: 'running' | 'paused' },
): Promise<void> {
  const journey = await store.readJourney(tx, to.id, true);
  if (journey.version === null) throw new AppError('journeys.not_running');
  await store.setStatus(tx, { ...to, at: context.clock.now() });
  await context.signal.notify(tx, journeysSignal);
}

async function listEnrolments(
  context: Context,
  ask: PageAsk,
  filter: { journeyId: string; node: string | null },
) {
  await store.readJourney(context.pg, filter.journeyId);
  const { items, nextCursor } = await views.listEnrolments(context.pg, ask, filter);
  const ids = [...new Set(items.map((item) => item.customerId))];
  const names = await context.customers.summaries(context.pg, ids);
  return {
    items: items.map((item) => ({ ...item, customerName: names.get(item.customerId)?.name ?? null })),
    nextCursor,
  };
}

async function merge(
  context: Context,
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
): Promise<void> {
  const closed = await enrolments.mergeCustomers(tx, merges, context.clock.now());
  const winnerOf = new Map(merges.map(({ winner, loser }) => [loser, winner]));
  const rows = closed.map((row) => {
    const customerId = winnerOf.get(row.customerId) ?? row.customerId;
    return { ...row, customerId, outcome: 'merged' as const };
  });
  await announceRemoved(context, tx, rows);
}

async function announceRemoved(
  context: Context,
  tx: Sql,
  rows: readonly (enrolments.Removed & { outcome: 'removed' | 'merged' })[],
): Promise<void> {
  if (rows.length === 0) return;
  const passes = new Map<number, { nodeId: number; way: string; n: number }>();
  for (const { nodeId } of rows) {
    const counted = passes.get(nodeId);
    if (counted) counted.n += 1;
    else passes.set(nodeId, { nodeId, way: 'removed', n: 1 });
  }
  await enrolments.count(tx, [...passes.values()]);
  await context.events.publish(
    tx,
    rows.map((row) => ({
      key: `journey:${row.id}:exited`,
      name: eventNames.journeyExited,
      eventTime: context.clock.now(),
      customerId: row.customerId,
      properties: { journey: row.journeyId, outcome: row.outcome },
    })),
  );
}
