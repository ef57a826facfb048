/** Moves people through the graphs. One turn: everybody due at one node, as far as they get without waiting. */
import { eventNames } from '@jetbridge/contract';
import type { Logger } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import { type Loop, startLoop } from '../../kernel/loop.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Events } from '../events/index.ts';
import type { Catalogue, PlacedNode } from './catalogue.ts';
import * as enrolments from './enrolments.ts';
import { describeNode, runNode } from './nodes/index.ts';
import type { Services, Step, Traveller } from './nodes/node.ts';
import { targetOf } from './rules.ts';
import { refreshLiveVersions } from './store.ts';

const claimLimit = 5_000;
export const journeysSignal = 'journeys';
const refreshMs = 60_000;

export interface WorkContext {
  pg: Postgres;
  clock: Clock;
  log: Logger;
  events: Pick<Events, 'publish'>;
  services: Services;
  catalogue: (sql: Sql) => Promise<Catalogue>;
}

/** What a turn has come to, written down at its end. */
interface Turn {
  tx: Sql;
  now: Date;
  catalogue: Catalogue;
  places: Map<string, { nr: number; place: enrolments.Place }>;
  moves: enrolments.Move[];
  passes: Map<string, { nodeId: number; way: string; n: number }>;
  left: { traveller: Traveller; node: PlacedNode }[];
}

/** Nodes that failed lately, so that one broken journey does not hold up the others. */
type Resting = Map<number, { until: number; failures: number }>;

/** Takes one turn; false when nobody was due. */
async function takeTurn(context: WorkContext, resting: Resting = new Map()): Promise<boolean> {
  const nowMs = context.clock.now().getTime();
  const except = [...resting].filter(([, rest]) => rest.until > nowMs).map(([id]) => id);
  // Others may hold everybody at the first node, so there are more to try.
  for (const nodeId of await enrolments.dueNodes(context.pg, context.clock.now(), except)) {
    try {
      const moved = await context.pg.tx((tx) => turn(context, tx, nodeId));
      resting.delete(nodeId);
      if (moved > 0) return true;
    } catch (error) {
      const failures = (resting.get(nodeId)?.failures ?? 0) + 1;
      resting.set(nodeId, { failures, until: nowMs + Math.min(60_000, 500 * 2 ** failures) });
      const placed = (await context.catalogue(context.pg)).nodes.get(nodeId);
      const what = placed && {
        journey: placed.journeyId,
        node: placed.node.id,
        does: describeNode(placed.node),
      };
      context.log.error({ err: error, failures, ...what }, 'a journey node failed; it will be tried again');
    }
  }
  return false;
}

async function turn(context: WorkContext, tx: Sql, nodeId: number): Promise<number> {
  const now = context.clock.now();
  const catalogue = await context.catalogue(tx);
  const travellers = await enrolments.claim(tx, { nodeId, now, limit: claimLimit });
  if (travellers.length === 0) return 0;
  const state: Turn = { tx, now, catalogue, places: new Map(), moves: [], passes: new Map(), left: [] };
  const open = new Map([[nodeId, travellers]]);
  for (const [id, standing] of open) {
    // A graph has no circle without a wait, and a wait holds whoever just arrived: this comes to an end.
    open.delete(id);
    const node = catalogue.nodes.get(id);
    if (!node) throw new Error(`Node ${id} is not in the catalogue`);
    const visit = { tx, now, journeyId: node.journeyId, node: node.node, services: context.services };
    const steps = await runNode(visit, standing);
    for (const [index, traveller] of standing.entries()) {
      const step = steps[index];
      if (!step) throw new Error(`Node ${node.node.id} left a traveller without a step`);
      const next = follow(state, { node, traveller, step });
      if (!next) continue;
      const others = open.get(next.nodeId);
      if (others) others.push(next.traveller);
      else open.set(next.nodeId, [next.traveller]);
    }
  }
  await write(context, state);
  return travellers.length;
}

interface Standing {
  node: PlacedNode;
  traveller: Traveller;
  step: Step;
}

/** Notes what a step means; returns where the traveller goes at once, null when the turn is over for them. */
function follow(state: Turn, standing: Standing): { nodeId: number; traveller: Traveller } | null {
  const { node, traveller, step } = standing;
  if ('rest' in step) {
    const place = {
      nodeId: node.id,
      dueAt: step.rest,
      waitsFor: step.waitsFor ?? null,
      runs: traveller.runs + 1,
      outcome: null,
    };
    settle(state, traveller, place);
    return null;
  }
  const target = targetOf(node.node, step.leave);
  const nextId = target === null ? undefined : node.siblings.get(target);
  if (node.node.kind !== 'exit') pass(state, node.id, step.leave);
  if (nextId !== undefined) {
    const { enrolmentId, customerId, row } = traveller;
    return { nodeId: nextId, traveller: { enrolmentId, customerId, row, runs: 0, woken: false } };
  }
  pass(state, node.id, 'done');
  state.left.push({ traveller, node });
  const place = {
    nodeId: node.id,
    dueAt: null,
    waitsFor: null,
    runs: traveller.runs + 1,
    outcome: 'done' as const,
  };
  settle(state, traveller, place);
  return null;
}

function settle(state: Turn, traveller: Traveller, place: enrolments.Place): void {
  const key = `${place.nodeId} ${place.dueAt?.getTime()} ${place.runs} ${place.waitsFor}`;
  let known = state.places.get(key);
  if (!known) {
    known = { nr: state.places.size, place };
    state.places.set(key, known);
  }
  state.moves.push({ row: traveller.row, place: known.nr });
}

function pass(state: Turn, nodeId: number, way: string): void {
  const key = `${nodeId} ${way}`;
  const counted = state.passes.get(key);
  if (counted) counted.n += 1;
  else state.passes.set(key, { nodeId, way, n: 1 });
}

async function write(context: WorkContext, state: Turn): Promise<void> {
  const { tx, now } = state;
  const places = [...state.places.values()].map(({ place }) => place);
  await enrolments.move(tx, state.moves, { places, now });
  await enrolments.count(tx, [...state.passes.values()]);
  await context.events.publish(
    tx,
    state.left.map(({ traveller, node }) => ({
      key: `journey:${traveller.enrolmentId}:exited`,
      name: eventNames.journeyExited,
      eventTime: now,
      customerId: traveller.customerId,
      properties: { journey: node.journeyId, name: node.journeyName, node: node.node.id, outcome: 'done' },
    })),
  );
}

export interface Workers {
  stop(): Promise<void>;
  /** Works until nobody is due any more by the clock; for tests. */
  settle(): Promise<void>;
}

/** @param options.workers turns at a time in this process */
export function startWorkers(
  context: WorkContext & { signal: Signal },
  options: { workers: number },
): Workers {
  const { pg, clock, log, signal } = context;
  const resting: Resting = new Map();
  let refreshedMs = clock.now().getTime();
  const underWay = new Set<Promise<boolean>>();
  const run = async () => {
    const nowMs = clock.now().getTime();
    if (nowMs - refreshedMs >= refreshMs) {
      refreshedMs = nowMs;
      await pg.tx((tx) => refreshLiveVersions(tx, clock.now()));
    }
    const turn = takeTurn(context, resting);
    underWay.add(turn);
    return turn.finally(() => underWay.delete(turn));
  };
  const loops: Loop[] = [];
  for (let i = 0; i < options.workers; i++) {
    const loop = startLoop({ name: `journeys:${i}`, log, idleMs: 1_000, run });
    signal.on(journeysSignal, () => loop.poke());
    loops.push(loop);
  }
  return {
    stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))),
    async settle() {
      do {
        await settleAll(context);
        // Whoever a loop holds at this moment may be due again at the next node.
      } while ((await Promise.allSettled([...underWay])).length > 0);
    },
  };
}

/** Takes turns until nobody is due; throws when a node fails rather than trying for ever. */
async function settleAll(context: WorkContext): Promise<void> {
  const resting: Resting = new Map();
  while (await takeTurn(context, resting));
  const [failed] = resting.keys();
  if (failed !== undefined) throw new Error(`Node ${failed} fails; see the log`);
}
