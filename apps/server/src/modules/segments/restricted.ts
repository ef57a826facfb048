/** Conditions of some customers: one query over their events, one over their traits. */
import type { Warehouse } from '../../kernel/warehouse.ts';
import { bindInstant, type Condition, collectParams } from './conditions/condition.ts';

/** What is known of a customer at one instant. */
export interface Features {
  /** False for a customer that was merged away or never written: a member of nothing. */
  alive: boolean;
  isTrue(conditionKey: string): boolean;
}

export interface Question {
  conditions: readonly Condition[];
  customerIds: readonly string[];
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
    for (const row of rows) addTrue(trueOf.get(row.customer_id), row.words, conditions);
  const alive = new Set(traits.map((row) => row.customer_id));
  for (const [id, held] of trueOf) into.set(id, { alive: alive.has(id), isTrue: (key) => held.has(key) });
}

interface Row {
  customer_id: string;
  /** 32 conditions to a number, the first in the lowest bit. */
  words: readonly number[];
}

function addTrue(
  held: Set<string> | undefined,
  words: readonly number[],
  conditions: readonly Condition[],
): void {
  conditions.forEach((condition, i) => {
    if ((((words[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 1) held?.add(condition.key);
  });
}

function askEvents(
  warehouse: Warehouse,
  { customerIds, now }: Question,
  conditions: readonly Condition[],
): Promise<Row[]> {
  const { bind, params } = collectParams();
  const names = new Set(conditions.flatMap(({ rows }) => (rows === 'traits' ? [] : [rows.event])));
  const starts = conditions.map((condition) => condition.lookBackTo(now));
  const sql = `SELECT customer_id, ${packed(conditions.map((condition) => condition.sql(bind, now)))} AS words
    FROM events
    WHERE customer_id IN ${bind(customerIds.map(BigInt), 'Array(UInt64)')} AND name IN ${bind([...names], 'Array(String)')}
      AND event_time <= ${bindInstant(bind, now)}
      ${earliest(starts, (from) => `AND event_time > ${bindInstant(bind, from)}`)}
    GROUP BY customer_id`;
  return warehouse.query<Row>(sql, params);
}

function askTraits(
  warehouse: Warehouse,
  { customerIds, now }: Question,
  conditions: readonly Condition[],
): Promise<Row[]> {
  const { bind, params } = collectParams();
  const sql = `SELECT customer_id, ${packed(conditions.map((condition) => condition.sql(bind, now)))} AS words
    FROM customers FINAL
    WHERE customer_id IN ${bind(customerIds.map(BigInt), 'Array(UInt64)')} AND alive = 1`;
  return warehouse.query<Row>(sql, params);
}

/** Thirty-two booleans to a number: a batch of thousands of customers is read in little time. */
function packed(booleans: readonly string[]): string {
  const words: string[] = [];
  for (let from = 0; from < booleans.length; from += 32) {
    const bits = booleans
      .slice(from, from + 32)
      .map((boolean, i) => `bitShiftLeft(toUInt32(${boolean}), ${i})`);
    words.push(bits.reduce((all, bit) => `bitOr(${all}, ${bit})`));
  }
  return words.length === 0 ? 'emptyArrayUInt32()' : `[${words.join(', ')}]`;
}

/** A filter that all conditions allow: rows that none of them looks at. */
export function earliest(starts: readonly (Date | null)[], filter: (from: Date) => string): string {
  const times = starts.map((start) => start?.getTime() ?? Number.NEGATIVE_INFINITY);
  const from = Math.min(...times);
  return Number.isFinite(from) ? filter(new Date(from)) : '';
}
