/**
 * What a kind of condition has to say. A rule compiles to conditions joined by and, or, not; each is a question about one
 * customer that ClickHouse answers from one place: the rows of one event, or the row of traits. Restricted and full
 * evaluation ask with the same SQL, so they cannot differ in what a condition means.
 */
import type { Rule } from '@jetbridge/contract';

/**
 * Puts a text into the statement as a parameter and returns its placeholder. What users wrote stands in a statement in no
 * other way; numbers go through `number` below.
 */
export type Bind = (text: string) => string;

/** One rule without its and, or, not: what a kind of condition compiles. */
export type LeafRule = Exclude<Rule, { all: Rule[] } | { any: Rule[] } | { not: Rule } | { segment: string }>;

export interface Condition {
  /** Made from its content: equal conditions have equal keys, in whichever segment they stand. */
  key: string;
  /** Whose rows it aggregates: those of an event, or the customer's one row of traits. */
  rows: { event: string } | 'traits';
  /** Whether it looks into the properties of those rows, which costs more than all else. */
  readsProperties: boolean;
  /** What must be seen arriving for it to change: an event's name, or `trait:` and the trait's. */
  touchedBy: string;
  /**
   * A boolean over the customer's rows until `now`, with `name`, `at` (the event's time in epoch milliseconds) and
   * `properties`, or with `traits`, in reach. Later rows are left out by whoever asks.
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

/** A number as a literal: digits, and nothing else. */
export function number(value: number): string {
  if (!Number.isFinite(value)) throw new Error('Only finite numbers can stand in a statement');
  return String(value);
}

/** A moment as a literal, for comparing with `at`: epoch milliseconds. */
export function instant(at: Date): string {
  return number(Math.trunc(at.getTime()));
}

/** A moment as ClickHouse compares it with event_time, where an index is to be used. */
export function dateTime(at: Date): string {
  return `fromUnixTimestamp64Milli(toInt64(${instant(at)}), 'UTC')`;
}

/** Collects the parameters of one statement; equal texts share one. */
export function collectParams(): { bind: Bind; params: Record<string, unknown> } {
  const params: Record<string, unknown> = {};
  const placeholders = new Map<string, string>();
  return {
    params,
    bind(text) {
      const known = placeholders.get(text);
      if (known !== undefined) return known;
      const name = `p${placeholders.size}`;
      params[name] = text;
      placeholders.set(text, `{${name}:String}`);
      return `{${name}:String}`;
    },
  };
}
