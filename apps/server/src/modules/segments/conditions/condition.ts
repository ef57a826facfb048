/**
 * What a kind of condition has to say. A rule compiles to conditions joined by and, or, not; each is a question about one
 * customer that ClickHouse answers from one place: the rows of one event, or the row of traits. Restricted and full
 * evaluation ask with the same SQL, so they cannot differ in what a condition means.
 */
import type { Rule } from '@jetbridge/contract';

export type BindValue = string | number | readonly string[] | readonly number[] | readonly bigint[];
/** Puts a value into the statement as a parameter and returns its placeholder; the text never holds what users wrote. */
export type Bind = (value: BindValue, type: string) => string;

/** One rule without its and, or, not: what a kind of condition compiles. */
export type LeafRule = Exclude<Rule, { all: Rule[] } | { any: Rule[] } | { not: Rule } | { segment: string }>;

export interface Condition {
  /** Made from its content: equal conditions have equal keys, in whichever segment they stand. */
  key: string;
  /** Whose rows it aggregates: those of an event, or the customer's one row of traits. */
  rows: { event: string } | 'traits';
  /** What must be seen arriving for it to change: an event's name, or `trait:` and the trait's. */
  touchedBy: string;
  /**
   * A boolean over the customer's rows at `now`, with `name`, `event_time`, `properties`, or `traits` in reach.
   * False when there are no rows; where a rule says otherwise, the compiler turns it round.
   */
  sql(bind: Bind, now: Date): string;
  /** Rows at or before this time do not matter; null when all do. */
  lookBackTo(now: Date): Date | null;
  /** So long after a row's time, in ms, the answer may change with nothing arriving. */
  edgesMs: readonly number[];
}

export interface ConditionKind<R extends LeafRule = LeafRule> {
  accepts(rule: LeafRule): rule is R;
  /** `negated`: the rule holds exactly where the condition does not. */
  compile(rule: R): { condition: Condition; negated: boolean };
}

export function defineCondition<R extends LeafRule>(kind: ConditionKind<R>): ConditionKind<R> {
  return kind;
}

export function bindInstant(bind: Bind, instant: Date): string {
  return `fromUnixTimestamp64Milli(${bind(instant.getTime(), 'Int64')}, 'UTC')`;
}

/** Collects the parameters of one statement; equal scalars share one. */
export function collectParams(): { bind: Bind; params: Record<string, unknown> } {
  const params: Record<string, unknown> = {};
  const names = new Map<string, string>();
  let count = 0;
  return {
    params,
    bind(value, type) {
      const content = typeof value === 'object' ? null : `${type} ${value}`;
      const name = (content === null ? undefined : names.get(content)) ?? `p${count++}`;
      if (content !== null) names.set(content, name);
      params[name] = value;
      return `{${name}:${type}}`;
    },
  };
}
