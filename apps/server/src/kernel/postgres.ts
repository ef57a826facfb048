import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/**
 * The one way to speak SQL. A pool and a transaction both offer it, so a store function takes `sql: Sql` first
 * and does not care which it got.
 *
 * Values come back as: int8 and numeric string, timestamptz Date, date and timestamp string, json parsed.
 * A JavaScript array becomes a PostgreSQL array; for a json parameter pass `JSON.stringify(value)`.
 */
export type Sql = { query<R>(text: string, params?: readonly unknown[]): Promise<R[]> };

/** A running transaction. It ends when the function given to `tx` returns or throws. */
export type Tx = Sql & { readonly transaction: true };

export type Postgres = Sql & {
  pool: pg.Pool;
  /** For statements better built than written; types by `db.withTables<…>()`. */
  db: Kysely<unknown>;
  /**
   * Runs `fn` in a transaction. On a serialisation failure or deadlock it runs again, at most three times in all,
   * so `fn` must have no effect outside the transaction.
   */
  tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type PostgresOptions = {
  url: string;
  /** Connections of this process, 20 unless told otherwise. */
  maxConnections?: number;
  /** Shown in pg_stat_activity. */
  applicationName?: string;
  /** A statement running longer is cancelled; 30 s unless told otherwise. */
  statementTimeoutMs?: number;
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  onIdleError?: (error: Error) => void;
};

const ATTEMPTS = 3;
/** serialization_failure and deadlock_detected: PostgreSQL asks for the transaction to be tried again. */
const TRY_AGAIN = new Set(['40001', '40P01']);

export function openPostgres(options: PostgresOptions): Postgres {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 20,
    application_name: options.applicationName ?? 'jetbridge',
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    types: { getTypeParser },
  });
  // Without a listener a broken idle connection would end the process.
  let closing = false;
  pool.on('error', (error) => {
    if (!closing) options.onIdleError?.(error);
  });
  // And so would one that breaks while it is lent out; whoever holds it sees its statement fail.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    pool,
    db: new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }),
    query: async (text, params) => rows(await pool.query(text, [...(params ?? [])])),
    tx: (fn) => retrying(pool, fn),
    close: () => {
      closing = true;
      return pool.end();
    },
  };
}

async function retrying<T>(pool: pg.Pool, fn: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, fn);
    } catch (error) {
      if (attempt === ATTEMPTS || !TRY_AGAIN.has(sqlState(error) ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}

async function once<T>(pool: pg.Pool, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    try {
      const result = await fn({
        transaction: true,
        query: async (text, params) => rows(await client.query(text, [...(params ?? [])])),
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    }
  } finally {
    client.release(broken);
  }
}

/** The five-character SQLSTATE of an error from PostgreSQL, such as 23505 for a unique violation. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function rows<R>(result: pg.QueryResult): R[] {
  // The caller names the row type beside the SQL that yields it; nothing at run time could tell.
  return result.rows as R[];
}

const asText = (value: string) => value;
const TEXT_ARRAY: number = 1009;
const arrayOfText = pg.types.getTypeParser(TEXT_ARRAY, 'text');
/** date, timestamp and time carry no zone, and numeric no binary fraction: a Date or a number would invent one. */
const TEXT_TYPES = new Set([1082, 1114, 1083]);
const TEXT_ARRAY_TYPES = new Set([1016, 1231, 1182, 1115]);

function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (TEXT_TYPES.has(oid)) return asText;
  if (TEXT_ARRAY_TYPES.has(oid)) return arrayOfText;
  return pg.types.getTypeParser(oid, format === 'binary' ? 'text' : (format ?? 'text'));
}
