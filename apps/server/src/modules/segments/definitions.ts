/**
 * Defining segments. A new rule makes the segment, and those that refer to it, `computing`; their members are then
 * computed in one full pass while no evaluator runs. Events go on arriving meanwhile: they were either in the warehouse
 * before the pass looked, or find the new definition when they queue their customer.
 *
 * Members that come or go because a rule changed are not announced: nothing happened to these customers.
 */
import type { Rule } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { laneCount } from '../../kernel/lanes.ts';
import { type Sql, sqlState } from '../../kernel/postgres.ts';
import { type EvaluatorDeps, finishPending } from './evaluator.ts';
import { storeFull } from './full.ts';
import { applyPass, countPass } from './memberships.ts';
import { checkRule, findCycle, segmentsIn } from './rules.ts';
import type { SegmentRow } from './store.ts';
import * as store from './store.ts';

/** Whether something outside segments needs this segment; registered by modules above. */
export type UseCheck = (sql: Sql, segmentId: string) => Promise<boolean>;

export interface DefinitionDeps extends EvaluatorDeps {
  uses: readonly UseCheck[];
}

/** Throws `segments.rule_invalid` with the place and the reason. */
export function parseRule(value: unknown): Rule {
  const result = checkRule(value);
  if ('problem' in result) throw new AppError('segments.rule_invalid', result.problem);
  return result.rule;
}

/** Returns the id of a segment whose members are not computed yet. */
export async function define(deps: DefinitionDeps, given: { name: string; rule: unknown }): Promise<string> {
  const rule = parseRule(given.rule);
  const id = uuidv7(deps.clock);
  await definitionTx(deps, async (tx, segments) => {
    requireSegments(rule, segments);
    await store.insertSegment(tx, { id, name: given.name, rule, now: deps.clock.now() });
  });
  return id;
}

/** Returns whether members have to be computed again. */
export async function redefine(
  deps: DefinitionDeps,
  id: string,
  given: { name?: string; rule?: unknown },
): Promise<boolean> {
  const rule = given.rule === undefined ? undefined : parseRule(given.rule);
  return definitionTx(deps, async (tx, segments) => {
    const known = segments.find((segment) => segment.id === id);
    if (!known) throw new AppError('segments.not_found');
    if (rule) requireSegments(rule, segments);
    const cycle = rule && findCycle(id, rule, (other) => segments.find((s) => s.id === other)?.rule);
    if (cycle) throw new AppError('segments.cycle', { segments: cycle });
    const next = { id, name: given.name ?? known.name, rule: rule ?? known.rule, now: deps.clock.now() };
    await store.updateSegment(tx, next);
    const changed = JSON.stringify(next.rule) !== JSON.stringify(known.rule);
    if (changed) await store.markComputing(tx, [id, ...dependants(id, segments)]);
    return changed;
  });
}

export async function remove(deps: DefinitionDeps, id: string): Promise<void> {
  await definitionTx(deps, async (tx, segments) => {
    if (!segments.some((segment) => segment.id === id)) throw new AppError('segments.not_found');
    const users = segments.filter(({ rule }) => segmentsIn(rule).includes(id));
    if (users.length > 0) throw new AppError('segments.in_use', { segments: users.map((user) => user.name) });
    for (const isUsed of deps.uses) if (await isUsed(tx, id)) throw new AppError('segments.in_use');
    await store.deleteSegment(tx, id);
  });
}

/** One definition at a time: each sees the segments that the one before left. */
async function definitionTx<T>(
  deps: DefinitionDeps,
  change: (tx: Sql, segments: readonly SegmentRow[]) => Promise<T>,
): Promise<T> {
  try {
    return await deps.pg.tx(async (tx) => {
      await store.bumpRevision(tx);
      return change(tx, await store.readAll(tx));
    });
  } catch (error) {
    if (sqlState(error) === '23505') throw new AppError('segments.name_taken');
    throw error;
  }
}

function requireSegments(rule: Rule, segments: readonly SegmentRow[]): void {
  const known = new Set(segments.map(({ id }) => id));
  const missing = segmentsIn(rule).find((id) => !known.has(id));
  if (missing !== undefined)
    throw new AppError('segments.rule_invalid', {
      path: placeOf(rule, missing, ''),
      reason: 'there is no such segment',
    });
}

function placeOf(rule: Rule, segmentId: string, path: string): string {
  const below = (step: string) => (path === '' ? step : `${path}.${step}`);
  if ('segment' in rule) return rule.segment === segmentId ? below('segment') : '';
  if ('not' in rule) return placeOf(rule.not, segmentId, below('not'));
  const [step, parts] = 'all' in rule ? ['all', rule.all] : 'any' in rule ? ['any', rule.any] : ['', []];
  for (const [i, part] of parts.entries()) {
    const found = placeOf(part, segmentId, below(`${step}[${i}]`));
    if (found !== '') return found;
  }
  return '';
}

/** Ids of segments whose rule leads to this one. */
function dependants(id: string, segments: readonly SegmentRow[]): string[] {
  const found = new Set<string>();
  for (let grown = true; grown; ) {
    const next = segments.filter(
      (segment) =>
        !found.has(segment.id) && segmentsIn(segment.rule).some((other) => other === id || found.has(other)),
    );
    for (const segment of next) found.add(segment.id);
    grown = next.length > 0;
  }
  return [...found];
}

const allLanes = Array.from({ length: laneCount }, (_, lane) => lane);

/**
 * Computes the members of segments that wait for it. Evaluators stand still meanwhile. Killed at any point it starts
 * over: what it wrote to the warehouse are memberships that the same rules give.
 */
export async function computeWaiting(deps: DefinitionDeps): Promise<void> {
  await deps.pg.tx(async (tx) => {
    await store.lockLanes(tx, allLanes);
    // A rule that changed during the pass would be taken for computed.
    await store.lockDefinitions(tx);
    const plan = await deps.plans.current(tx);
    const waiting = [...plan.bySerial.values()].filter((segment) => !segment.live);
    if (waiting.length === 0) return;
    await finishPending(deps, tx, allLanes);
    const now = deps.clock.now();
    const conditions = [...new Map(waiting.flatMap((segment) => [...segment.conditions])).values()];
    const version = await store.nextBatch(tx);
    const serials = waiting.map(({ serial }) => serial);
    // A name of its own for every attempt, also when the transaction is tried again under the same number.
    const name = `${version} ${uuidv7(deps.clock)}`;
    const formulas = new Map(waiting.map(({ serial, formula }) => [serial, formula]));
    await storeFull(deps.warehouse, { conditions, now }, { name, formulas });
    await applyPass(deps.warehouse, { name, serials, version });
    await store.markLive(tx, await countPass(deps.warehouse, { name, serials }), now);
    await store.replanFrom(tx, now);
    await store.bumpRevision(tx);
  });
}
