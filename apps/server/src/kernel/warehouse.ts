import {
  type ClickHouseClient,
  ClickHouseError,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client';

/** Values for `{name:Type}` placeholders: scalars, Dates, and arrays of them. */
export type WarehouseParams = Readonly<Record<string, unknown>>;
export type WarehouseSettings = Readonly<Record<string, string | number>>;

/** The warehouse, wherever it runs. */
export type Warehouse = {
  /** Rows as objects. 64-bit integers come as strings, DateTime64 as `YYYY-MM-DD hh:mm:ss.SSS` in UTC. */
  query<R>(sql: string, params?: WarehouseParams, options?: QueryOptions): Promise<R[]>;
  /**
   * Inserts rows in one block; all have the columns of the first. With a token, the table (which needs `non_replicated_deduplication_window`)
   * takes each token once, so a repeated insert counts once.
   */
  insert(table: string, rows: readonly object[], options?: { token?: string }): Promise<void>;
  /** A statement without a result: DDL, INSERT … SELECT, ALTER. */
  command(sql: string, params?: WarehouseParams, settings?: WarehouseSettings): Promise<void>;
  /** Throws when the warehouse does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

export type QueryOptions = {
  /** Deduplication token, where the query is an INSERT … SELECT. */
  token?: string;
  settings?: WarehouseSettings;
};

export type WarehouseOptions = {
  url: string;
  /** Overrides the database in the URL. */
  database?: string;
  applicationName?: string;
  /** How long to keep trying while nobody answers at the address, 15 s unless told otherwise. */
  patienceMs?: number;
};

/** A refusal by the warehouse. The message holds neither rows nor parameter values. */
class WarehouseError extends Error {
  /** ClickHouse's error code, such as 60 for an unknown table; 0 when there was no answer. */
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.name = 'WarehouseError';
    this.code = code;
  }
}

/** The same semantics on every server, whatever its profile says. */
const SETTINGS = {
  join_use_nulls: 1,
  session_timezone: 'UTC',
  date_time_input_format: 'best_effort',
  output_format_json_quote_64bit_integers: 1,
} as const;

export function openWarehouse(options: WarehouseOptions): Warehouse {
  const client = createClient({
    url: withDatabase(options.url, options.database),
    application: options.applicationName ?? 'jetbridge',
    request_timeout: 600_000,
    max_open_connections: 16,
    clickhouse_settings: SETTINGS,
    // Long lists of customers do not fit into a request line.
    use_multipart_params_auto: true,
    log: { level: 127 },
  });
  const patienceMs = options.patienceMs ?? 15_000;
  return {
    query: (sql, params, queryOptions) => queryRows(client, patienceMs, { sql, params, ...queryOptions }),
    async insert(table, rows, insertOptions) {
      if (rows.length === 0) return;
      const token = insertOptions?.token;
      // Names stand once in the statement instead of in each row: less to write here, and to read there.
      const columns = Object.keys(rows[0] ?? {});
      const values = rows.map((row) => columns.map((name) => (row as Record<string, unknown>)[name]));
      await patiently(patienceMs, token !== undefined, () =>
        client.insert({
          table,
          // A statement needs one column at least; an object without any is refused by the warehouse in its own words.
          columns: columns as [string, ...string[]],
          values,
          format: 'JSONCompactEachRow',
          clickhouse_settings: tokenSetting(token),
        }),
      );
    },
    async command(sql, params, settings) {
      await patiently(patienceMs, false, () =>
        client.command({ query: sql, ...given(params), clickhouse_settings: { ...SETTINGS, ...settings } }),
      );
    },
    async ping() {
      const result = await client.ping();
      if (!result.success) throw new WarehouseError(0, `warehouse unavailable: ${result.error.message}`);
    },
    close: () => client.close(),
  };
}

function withDatabase(url: string, database: string | undefined): string {
  if (database === undefined) return url;
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.toString();
}

/** Makes the database that the URL names, unless it exists. A URL without one means `default`. */
export async function ensureWarehouseDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name === '' || name === 'default') return;
  const warehouse = openWarehouse({ url, database: 'default' });
  try {
    await warehouse.command('CREATE DATABASE IF NOT EXISTS {name:Identifier}', { name });
  } finally {
    await warehouse.close();
  }
}

type Question = QueryOptions & { sql: string; params: WarehouseParams | undefined };

function queryRows<R>(client: ClickHouseClient, patienceMs: number, question: Question): Promise<R[]> {
  const settings = { ...SETTINGS, ...question.settings, ...tokenSetting(question.token) };
  // Only reading may be repeated when it is unknown how far the first attempt came.
  const repeatable = question.token !== undefined || !/^\s*INSERT\b/i.test(question.sql);
  return patiently(patienceMs, repeatable, async () => {
    const result = await client.query({
      query: question.sql,
      ...given(question.params),
      format: 'JSONEachRow',
      clickhouse_settings: settings,
    });
    return result.json<R>();
  });
}

function given(params: WarehouseParams | undefined): { query_params?: Record<string, unknown> } {
  return params === undefined ? {} : { query_params: { ...params } };
}

/** Views are told of an insert that is repeated, too: the first attempt may have died before it reached them. */
function tokenSetting(token: string | undefined): ClickHouseSettings {
  return token === undefined
    ? {}
    : { insert_deduplication_token: token, deduplicate_blocks_in_dependent_materialized_views: 1 };
}

/**
 * Repeats while the connection is refused (the warehouse is being restarted), and, where repeating is harmless,
 * also when a connection broke half-way.
 */
async function patiently<T>(patienceMs: number, repeatable: boolean, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ClickHouseError)
        throw new WarehouseError(Number(error.code), withoutValues(error.message));
      const kind = connectionFailure(error);
      const pauseMs = Math.min(50 * 2 ** attempt, 1000) * (0.5 + Math.random() / 2);
      const mayRepeat = kind === 'refused' || (kind === 'broken' && repeatable);
      if (!mayRepeat || Date.now() + pauseMs > deadline) {
        throw kind === undefined ? error : new WarehouseError(0, `warehouse unavailable: connection ${kind}`);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

function connectionFailure(error: unknown): 'refused' | 'broken' | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ECONNRESET' || code === 'EPIPE' || /socket hang up/i.test(error.message)) return 'broken';
  return undefined;
}

/** ClickHouse quotes the offending query and the offending row in its messages; both may hold personal data. */
function withoutValues(message: string): string {
  return message
    .replace(/:? in scope [\s\S]*?(?=\. Maybe you meant|\. \([A-Z_]+\)|$)/i, '')
    .replace(/ before: '[\s\S]*?'(?=: |\. |$)/, '')
    .replace(/Cannot parse string '[\s\S]*?' as/, 'Cannot parse a string as')
    .replace(/\(at row \d+\)[\s\S]*?(?=\([A-Z_]+\)\s*$|$)/, (rest) => `${rest.split('\n')[0]} `)
    .slice(0, 1000)
    .trim();
}
