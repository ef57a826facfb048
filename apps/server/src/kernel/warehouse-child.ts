/** The child process that holds the embedded warehouse; `warehouse-process.ts` starts and watches it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { constants, cpus, setPriority, totalmem } from 'node:os';
import { join } from 'node:path';
import { openEngine } from './warehouse-engine.ts';
import { startFacade } from './warehouse-facade.ts';

/** What the parent sends first. */
export type ChildOrder = { dataDir: string; host: string; port: number; user: string; password: string };

/** What the child sends back, once. */
export type ChildReport = { ready: true; port: number; version: string } | { ready: false; reason: string };

/** Concurrent statements. Sized for two cores: one long analytical query must not hold up the event spine. */
const SESSIONS = 4;

const GIB = 1024 ** 3;

/** A quarter of the machine, between 1 and 8 GiB, for one query; larger aggregations go through the disk. */
function queryMemoryBytes(): number {
  return Math.round(Math.min(Math.max(totalmem() / 4, GIB), 8 * GIB));
}

function baselineSettings(): Map<string, string> {
  const memory = queryMemoryBytes();
  return new Map([
    ['max_memory_usage', String(memory)],
    ['max_bytes_before_external_group_by', String(Math.round(memory / 2))],
    ['max_bytes_before_external_sort', String(Math.round(memory / 2))],
    ['max_threads', String(Math.min(2, cpus().length))],
    ['max_insert_threads', '1'],
    ['join_use_nulls', '1'],
    ['session_timezone', 'UTC'],
    ['date_time_input_format', 'best_effort'],
    ['output_format_json_quote_64bit_integers', '1'],
    ['input_format_skip_unknown_fields', '0'],
    // Placeholders become text before the engine parses the query, and a list of 50,000 customers is long.
    ['max_query_size', String(256 * 1024 * 1024)],
    ['max_ast_elements', '1000000'],
    ['max_expanded_ast_elements', '2000000'],
    ['max_execution_time', '600'],
    ['log_queries', '0'],
  ]);
}

/** Caches of a server with 100 GiB of memory, cut to fit beside an application. */
const SERVER_SETTINGS = `<clickhouse>
  <mark_cache_size>67108864</mark_cache_size>
  <index_mark_cache_size>16777216</index_mark_cache_size>
  <primary_index_cache_size>33554432</primary_index_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <query_condition_cache_size>8388608</query_condition_cache_size>
  <compiled_expression_cache_size>16777216</compiled_expression_cache_size>
  <vector_similarity_index_cache_size>0</vector_similarity_index_cache_size>
  <text_index_tokens_cache_size>8388608</text_index_tokens_cache_size>
  <text_index_header_cache_size>8388608</text_index_header_cache_size>
  <text_index_postings_cache_size>8388608</text_index_postings_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <max_thread_pool_free_size>16</max_thread_pool_free_size>
</clickhouse>
`;

async function serve(order: ChildOrder): Promise<void> {
  // Whoever sends an event or opens a page waits for the main process and PostgreSQL; what the warehouse works on can be a
  // moment later. On two cores it would otherwise take half of what they need.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const path = join(order.dataDir, 'warehouse');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const configFile = join(order.dataDir, 'warehouse-settings.xml');
  writeFileSync(configFile, SERVER_SETTINGS);
  const engine = await openEngine({
    path,
    sessions: SESSIONS,
    baseline: baselineSettings(),
    connectionArgs: [`--config-file=${configFile}`],
  });
  const facade = await startFacade({ engine, ...order });
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    // An acknowledged insert is on disk already; whoever still waits for an answer asks again after the restart.
    setTimeout(() => process.exit(0), 2500).unref();
    void Promise.all([facade.close(), engine.close()]).then(() => process.exit(0));
  };
  process.on('SIGTERM', end);
  // The parent is gone, whatever way it went.
  process.on('disconnect', end);
  if (!process.connected) end();
  report({ ready: true, port: facade.port, version: engine.version });
}

function report(message: ChildReport): void {
  process.send?.(message);
}

// Ctrl-C in a terminal reaches every process of the group; the parent decides when this one ends.
process.on('SIGINT', () => undefined);
process.once('message', (order: ChildOrder) => {
  serve(order).catch((error: unknown) => {
    report({ ready: false, reason: error instanceof Error ? error.message : String(error) });
    setTimeout(() => process.exit(1), 50);
  });
});
