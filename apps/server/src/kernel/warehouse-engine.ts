import { createRequire } from 'node:module';
import type { Session } from 'chdb';
import { quote, quoteIdentifier } from './warehouse-parameters.ts';

/** One statement for the engine. `settings` hold for this statement alone. */
export type EngineStatement = {
  sql: string;
  database: string;
  settings: ReadonlyMap<string, string>;
  /** Output format where the SQL names none. */
  format: string;
};

/** Rows for one table, in one of the text formats chdb parses without a detour through JavaScript. */
export type EngineInsert = {
  table: string;
  columns: readonly string[] | undefined;
  format: 'JSONEachRow' | 'JSONCompactEachRow';
  rows: Buffer;
  settings: ReadonlyMap<string, string>;
};

export type EngineResult = { bytes: Uint8Array; readRows: number; readBytes: number; writtenRows: number };

export type Engine = {
  version: string;
  run(statement: EngineStatement): Promise<EngineResult>;
  insert(insert: EngineInsert): Promise<EngineResult>;
  /** Waits for what is running, then releases the data directory. */
  close(): Promise<void>;
};

export type EngineOptions = {
  path: string;
  /** Statements that run side by side; further ones queue. */
  sessions: number;
  /** Settings every statement starts from. */
  baseline: ReadonlyMap<string, string>;
  connectionArgs: readonly string[];
};

/** A connection to the engine, with what was last SET on it, since its settings outlive a statement. */
type Lane = { session: Session; database: string | undefined; touched: Map<string, string | undefined> };

type Chdb = typeof import('chdb');

/**
 * Opens several connections onto one data directory. A single connection runs one statement at a time; several run
 * in parallel, each on a libuv thread, so UV_THREADPOOL_SIZE must exceed their number.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const chdb = createRequire(import.meta.url)('chdb') as Chdb;
  const lanes: Lane[] = [];
  const initial = [...options.baseline].map(([name, value]) => `${name} = ${quote(value)}`).join(', ');
  for (let i = 0; i < options.sessions; i++) {
    const session = new chdb.Session(options.path, { connectionArgs: options.connectionArgs });
    if (initial !== '') await session.queryAsync(`SET ${initial}`);
    lanes.push({ session, database: undefined, touched: new Map() });
  }
  const ask = async (sql: string) =>
    (await (lanes[0] as Lane).session.queryAsync(sql, { format: 'TabSeparated' })).text().trim();
  const known = new Set((await ask('SELECT name FROM system.settings')).split('\n'));
  const version = await ask('SELECT version()');
  const borrow = queueOf(lanes);

  return {
    version,
    run: (statement) => {
      rejectUnknown(known, statement.settings);
      return borrow((lane) => runOn(lane, statement, options.baseline));
    },
    insert: (insert) => {
      rejectUnknown(known, insert.settings);
      return borrow((lane) => insertOn(lane, insert, options.baseline));
    },
    async close() {
      await Promise.all(lanes.map(() => borrow(async (lane) => lane.session.close(), true)));
      await chdb.drainPending();
    },
  };
}

/** Hands out lanes first come, first served. A kept lane is not given back. */
function queueOf(lanes: readonly Lane[]) {
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  return async <T>(work: (lane: Lane) => Promise<T>, keep = false): Promise<T> => {
    const lane = free.pop() ?? (await new Promise<Lane>((resolve) => waiting.push(resolve)));
    try {
      return await work(lane);
    } finally {
      if (!keep) {
        const next = waiting.shift();
        if (next === undefined) free.push(lane);
        else next(lane);
      }
    }
  };
}

async function runOn(
  lane: Lane,
  statement: EngineStatement,
  baseline: ReadonlyMap<string, string>,
): Promise<EngineResult> {
  const { prefix, after } = preamble(lane, statement, baseline);
  try {
    const result = await lane.session.queryAsync(`${prefix}${statement.sql}`, { format: statement.format });
    lane.database = statement.database;
    lane.touched = after;
    const insert = /^\s*INSERT\b/i.test(statement.sql);
    return {
      bytes: result.bytes(),
      readRows: result.rowsRead,
      readBytes: result.bytesRead,
      writtenRows: insert ? result.rowsRead : 0,
    };
  } catch (error) {
    // Nobody knows how far the preamble came: all of it is said again before the next statement.
    lane.database = undefined;
    for (const name of [...lane.touched.keys(), ...after.keys()]) lane.touched.set(name, undefined);
    throw error;
  }
}

/** USE and SET statements that bring a lane from where it was left to what this statement wants. */
function preamble(lane: Lane, statement: EngineStatement, baseline: ReadonlyMap<string, string>) {
  const changes: string[] = [];
  const after = new Map<string, string | undefined>();
  for (const [name, value] of statement.settings) {
    if (baseline.get(name) === value) continue;
    after.set(name, value);
    if (lane.touched.get(name) !== value) changes.push(`${name} = ${quote(value)}`);
  }
  for (const name of lane.touched.keys()) {
    if (after.has(name)) continue;
    const value = baseline.get(name);
    changes.push(value === undefined ? `${name} = DEFAULT` : `${name} = ${quote(value)}`);
  }
  const use = lane.database === statement.database ? '' : `USE ${quoteIdentifier(statement.database)}; `;
  return { prefix: `${changes.length === 0 ? '' : `SET ${changes.join(', ')}; `}${use}`, after };
}

async function insertOn(
  lane: Lane,
  insert: EngineInsert,
  baseline: ReadonlyMap<string, string>,
): Promise<EngineResult> {
  const settings = Object.fromEntries(
    [...insert.settings].filter(([name, value]) => baseline.get(name) !== value),
  );
  const touched = [...lane.touched.keys()];
  if (touched.length > 0) {
    await runOn(
      lane,
      { sql: 'SELECT 1', database: lane.database ?? 'default', settings: new Map(), format: 'Null' },
      baseline,
    );
  }
  const summary = await lane.session.insert({
    table: insert.table,
    ...(insert.columns === undefined ? {} : { columns: insert.columns }),
    values: insert.rows,
    format: insert.format,
    settings,
  });
  return { bytes: new Uint8Array(0), readRows: 0, readBytes: 0, writtenRows: summary.rowsWritten };
}

/** 115 is UNKNOWN_SETTING. Checked up front, because a lane could never reset a setting that does not exist. */
function rejectUnknown(known: ReadonlySet<string>, settings: ReadonlyMap<string, string>): void {
  for (const name of settings.keys()) {
    if (!known.has(name))
      throw new Error(`Code: 115. DB::Exception: Unknown setting '${name}'. (UNKNOWN_SETTING)`);
  }
}
