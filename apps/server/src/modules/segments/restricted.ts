/** Conditions of some customers: one query over their events, one over their traits. */
import type { Warehouse } from '../../kernel/warehouse.ts';
import { type Condition, collectParams, dateTime } from './conditions/condition.ts';

/** What is known of a customer at one instant. */
export interface Features {
  /** False for a customer that was merged away or never written: a member of nothing. */
  alive: boolean;
  isTrue(conditionKey: string): boolean;
}

export interface Question {
  conditions: readonly Condition[];
  customerIds: readonly string[];
  /** What matters of each of them; everything for whoever is missing. */
  needs?: ReadonlyMap<string, Needs>;
  now: Date;
}

/** Of all conditions asked about those that matter for a customer; what the answer says of others means nothing. */
export interface Needs {
  eventNames: ReadonlySet<string>;
  /** Whether one of these conditions reads properties. */
  properties: boolean;
  /** When they do not matter, the customer is taken for alive. */
  traits: boolean;
}

/** Customers asked about in one statement; more are taken in turns. */
const mostCustomers = 10_000;

/** The conditions of these customers at `now`; an entry for every id. */
export async function evaluateRestricted(
  warehouse: Warehouse,
  question: Question,
): Promise<Map<string, Features>> {
  const features = new Map<string, Features>();
  for (let from = 0; from < question.customerIds.length; from += mostCustomers) {
    const customerIds = question.customerIds.slice(from, from + mostCustomers);
    await evaluateSome(warehouse, { ...question, customerIds }, features);
  }
  return features;
}

async function evaluateSome(
  warehouse: Warehouse,
  question: Question,
  into: Map<string, Features>,
): Promise<void> {
  const parts = partsOf(question);
  const onTraits = question.conditions.filter((condition) => condition.rows === 'traits');
  const [traits, ...events] = await Promise.all([
    askTraits(warehouse, question, onTraits),
    ...parts.map((part) => askEvents(warehouse, part)),
  ]);
  const trueOf = new Map<string, Set<string>>(question.customerIds.map((id) => [id, new Set()]));
  const take = (rows: readonly Row[], conditions: readonly Condition[]) => {
    for (const row of rows) addTrue(trueOf.get(row.customer_id), row.held, conditions);
  };
  take(traits, onTraits);
  for (const [i, part] of parts.entries()) take(events[i] ?? [], part.conditions);
  const alive = new Set(traits.map((row) => row.customer_id));
  for (const [id, held] of trueOf) {
    into.set(id, {
      alive: alive.has(id) || question.needs?.get(id)?.traits === false,
      isTrue: (key) => held.has(key),
    });
  }
}

/** Customers for whom a statement of its own is worth its price. */
const fewestInPart = 1_500;

/**
 * The question about events, in one part or two: properties are a large share of what is read, and most customers of a
 * batch need none of them.
 */
function partsOf(question: Question): Question[] {
  const { customerIds, needs } = question;
  const onEvents = question.conditions.filter((condition) => condition.rows !== 'traits');
  const whole = { ...question, conditions: onEvents };
  const withoutProperties = customerIds.filter((id) => needs?.get(id)?.properties === false);
  const split =
    withoutProperties.length >= fewestInPart && customerIds.length - withoutProperties.length >= fewestInPart;
  const parts = split
    ? [
        {
          ...whole,
          conditions: onEvents.filter(({ readsProperties }) => !readsProperties),
          customerIds: withoutProperties,
        },
        { ...whole, customerIds: customerIds.filter((id) => needs?.get(id)?.properties !== false) },
      ]
    : [whole];
  return parts.map(withNeededConditions).filter(({ conditions }) => conditions.length > 0);
}

function withNeededConditions(question: Question): Question {
  const needs = new Set(question.customerIds.map((id) => question.needs?.get(id)));
  if (needs.has(undefined)) return question;
  const names = new Set([...needs].flatMap((need) => [...(need?.eventNames ?? [])]));
  const needed = question.conditions.filter(({ rows }) => rows !== 'traits' && names.has(rows.event));
  return { ...question, conditions: needed };
}

interface Row {
  customer_id: string;
  /** Positions, from 1, of the conditions that hold: of many conditions few do. */
  held: readonly number[];
}

const held = (tests: readonly string[]) =>
  `arrayFilter((place, holds) -> holds, range(1, ${tests.length + 1}), [${tests.join(', ')}]) AS held`;

function addTrue(
  into: Set<string> | undefined,
  places: readonly number[],
  conditions: readonly Condition[],
): void {
  for (const place of places) {
    const condition = conditions[place - 1];
    if (condition) into?.add(condition.key);
  }
}

/**
 * For reading a few rows each of many customers: planning costs as much as asking for few customers does, and what the
 * planner could find is known; mapped files spare a system call and a copy per column of each granule.
 */
const lookupSettings = {
  optimize_use_projections: 0,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  min_bytes_to_use_mmap_io: 1,
} as const;
/** Where the rows asked for are so few that a second thread costs more than it reads. */
export const narrowLookupSettings = { ...lookupSettings, max_threads: 1 } as const;

function askEvents(warehouse: Warehouse, { conditions, customerIds, needs, now }: Question): Promise<Row[]> {
  const { bind, params } = collectParams();
  const names = namesOf(conditions);
  const starts = conditions.map((condition) => condition.lookBackTo(now));
  const needed = neededRows(customerIds, names, needs);
  const sql = `SELECT customer_id, ${held(conditions.map((condition) => condition.sql(bind, now)))}
    FROM (
      SELECT customer_id, name, toUnixTimestamp64Milli(event_time) AS at,
        if(name IN {readInto:Array(String)}, events.properties, '') AS properties FROM events
      WHERE customer_id IN {ids:Array(UInt64)} AND name IN {names:Array(String)} ${needed.filter}
        AND event_time <= ${dateTime(now)} ${earliest(starts, (from) => `AND event_time > ${dateTime(from)}`)})
    GROUP BY customer_id`;
  const asked = {
    ...params,
    ...needed.params,
    ids: customerIds.map(BigInt),
    names,
    readInto: namesOf(conditions.filter(({ readsProperties }) => readsProperties)),
  };
  return warehouse.query<Row>(sql, asked, { settings: lookupSettings });
}

const namesOf = (conditions: readonly Condition[]): string[] => [
  ...new Set(conditions.flatMap(({ rows }) => (rows === 'traits' ? [] : [rows.event]))),
];

/** Names in one mask of 64 bits. */
const mostMasked = 64;

/**
 * A filter for the rows that matter: a customer with one new event needs the rows of a few names, where a batch together
 * needs those of all. A mask of names per customer, rather than a list of pairs, so that each row costs two look-ups.
 */
function neededRows(
  customerIds: readonly string[],
  names: readonly string[],
  needs: Question['needs'],
): { filter: string; params: Record<string, unknown> } {
  if (needs === undefined || needs.size === 0 || names.length > mostMasked) return { filter: '', params: {} };
  const all = (1n << BigInt(names.length)) - 1n;
  const masks = new Map<Needs, bigint>();
  const maskOf = (need: Needs | undefined): bigint => {
    if (need === undefined) return all;
    const known = masks.get(need);
    if (known !== undefined) return known;
    const mask = names.reduce((sum, name, i) => sum | (need.eventNames.has(name) ? 1n << BigInt(i) : 0n), 0n);
    masks.set(need, mask);
    return mask;
  };
  return {
    filter: `AND bitTest(transform(customer_id, {ids:Array(UInt64)}, {masks:Array(UInt64)}, toUInt64(0)),
        transform(name, {names:Array(String)}, range(${names.length}), 0))`,
    params: { masks: customerIds.map((id) => maskOf(needs.get(id))) },
  };
}

async function askTraits(
  warehouse: Warehouse,
  { customerIds, needs, now }: Question,
  conditions: readonly Condition[],
): Promise<Row[]> {
  const asked = customerIds.filter((id) => needs?.get(id)?.traits !== false);
  if (asked.length === 0) return [];
  const { bind, params } = collectParams();
  const tests = conditions.map((condition) => condition.sql(bind, now));
  const sql = `SELECT customer_id, ${tests.length === 0 ? "CAST([], 'Array(UInt8)') AS held" : held(tests)}
    FROM (SELECT customer_id, argMax((alive, customers.traits), version) AS newest, newest.2 AS traits
          FROM customers WHERE customer_id IN {ids:Array(UInt64)} GROUP BY customer_id HAVING newest.1 = 1)`;
  return warehouse.query<Row>(sql, { ...params, ids: asked.map(BigInt) }, { settings: narrowLookupSettings });
}

/** A filter that all conditions allow: rows that none of them looks at. */
export function earliest(starts: readonly (Date | null)[], filter: (from: Date) => string): string {
  const times = starts.map((start) => start?.getTime() ?? Number.NEGATIVE_INFINITY);
  const from = Math.min(...times);
  return Number.isFinite(from) ? filter(new Date(from)) : '';
}
