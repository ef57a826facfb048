/**
 * Windows move although nothing happens: an event within 30 days is beyond them at one exact moment. The sweep finds the
 * customers for whom such a moment, an edge, comes in the next minute, and queues each for then. Nobody else is looked at.
 *
 * An event that arrives when its edge is already so near that the sweep may have passed it queues the edge by itself
 * (`edgesOf`); the two overlap by a minute, in which an edge is queued by both and kept once.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { collectParams, dateTime, number } from './conditions/condition.ts';
import type { Plan, Plans } from './plan.ts';
import * as store from './store.ts';

/** So far ahead the sweep plans. */
const horizonMs = 60_000;
/** It plans again when less than this is left. */
const slackMs = 40_000;
/** An arriving event queues its own edges this far ahead: the sweep's horizon, and time to arrive. */
const ownHorizonMs = 2 * horizonMs;
/** After a standstill the past is taken in pieces of this length. */
const longestPieceMs = 86_400_000;
const insertSize = 10_000;

export interface SweepDeps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  plans: Plans;
}

/** Plans the next edges; true when more of the past remains. Of several replicas one does it, the others pass. */
export async function sweepOnce(deps: SweepDeps): Promise<{ more: boolean; queued: number }> {
  return deps.pg.tx(async (tx) => {
    const planned = await store.plannedUntil(tx);
    if (planned === null) return { more: false, queued: 0 };
    const now = deps.clock.now().getTime();
    const from = planned === 'never' ? now : planned.getTime();
    if (from - now > slackMs) return { more: false, queued: 0 };
    const to = Math.min(now + horizonMs, from + longestPieceMs);
    const plan = await deps.plans.current(tx);
    const edges = await findEdges(deps.warehouse, plan, { from, to, now });
    for (let i = 0; i < edges.length; i += insertSize)
      await store.enqueueEdges(tx, edges.slice(i, i + insertSize));
    await store.setPlannedUntil(tx, new Date(to));
    return { more: to < now + horizonMs, queued: edges.length };
  });
}

interface Edge {
  customerId: string;
  dueMs: number;
}

/** Customers with an edge after `from` and until `to`; edges that are past already are one, due now. */
async function findEdges(
  warehouse: Warehouse,
  plan: Plan,
  { from, to, now }: { from: number; to: number; now: number },
): Promise<Edge[]> {
  if (plan.edgesMs.size === 0) return [];
  const { bind, params } = collectParams();
  // An event with a time to come counts from that time on, whatever the window.
  const names = [...plan.edgesMs].map(([name, edges]) => ({ name: bind(name), edges: [0, ...edges] }));
  // One range of the projection by time for each edge of each name.
  const ranges = names.flatMap(({ name, edges }) =>
    edges.map((edgeMs) => {
      const [after, until] = [from - edgeMs, to - edgeMs].map((ms) => dateTime(new Date(ms)));
      return `(name = ${name} AND event_time > ${after} AND event_time <= ${until})`;
    }),
  );
  const edgesOfName = names.map(({ name, edges }) => `name = ${name}, [${edges.map(number).join(', ')}]`);
  const rows = await warehouse.query<{ customer_id: string; due: string }>(
    `SELECT DISTINCT customer_id, greatest(at + edge, ${number(now)}) AS due
     FROM (SELECT customer_id, name, toUnixTimestamp64Milli(event_time) AS at FROM events WHERE ${ranges.join(' OR ')})
     ARRAY JOIN CAST(multiIf(${edgesOfName.join(', ')}, []), 'Array(Int64)') AS edge
     WHERE at + edge > ${number(from)} AND at + edge <= ${number(to)}`,
    params,
    // Named, so that the planner does not weigh each range against the other projection too: 0.15 s of CPU against 2 s for
    // 66 ranges of 20 M events. Multiplied inside the inner SELECT, no projection would be used at all: 5 s.
    { settings: { preferred_optimize_projection_name: 'by_time' } },
  );
  return rows.map((row) => ({ customerId: row.customer_id, dueMs: Number(row.due) }));
}

/** Edges of arriving events that are too near for the sweep to be relied upon. */
export function edgesOf(
  plan: Plan,
  arrivals: readonly { customerId: string; name: string; eventTime: Date }[],
  now: Date,
): Edge[] {
  const nowMs = now.getTime();
  return arrivals.flatMap(({ customerId, name, eventTime }) =>
    [0, ...(plan.edgesMs.get(name) ?? [])]
      .map((edgeMs) => eventTime.getTime() + edgeMs)
      .filter((dueMs) => dueMs > nowMs && dueMs <= nowMs + ownHorizonMs)
      .map((dueMs) => ({ customerId, dueMs })),
  );
}
