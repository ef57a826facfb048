/**
 * All segments, compiled together: conditions that several segments share are one. A replica keeps the plan and
 * asks the database by one small read whether it is still the newest.
 */
import type { Rule } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';
import { type Compiled, compileRule, type RuleOf } from './compile.ts';
import type { Condition } from './conditions/condition.ts';
import type { Needs } from './restricted.ts';
import { readAll, readRevision, type SegmentRow } from './store.ts';

export interface PlannedSegment extends Compiled {
  id: string;
  serial: number;
  name: string;
  /** False while the members are being computed: until then the evaluator leaves the segment alone. */
  live: boolean;
}

export interface Plan {
  revision: string;
  bySerial: ReadonlyMap<number, PlannedSegment>;
  ruleOf: RuleOf;
  /** Conditions of live segments, each once. */
  conditions: readonly Condition[];
  touchedBy: ReadonlyMap<string, Touch>;
  /** Event names that some segment, live or not, looks at. */
  eventNames: ReadonlySet<string>;
  /** By event name: so long after an event, in ms, some condition may change with nothing arriving. */
  edgesMs: ReadonlyMap<string, readonly number[]>;
}

/** What one event name touches: the live segments that look at it, and all that deciding those takes. */
export interface Touch extends Needs {
  serials: ReadonlySet<number>;
  conditions: ReadonlyMap<string, Condition>;
}

export type Plans = { current(sql: Sql): Promise<Plan> };

export function createPlans(): Plans {
  let plan: Plan | null = null;
  return {
    async current(sql) {
      const revision = await readRevision(sql);
      if (plan?.revision === revision) return plan;
      // Read after the revision: a newer definition under an older number is looked at again next time.
      plan = makePlan(revision, await readAll(sql));
      return plan;
    },
  };
}

function makePlan(revision: string, segments: readonly SegmentRow[]): Plan {
  const rules = new Map<string, Rule>(segments.map(({ id, rule }) => [id, rule]));
  const ruleOf: RuleOf = (id) => rules.get(id);
  const planned = segments.map(({ id, serial, name, rule, status }) => ({
    ...compileRule(rule, ruleOf),
    id,
    serial,
    name,
    live: status === 'live',
  }));
  const all = planned.flatMap(({ conditions }) => [...conditions.values()]);
  const live = planned.filter((segment) => segment.live);
  const edgesMs = new Map<string, Set<number>>();
  for (const { rows, edgesMs: edges } of all) {
    if (rows === 'traits') continue;
    const known = edgesMs.get(rows.event) ?? new Set();
    for (const edge of edges) known.add(edge);
    edgesMs.set(rows.event, known);
  }
  return {
    revision,
    bySerial: new Map(planned.map((segment) => [segment.serial, segment])),
    ruleOf,
    conditions: [...new Map(live.flatMap(({ conditions }) => [...conditions])).values()],
    touchedBy: touches(live),
    eventNames: new Set(edgesMs.keys()),
    edgesMs: new Map([...edgesMs].map(([name, edges]) => [name, [...edges]])),
  };
}

function touches(live: readonly PlannedSegment[]): Map<string, Touch> {
  const byName = new Map<string, PlannedSegment[]>();
  for (const segment of live) {
    for (const name of eventNamesOf(segment)) byName.set(name, [...(byName.get(name) ?? []), segment]);
  }
  return new Map(
    [...byName].map(([name, segments]) => [
      name,
      touch(
        segments.map(({ serial }) => serial),
        segments.flatMap(({ conditions }) => [...conditions]),
      ),
    ]),
  );
}

function touch(serials: readonly number[], conditions: readonly (readonly [string, Condition])[]): Touch {
  return {
    serials: new Set(serials),
    conditions: new Map(conditions),
    eventNames: new Set(conditions.flatMap(([, { rows }]) => (rows === 'traits' ? [] : [rows.event]))),
    properties: conditions.some(([, { readsProperties }]) => readsProperties),
    traits: conditions.some(([, { rows }]) => rows === 'traits'),
  };
}

function eventNamesOf({ conditions }: PlannedSegment): Set<string> {
  return new Set([...conditions.values()].flatMap(({ rows }) => (rows === 'traits' ? [] : [rows.event])));
}

/** What several events touch together; null, everything, for null. */
export function touchOf(plan: Plan, names: readonly string[] | null): Touch | null {
  if (names === null) return null;
  const [first, ...others] = names.flatMap((name) => plan.touchedBy.get(name) ?? []);
  if (!first) return touch([], []);
  if (others.length === 0) return first;
  const all = [first, ...others];
  return touch(
    all.flatMap(({ serials }) => [...serials]),
    all.flatMap(({ conditions }) => [...conditions]),
  );
}
