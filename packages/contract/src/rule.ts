/**
 * The segment rule grammar, shared by server, console and journeys' branches.
 * A rule says who belongs; it is evaluated for one customer at one instant `now`.
 */
export type Rule =
  | { all: Rule[] }
  | { any: Rule[] }
  | { not: Rule }
  | { segment: string }
  | TraitRule
  | EventRule;

export type TraitOperator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'in'
  | 'contains'
  | 'exists'
  | 'absent';
export type Scalar = string | number | boolean;
/** `value` is absent for exists/absent, a list for in, else one scalar. */
export interface TraitRule {
  trait: string;
  is: TraitOperator;
  value?: Scalar | Scalar[];
}

export interface PropertyFilter {
  property: string;
  is: TraitOperator;
  value?: Scalar | Scalar[];
}
export interface Comparison {
  eq?: number;
  ne?: number;
  gt?: number;
  gte?: number;
  lt?: number;
  lte?: number;
}
export type Measure =
  | { count: Comparison }
  | { sum: { of: string } & Comparison }
  | { distinct: { of: string } & Comparison }
  /** Newest (last) or oldest (first) matching event against a date, or a duration before now. */
  | { last: { before?: string; after?: string } }
  | { first: { before?: string; after?: string } };

/** Without `measure`: at least one. `within` is an ISO 8601 duration up to now; `between` two dates, both included. */
export interface EventRule {
  event: string;
  where?: PropertyFilter[];
  within?: string;
  between?: [string, string];
  measure?: Measure;
}

/** Bounds that keep a rule answerable in one query. */
export const ruleLimits = { depth: 8, nodes: 100, where: 10, listItems: 500, textLength: 200 } as const;
