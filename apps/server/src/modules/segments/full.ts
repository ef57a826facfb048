/**
 * Conditions of everybody: from the projection sorted by name, one grouped subquery per event yields a bitmap of customers
 * per condition; one more over the mirror of traits. A rule is then and, or, not of bitmaps.
 *
 * Memory: a subquery aggregates one event's rows, of at most `sliceSize` customers at a time, and its bitmaps are what
 * remains of it.
 */
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { Formula } from './compile.ts';
import { type Bind, type Condition, collectParams, dateTime } from './conditions/condition.ts';
import { earliest } from './restricted.ts';

/** Customers aggregated at once. */
const sliceSize = 2n ** 21n;

export const fullSettings = {
  // With it ClickHouse reads the table in customer order and never looks at the projection by name.
  optimize_aggregation_in_order: 0,
  // Beyond it the aggregation spills to disk.
  max_bytes_before_external_group_by: 1_000_000_000,
} as const;

export interface Pass {
  conditions: readonly Condition[];
  now: Date;
}

/**
 * The `WITH` clause that defines the bitmaps of a pass, and how to name a formula's members in what follows it.
 * Customers that are not alive belong to no formula.
 */
export function bitmaps(
  bind: Bind,
  pass: Pass,
  slice: Slice | null,
): { withClause: string; members: (formula: Formula) => string } {
  const groups = new Map<string | null, Condition[]>([[null, []]]);
  for (const condition of pass.conditions) {
    const name = condition.rows === 'traits' ? null : condition.rows.event;
    groups.set(name, [...(groups.get(name) ?? []), condition]);
  }
  const places = new Map<string, string>();
  const clauses = [...groups].map(([name, conditions], group) => {
    const first = name === null ? 2 : 1;
    conditions.forEach((condition, i) => {
      places.set(condition.key, `b${group}.${first + i}`);
    });
    const at = { ...pass, conditions, slice };
    return `(${name === null ? traitBitmaps(bind, at) : eventBitmaps(bind, { ...at, name })}) AS b${group}`;
  });
  const everybody = 'b0.1';
  const of = (formula: Formula): string => {
    if (formula.op === 'condition') return places.get(formula.key) ?? everybody;
    if (formula.op === 'not') return `bitmapAndnot(${everybody}, ${of(formula.of)})`;
    const join = formula.op === 'all' ? 'bitmapAnd' : 'bitmapOr';
    return formula.of.map(of).reduce((left, right) => `${join}(${left}, ${right})`);
  };
  return {
    withClause: `WITH ${clauses.join(',\n')}`,
    members: (formula) => `bitmapAnd(${everybody}, ${of(formula)})`,
  };
}

/** Customers from (inclusive) and to (exclusive). */
export type Slice = { from: bigint; to: bigint };

type Group = Pass & { slice: Slice | null };

// A customer for whom a condition fails is written as 0, who is nobody and not in the bitmap of everybody.
const bitmapOf = (boolean: string) => `groupBitmapState(if(${boolean}, customer_id, 0))`;

function traitBitmaps(bind: Bind, { conditions, now, slice }: Group): string {
  const columns = conditions.map((condition) => bitmapOf(condition.sql(bind, now)));
  return `SELECT tuple(${['groupBitmapState(customer_id)', ...columns].join(', ')})
    FROM customers FINAL WHERE alive = 1 ${inSlice(slice)}`;
}

function eventBitmaps(bind: Bind, { conditions, now, slice, name }: Group & { name: string }): string {
  const starts = conditions.map((condition) => condition.lookBackTo(now));
  const tests = conditions.map((condition, i) => `${condition.sql(bind, now)} AS c${i}`);
  return `SELECT tuple(${conditions.map((_, i) => bitmapOf(`c${i}`)).join(', ')})
    FROM (
      SELECT customer_id, ${tests.join(', ')}
      FROM (
        SELECT customer_id, name, toUnixTimestamp64Milli(event_time) AS at, properties FROM events
        WHERE name = ${bind(name)} AND event_time <= ${dateTime(now)}
          ${earliest(starts, (from) => `AND event_time > ${dateTime(from)}`)} ${inSlice(slice)})
      GROUP BY customer_id)`;
}

function inSlice(slice: Slice | null): string {
  return slice === null ? '' : `AND customer_id >= ${slice.from} AND customer_id < ${slice.to}`;
}

/** How to cut the population so that a pass stays within memory; one slice that is null when it is small enough. */
async function slicesOf(warehouse: Warehouse): Promise<(Slice | null)[]> {
  const [row] = await warehouse.query<{ largest: string }>(
    'SELECT max(customer_id) AS largest FROM customers',
  );
  const largest = BigInt(row?.largest ?? 0);
  if (largest < sliceSize) return [null];
  const slices: Slice[] = [];
  for (let from = 0n; from <= largest; from += sliceSize) slices.push({ from, to: from + sliceSize });
  return slices;
}

/** How many customers each formula holds for, and how many there are. */
export async function countFull(
  warehouse: Warehouse,
  pass: Pass,
  formulas: readonly Formula[],
): Promise<{ counts: number[]; population: number; sample: string[] }> {
  const total = { counts: formulas.map(() => 0), population: 0, sample: [] as string[] };
  for (const slice of await slicesOf(warehouse)) {
    const { bind, params } = collectParams();
    const { withClause, members } = bitmaps(bind, pass, slice);
    const [first = { op: 'all', of: [] } satisfies Formula] = formulas;
    const sql = `${withClause}
      SELECT bitmapCardinality(b0.1) AS population,
        [${formulas.map((formula) => `bitmapCardinality(${members(formula)})`).join(', ')}] AS counts,
        bitmapToArray(subBitmap(${members(first)}, 0, ${sampleSize})) AS sample`;
    type Row = { population: string; counts: string[]; sample: string[] };
    const [row] = await warehouse.query<Row>(sql, params, { settings: fullSettings });
    total.population += Number(row?.population ?? 0);
    row?.counts.forEach((count, i) => {
      total.counts[i] = (total.counts[i] ?? 0) + Number(count);
    });
    total.sample = [...total.sample, ...(row?.sample ?? [])].slice(0, sampleSize);
  }
  return total;
}

const sampleSize = 8;

/** Writes the members of each formula, by the number given, into the table of bitmaps under the name of this pass. */
export async function storeFull(
  warehouse: Warehouse,
  pass: Pass,
  into: { name: string; formulas: ReadonlyMap<number, Formula> },
): Promise<void> {
  for (const slice of await slicesOf(warehouse)) {
    const { bind, params } = collectParams();
    const { withClause, members } = bitmaps(bind, pass, slice);
    const sql = `INSERT INTO segment_bitmaps (pass, segment, members, made_at)
      ${withClause}
      SELECT ${bind(into.name)}, segment, members, now()
      FROM (SELECT [${[...into.formulas.values()].map(members).join(', ')}] AS members,
              {serials:Array(UInt32)} AS segment)
      ARRAY JOIN members, segment`;
    await warehouse.command(sql, { ...params, serials: [...into.formulas.keys()] }, fullSettings);
  }
}
