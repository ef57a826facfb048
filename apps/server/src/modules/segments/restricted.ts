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
  /** Of these the traits do not matter and they are taken for alive; nobody when left out. */
  eventsAlone?: ReadonlySet<string>;
  now: Date;
}

/** Customers asked about in one statement; more are taken in turns. */
const mostCustomers = 5_000;

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
  const onEvents = question.conditions.filter((condition) => condition.rows !== 'traits');
  const onTraits = question.conditions.filter((condition) => condition.rows === 'traits');
  const [events, traits] = await Promise.all([
    onEvents.length === 0 ? [] : askEvents(warehouse, question, onEvents),
    askTraits(warehouse, question, onTraits),
  ]);
  const trueOf = new Map<string, Set<string>>(question.customerIds.map((id) => [id, new Set()]));
  for (const [rows, conditions] of [
    [events, onEvents],
    [traits, onTraits],
  ] as const)
    for (const row of rows) addTrue(trueOf.get(row.customer_id), row.holds, conditions);
  const alive = new Set(traits.map((row) => row.customer_id));
  for (const [id, held] of trueOf) {
    into.set(id, {
      alive: alive.has(id) || question.eventsAlone?.has(id) === true,
      isTrue: (key) => held.has(key),
    });
  }
}

interface Row {
  customer_id: string;
  /** 1 or 0 for each condition asked about. */
  holds: readonly number[];
}

function addTrue(
  held: Set<string> | undefined,
  holds: readonly number[],
  conditions: readonly Condition[],
): void {
  conditions.forEach((condition, i) => {
    if (holds[i] === 1) held?.add(condition.key);
  });
}

/**
 * For reading a few rows each of many customers: planning costs as much as asking for few customers does, and what the
 * planner could find is known; mapped files spare a system call and a copy per column of each granule.
 */
export const lookupSettings = {
  optimize_use_projections: 0,
  compile_expressions: 0,
  compile_aggregate_expressions: 0,
  min_bytes_to_use_mmap_io: 1,
} as const;
/** Where the rows asked for are so few that a second thread costs more than it reads. */
export const narrowLookupSettings = { ...lookupSettings, max_threads: 1 } as const;

function askEvents(
  warehouse: Warehouse,
  { customerIds, now }: Question,
  conditions: readonly Condition[],
): Promise<Row[]> {
  const { bind, params } = collectParams();
  const names = new Set(conditions.flatMap(({ rows }) => (rows === 'traits' ? [] : [rows.event])));
  const starts = conditions.map((condition) => condition.lookBackTo(now));
  const sql = `SELECT customer_id, [${conditions.map((condition) => condition.sql(bind, now)).join(', ')}] AS holds
    FROM (
      SELECT customer_id, name, toUnixTimestamp64Milli(event_time) AS at, properties FROM events
      WHERE customer_id IN {ids:Array(UInt64)} AND name IN {names:Array(String)}
        AND event_time <= ${dateTime(now)} ${earliest(starts, (from) => `AND event_time > ${dateTime(from)}`)})
    GROUP BY customer_id`;
  const asked = { ...params, ids: customerIds.map(BigInt), names: [...names] };
  return warehouse.query<Row>(sql, asked, { settings: lookupSettings });
}

async function askTraits(
  warehouse: Warehouse,
  { customerIds, eventsAlone, now }: Question,
  conditions: readonly Condition[],
): Promise<Row[]> {
  const asked = customerIds.filter((id) => !eventsAlone?.has(id));
  if (asked.length === 0) return [];
  const { bind, params } = collectParams();
  const tests = conditions.map((condition) => condition.sql(bind, now));
  const sql = `SELECT customer_id, CAST([${tests.join(', ')}], 'Array(UInt8)') AS holds
    FROM (SELECT customer_id, argMax((alive, customers.traits), version) AS newest, newest.2 AS traits
          FROM customers WHERE customer_id IN {ids:Array(UInt64)} GROUP BY customer_id HAVING newest.1 = 1)`;
  return warehouse.query<Row>(
    sql,
    { ...params, ids: asked.map(BigInt) },
    { settings: narrowLookupSettings },
  );
}

/** A filter that all conditions allow: rows that none of them looks at. */
export function earliest(starts: readonly (Date | null)[], filter: (from: Date) => string): string {
  const times = starts.map((start) => start?.getTime() ?? Number.NEGATIVE_INFINITY);
  const from = Math.min(...times);
  return Number.isFinite(from) ? filter(new Date(from)) : '';
}
