import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { launchPostgres } from './embedded-postgres-cluster.ts';
import { preparePostgresFiles } from './embedded-postgres-files.ts';
import { openPostgres } from './postgres.ts';
import { processIdentity } from './process-identity.ts';
import { ensureWarehouseDatabase, openWarehouse } from './warehouse.ts';
import { startWarehouseProcess } from './warehouse-process.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'jetbridge-fault-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Ids 1, 2, 3 … inserted one after another until told to stop; answers those that were acknowledged. */
function insertUntilStopped(insert: (id: number) => Promise<unknown>) {
  let running = true;
  const acknowledged: number[] = [];
  const done = (async () => {
    for (let id = 1; running; id++) {
      await insert(id);
      acknowledged.push(id);
    }
  })();
  return {
    acknowledged,
    stop: async () => {
      running = false;
      await done;
      return acknowledged;
    },
  };
}

describe('the embedded warehouse', { timeout: 120_000 }, () => {
  it('keeps every acknowledged insert, each once, when it is killed in the middle of them', async () => {
    const reasons: string[] = [];
    const process_ = await startWarehouseProcess({ dataDir, onRestart: (reason) => reasons.push(reason) });
    await ensureWarehouseDatabase(process_.url);
    const warehouse = openWarehouse({ url: process_.url });
    await warehouse.command(`CREATE TABLE t (id UInt64) ENGINE = MergeTree ORDER BY id
      SETTINGS non_replicated_deduplication_window = 1000`);
    const work = insertUntilStopped((id) => warehouse.insert('t', [{ id }], { token: `batch-${id}` }));
    for (const least of [20, 40]) {
      await expect
        .poll(() => work.acknowledged.length, { timeout: 60_000, interval: 10 })
        .toBeGreaterThan(least);
      process.kill(process_.pid() ?? 0, 'SIGKILL');
    }
    await expect.poll(() => work.acknowledged.length, { timeout: 60_000, interval: 10 }).toBeGreaterThan(80);
    const acknowledged = await work.stop();
    const rows = await warehouse.query<{ id: string }>('SELECT id FROM t ORDER BY id');
    expect(rows.map(({ id }) => Number(id))).toEqual(acknowledged);
    expect(process_.restarts()).toBe(2);
    expect(reasons.every((reason) => reason.includes('SIGKILL'))).toBe(true);
    const pid = process_.pid() ?? 0;
    await warehouse.close();
    await process_.stop();
    expect(processIdentity(pid)).toBeUndefined();
  });
});

describe('the embedded PostgreSQL', { timeout: 120_000 }, () => {
  async function withRows(server: EmbeddedPostgres, rows: readonly number[]): Promise<void> {
    const pg = openPostgres({ url: server.url });
    await pg.query('CREATE TABLE IF NOT EXISTS t (id int)');
    await pg.query('INSERT INTO t SELECT unnest($1::int[])', [rows]);
    await pg.close();
  }
  async function rowsOf(server: { url: string }): Promise<unknown> {
    const pg = openPostgres({ url: server.url });
    const rows = await pg.query<{ id: number }>('SELECT id FROM t ORDER BY id');
    await pg.close();
    return rows.map(({ id }) => id);
  }

  it('comes back at the same address with every committed row when it is killed', async () => {
    const reasons: string[] = [];
    const server = await startEmbeddedPostgres({ dataDir, onRestart: (reason) => reasons.push(reason) });
    await withRows(server, [1, 2, 3]);
    const killed = server.pid() ?? 0;
    process.kill(killed, 'SIGKILL');
    await expect
      .poll(() => rowsOf(server).catch(() => 'away'), { timeout: 60_000, interval: 100 })
      .toEqual([1, 2, 3]);
    expect(server.pid()).not.toBe(killed);
    expect(reasons[0]).toContain('SIGKILL');
    await server.stop();
  });

  it('stops a server that an earlier run left on the same cluster, and no other', async () => {
    const first = await startEmbeddedPostgres({ dataDir });
    await withRows(first, [7]);
    await first.stop();
    const files = preparePostgresFiles(dataDir);
    const orphan = await launchPostgres(files, {
      dataDir,
      port: 20_000 + (process.pid % 10_000),
      settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    });
    const messages: string[] = [];
    const second = await startEmbeddedPostgres({ dataDir, onProgress: (message) => messages.push(message) });
    expect(messages[0]).toContain(`left behind by an earlier run (process ${orphan.pid})`);
    expect(processIdentity(orphan.pid ?? 0)).toBeUndefined();
    expect(await rowsOf(second)).toEqual([7]);
    await second.stop();
  });
});
