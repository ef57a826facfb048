import { statfsSync } from 'node:fs';
import { type Config, loadConfig } from '../kernel/config.ts';
import { type RunningServer, runningServers } from '../kernel/data-directory.ts';
import { openPostgres } from '../kernel/postgres.ts';
import { ensureWarehouseDatabase, openWarehouse } from '../kernel/warehouse.ts';
import { embeddedWarehousePackage } from '../kernel/warehouse-process.ts';
import { type Finding, inspectDirectory, inspectNode, inspectPort } from './doctor-machine.ts';

const MEBIBYTE = 1024 ** 2;
/** More drift than this between this clock and the database's, and quiet hours and leases go wrong. */
const CLOCK_TOLERANCE_MS = 2000;

/** `jetbridge doctor`: looks at everything a start needs, prints it, and answers 1 if anything is wrong. */
export async function doctor(): Promise<number> {
  const findings: Finding[] = [inspectNode()];
  const config = readConfig(findings);
  if (config !== undefined) {
    const running = runningServers(config.dataDir);
    findings.push(...inspectDirectory(config.dataDir), inspectDisk(config.dataDir), inspectEngine(config));
    findings.push(await inspectServer(config, running));
    findings.push(
      await inspectPostgres(config.databaseUrl ?? running.find((s) => s.postgresUrl)?.postgresUrl),
    );
    findings.push(
      await inspectWarehouse(config.clickhouseUrl ?? running.find((s) => s.warehouseUrl)?.warehouseUrl),
    );
  }
  for (const { level, what, advice } of findings) {
    console.log(`${{ ok: 'ok     ', note: 'note   ', wrong: 'WRONG  ' }[level]} ${what}`);
    if (advice !== undefined) console.log(`        → ${advice}`);
  }
  return findings.some(({ level }) => level === 'wrong') ? 1 : 0;
}

function readConfig(findings: Finding[]): Config | undefined {
  try {
    const config = loadConfig(process.env, process.cwd());
    findings.push({ level: 'ok', what: 'The environment is complete' });
    return config;
  } catch (error) {
    findings.push({ level: 'wrong', what: message(error) });
    return undefined;
  }
}

function inspectDisk(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = Math.round((bavail * bsize) / MEBIBYTE);
  const what = `${free.toLocaleString('en')} MiB free beneath ${dataDir}`;
  if (free >= 5 * 1024) return { level: 'ok', what };
  const advice = 'Events are kept for good: free some space, or set JETBRIDGE_DATA_DIR to a larger disk.';
  return { level: free < 1024 ? 'wrong' : 'note', what, advice };
}

function inspectEngine(config: Config): Finding {
  if (config.clickhouseUrl !== undefined)
    return { level: 'ok', what: 'The warehouse is remote (CLICKHOUSE_URL)' };
  const { name, installed } = embeddedWarehousePackage();
  if (installed) return { level: 'ok', what: `The embedded warehouse is installed (${name})` };
  return {
    level: 'wrong',
    what: `The embedded warehouse has no build here (${name} is not installed)`,
    advice: 'Set CLICKHOUSE_URL to a ClickHouse server, or run `npm ci` without --omit=optional.',
  };
}

async function inspectServer(config: Config, running: readonly RunningServer[]): Promise<Finding> {
  const server = running.find(({ url }) => url !== undefined);
  if (server?.url === undefined) return inspectPort(config.host, config.port);
  try {
    const reply = await fetch(`${server.url}/healthz`, { signal: AbortSignal.timeout(5000) });
    if (reply.ok)
      return { level: 'ok', what: `Jetbridge runs on ${server.url} (process ${server.pid}) and is healthy` };
    return {
      level: 'wrong',
      what: `${server.url}/healthz answers ${reply.status}`,
      advice: 'One of the stores is down.',
    };
  } catch (error) {
    return {
      level: 'wrong',
      what: `Process ${server.pid} should serve ${server.url} but does not answer: ${message(error)}`,
      advice: `End it (kill ${server.pid}) and start again.`,
    };
  }
}

async function inspectPostgres(url: string | undefined): Promise<Finding> {
  if (url === undefined)
    return { level: 'note', what: 'The embedded PostgreSQL is not running; `npm start` starts it' };
  const pg = openPostgres({ url, maxConnections: 1 });
  try {
    const askedAt = Date.now();
    const [facts] = await pg.query<{ number: string; now: Date; utf8: boolean }>(
      `SELECT current_setting('server_version_num') AS number, clock_timestamp() AS now,
              current_setting('server_encoding') = 'UTF8' AS utf8`,
    );
    const answeredAt = Date.now();
    if (facts === undefined) throw new Error('no answer');
    const version = Math.floor(Number(facts.number) / 10_000);
    if (version < 15)
      return { level: 'wrong', what: `PostgreSQL ${version} is too old`, advice: 'Use 15 or later.' };
    if (!facts.utf8)
      return { level: 'wrong', what: 'The database is not UTF-8', advice: 'Make one with ENCODING UTF8.' };
    const skewMs = Math.round((askedAt + answeredAt) / 2 - facts.now.getTime());
    if (Math.abs(skewMs) > CLOCK_TOLERANCE_MS) {
      const what = `This machine's clock and PostgreSQL's are ${skewMs} ms apart`;
      return {
        level: 'wrong',
        what,
        advice: 'Let both follow the same time server (chrony, systemd-timesyncd).',
      };
    }
    return { level: 'ok', what: `PostgreSQL ${version} answers; clocks agree within ${Math.abs(skewMs)} ms` };
  } catch (error) {
    return {
      level: 'wrong',
      what: `PostgreSQL does not answer: ${message(error)}`,
      advice: 'Check DATABASE_URL.',
    };
  } finally {
    await pg.close();
  }
}

async function inspectWarehouse(url: string | undefined): Promise<Finding> {
  if (url === undefined)
    return { level: 'note', what: 'The embedded warehouse is not running; `npm start` starts it' };
  const warehouse = openWarehouse({ url, patienceMs: 0 });
  try {
    await ensureWarehouseDatabase(url);
    const [facts] = await warehouse.query<{ version: string; skew: number }>(
      'SELECT version() AS version, toInt32(toUnixTimestamp(now()) - {now:Int64}) AS skew',
      { now: Math.round(Date.now() / 1000) },
    );
    const skew = Math.abs(Number(facts?.skew ?? 0));
    if (skew > 1 + CLOCK_TOLERANCE_MS / 1000) {
      return {
        level: 'wrong',
        what: `This clock and the warehouse's are ${skew} s apart`,
        advice: 'Use a time server.',
      };
    }
    return { level: 'ok', what: `The warehouse answers (ClickHouse ${facts?.version})` };
  } catch (error) {
    return {
      level: 'wrong',
      what: `The warehouse does not answer: ${message(error)}`,
      advice: 'Check CLICKHOUSE_URL.',
    };
  } finally {
    await warehouse.close();
  }
}

function message(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(message).join(', ');
  return error instanceof Error ? error.message : String(error);
}
