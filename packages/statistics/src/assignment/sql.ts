/** The same assignment inside a store, as text of SQL. */
import { StatisticsError } from '../errors.ts';
import type { BucketRange } from './allocation.ts';
import { BUCKETS, checkSalt, HASH_BYTES, SEPARATOR } from './bucket.ts';
import { type Experiment, prepare } from './experiment.ts';

export type SqlDialect = 'postgresql' | 'clickhouse';

export interface BucketSqlInput {
  readonly dialect: SqlDialect;
  readonly salt: string;
  /** An expression of the store for the unit, as `customer_id`. It is SQL of the caller's own and stands in the text as it is. */
  readonly unit: string;
}

export interface AssignmentSqlInput {
  readonly dialect: SqlDialect;
  readonly experiment: Experiment;
  /** As in bucketSql. */
  readonly unit: string;
}

/**
 * SQL text that gives what bucketOf gives, for PostgreSQL or ClickHouse.
 *
 * The unit is cast to text by the store: text, whole numbers and UUIDs look the same in both and in JavaScript (a UUID in
 * small letters); dates, fractions and blank-padded char(n) do not. NULL and empty text give NULL, which is nobody's bucket, where bucketOf refuses them. The salt is a literal, escaped. PostgreSQL
 * gives an integer, ClickHouse a UInt16. One SHA-256 per row.
 *
 * @throws {StatisticsError} empty when salt or unit is empty; out_of_range when the salt has a line feed or cannot be kept;
 * unknown_name for another dialect
 * @see PostgreSQL manual 9.5, sha256; 9.6, bit strings
 * @see ClickHouse manual, hash functions, SHA256; type conversion, reinterpretAsUInt64
 * @example
 * bucketSql({ dialect: 'clickhouse', salt: 'fares', unit: 'id' }) // → "toUInt16(reinterpretAsUInt64(reverse(substring(SHA256(concat('fares\\n', nullIf(toString(id), ''))), 1, 6))) % 10000)"
 */
export function bucketSql({ dialect, salt, unit }: BucketSqlInput): string {
  checkSalt('salt', salt);
  return bucketIn(grammarOf(dialect), salt, checkedUnit(unit));
}

/**
 * SQL text that gives the variant of a unit as assignVariant does, or NULL for whoever does not take part.
 *
 * Each hash is written once: the bucket is looked up among the starts of the ranges. NULL for a unit that is NULL or empty, where assignVariant refuses it. Names and
 * salts are escaped literals; the unit is the caller's own SQL. Up to three SHA-256 per row.
 *
 * @throws {StatisticsError} as assignVariant and bucketSql
 * @see PostgreSQL manual 9.3, width_bucket
 * @see ClickHouse manual, array functions, arrayCount
 * @example
 * const variants = allocateVariants({ variants: [{ name: 'old', share: 0.5 }, { name: 'new', share: 0.5 }] });
 * const experiment = { name: 'fares', salt: 'fares', variants };
 * assignmentSql({ dialect: 'postgresql', experiment, unit: 'id' }).startsWith("(ARRAY['old', 'new'])[width_bucket(") // → true
 */
export function assignmentSql({ dialect, experiment, unit }: AssignmentSqlInput): string {
  const { heldOut } = prepare(experiment);
  const grammar = grammarOf(dialect);
  const column = checkedUnit(unit);
  const { holdout, layer, variants, salt, name } = experiment;
  const refusals: string[] = [];
  if (holdout) refusals.push(`WHEN ${bucketIn(grammar, holdout.salt, column)} < ${heldOut} THEN NULL`);
  if (layer) {
    const mine = stepsOf(layer.experiments, (owner) => (owner === name ? '1' : '0'), '0');
    refusals.push(`WHEN ${grammar.lookUp(bucketIn(grammar, layer.salt, column), mine)} = 0 THEN NULL`);
  }
  const variant = grammar.lookUp(
    bucketIn(grammar, salt, column),
    stepsOf(variants, (owner) => grammar.literal(owner), 'NULL'),
  );
  return refusals.length === 0 ? variant : `(CASE ${refusals.join(' ')} ELSE ${variant} END)`;
}

/** What a lookup gives from a bucket on, until the next step. */
interface Step {
  readonly start: number;
  readonly gives: string;
}

interface Grammar {
  literal(text: string): string;
  bucket(salted: string, unit: string): string;
  lookUp(bucket: string, steps: readonly Step[]): string;
}

const DIGITS = HASH_BYTES * 8;

const postgresql: Grammar = {
  // Without a backslash a literal means the same whatever standard_conforming_strings is; with one, E'' does.
  literal: (text) => {
    const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}'`;
    return quoted.includes('\\') ? `E${quoted}` : quoted;
  },
  bucket: (salted, unit) =>
    `((('x' || encode(substring(sha256(convert_to(${salted} || nullif((${unit})::text, ''), 'UTF8')) FROM 1 FOR ${HASH_BYTES}), 'hex'))::bit(${DIGITS})::bigint % ${BUCKETS})::int)`,
  lookUp: (bucket, steps) =>
    `(ARRAY[${steps.map(({ gives }) => gives).join(', ')}])[width_bucket(${bucket}, ARRAY[${steps.map(({ start }) => start).join(', ')}])]`,
};

const clickhouse: Grammar = {
  literal: (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`,
  bucket: (salted, unit) =>
    `toUInt16(reinterpretAsUInt64(reverse(substring(SHA256(concat(${salted}, nullIf(toString(${unit}), ''))), 1, ${HASH_BYTES}))) % ${BUCKETS})`,
  lookUp: (bucket, steps) =>
    `arrayElement([${steps.map(({ gives }) => gives).join(', ')}], arrayCount(start -> start <= ${bucket}, [${steps.map(({ start }) => start).join(', ')}]))`,
};

function grammarOf(dialect: SqlDialect): Grammar {
  if (dialect === 'postgresql') return postgresql;
  if (dialect === 'clickhouse') return clickhouse;
  throw new StatisticsError('unknown_name', {
    argument: 'dialect',
    says: 'must be postgresql or clickhouse',
    details: { dialect },
  });
}

function checkedUnit(unit: string): string {
  if (typeof unit !== 'string' || unit.trim() === '')
    throw new StatisticsError('empty', { argument: 'unit', says: 'must be an expression' });
  return unit;
}

function bucketIn(grammar: Grammar, salt: string, unit: string): string {
  return grammar.bucket(grammar.literal(salt + SEPARATOR), unit);
}

/** Starts of the runs, with those of nobody between them. */
function stepsOf(
  ranges: readonly BucketRange[],
  give: (name: string) => string,
  nobody: string,
): readonly Step[] {
  const steps: Step[] = [];
  let end = 0;
  for (const { name, from, to } of ranges) {
    if (from > end) steps.push({ start: end, gives: nobody });
    steps.push({ start: from, gives: give(name) });
    end = to;
  }
  if (end < BUCKETS) steps.push({ start: end, gives: nobody });
  return steps;
}
