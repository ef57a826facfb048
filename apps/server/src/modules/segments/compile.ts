/** A rule compiled: conditions, each once, and a formula of and, or, not over them. */
import type { Rule } from '@jetbridge/contract';
import type { Condition, ConditionKind, LeafRule } from './conditions/condition.ts';
import { eventCondition } from './conditions/event.ts';
import { traitCondition } from './conditions/trait.ts';

/** The kinds of condition; a new one is a file in conditions/ and a line here. */
const kinds = [eventCondition, traitCondition] as readonly ConditionKind[]; // Each takes only what it accepts.

export type Formula =
  | { op: 'condition'; key: string }
  | { op: 'not'; of: Formula }
  | { op: 'all' | 'any'; of: readonly Formula[] };

export interface Compiled {
  formula: Formula;
  conditions: ReadonlyMap<string, Condition>;
  /** The formula of each leaf of the rule itself, in reading order; a reference to a segment is one leaf. */
  leaves: readonly { path: string; formula: Formula }[];
}

/** Reads the rule of a segment that another one names. */
export type RuleOf = (segmentId: string) => Rule | undefined;

/** @param rule has passed `checkRule`; what it refers to exists and makes no circle */
export function compileRule(rule: Rule, ruleOf: RuleOf): Compiled {
  const conditions = new Map<string, Condition>();
  const leaves: { path: string; formula: Formula }[] = [];
  const leaf = (node: LeafRule): Formula => {
    const kind = kinds.find((candidate) => candidate.accepts(node));
    if (!kind) throw new Error('An unchecked rule was compiled');
    const { condition, negated } = kind.compile(node);
    conditions.set(condition.key, condition);
    const formula: Formula = { op: 'condition', key: condition.key };
    return negated ? { op: 'not', of: formula } : formula;
  };
  // `path` is null inside a segment referred to, whose parts are not parts of this rule.
  const compile = (node: Rule, path: string | null): Formula => {
    const below = (step: string) => (path === null ? null : path === '' ? step : `${path}.${step}`);
    if ('all' in node) return { op: 'all', of: node.all.map((r, i) => compile(r, below(`all[${i}]`))) };
    if ('any' in node) return { op: 'any', of: node.any.map((r, i) => compile(r, below(`any[${i}]`))) };
    if ('not' in node) return { op: 'not', of: compile(node.not, below('not')) };
    const formula = 'segment' in node ? compile(referred(node.segment, ruleOf), null) : leaf(node);
    if (path !== null) leaves.push({ path, formula });
    return formula;
  };
  return { formula: compile(rule, ''), conditions, leaves };
}

function referred(segmentId: string, ruleOf: RuleOf): Rule {
  const rule = ruleOf(segmentId);
  if (!rule) throw new Error(`Segment ${segmentId} is referred to and does not exist`);
  return rule;
}

/** Whether a formula holds, given which of its conditions do. */
export function holds(formula: Formula, isTrue: (key: string) => boolean): boolean {
  switch (formula.op) {
    case 'condition':
      return isTrue(formula.key);
    case 'not':
      return !holds(formula.of, isTrue);
    case 'all':
      return formula.of.every((part) => holds(part, isTrue));
    case 'any':
      return formula.of.some((part) => holds(part, isTrue));
  }
}
