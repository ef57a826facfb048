import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningServers } from '../kernel/data-directory.ts';
import { openPostgres } from '../kernel/postgres.ts';
import { processIdentity } from '../kernel/process-identity.ts';
import { openWarehouse } from '../kernel/warehouse.ts';
import { buildCli, type Running, runCli } from '../testing/built-cli.ts';

let cli: Awaited<ReturnType<typeof buildCli>>;
let dataDir: string;
const started: Running[] = [];
beforeAll(async () => {
  cli = await buildCli();
  dataDir = mkdtempSync(join(tmpdir(), 'jetbridge-start-'));
});
afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
  cli.remove();
});

function start(): Running {
  const running = runCli(cli.path, ['start'], { JETBRIDGE_DATA_DIR: dataDir });
  started.push(running);
  return running;
}

async function addresses() {
  const [server] = runningServers(dataDir);
  if (server?.postgresUrl === undefined || server.warehouseUrl === undefined) throw new Error('Not running');
  return { postgresUrl: server.postgresUrl, warehouseUrl: server.warehouseUrl };
}

describe('jetbridge start', () => {
  it('works again after kill -9 at any moment, and has lost nothing', { timeout: 180_000 }, async () => {
    for (const moment of ['Making the PostgreSQL cluster', 'Starting PostgreSQL', 'Migrating']) {
      const killed = start();
      await killed.says(moment);
      killed.child.kill('SIGKILL');
      await killed.ended;
    }
    const first = start();
    await first.says('Jetbridge ready on http://127.0.0.1:');
    const stores = await addresses();
    const pg = openPostgres({ url: stores.postgresUrl });
    const warehouse = openWarehouse({ url: stores.warehouseUrl });
    await pg.query('CREATE TABLE kept (id int)');
    await pg.query('INSERT INTO kept VALUES (1)');
    await warehouse.command('CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id');
    await warehouse.insert('kept', [{ id: 1 }]);
    first.child.kill('SIGKILL');
    await first.ended;
    await Promise.all([pg.close(), warehouse.close()]);

    const second = start();
    await second.says('Jetbridge ready on');
    const again = await addresses();
    const pgAgain = openPostgres({ url: again.postgresUrl });
    const warehouseAgain = openWarehouse({ url: again.warehouseUrl });
    expect(await pgAgain.query('SELECT id FROM kept')).toEqual([{ id: 1 }]);
    expect(await warehouseAgain.query('SELECT id FROM kept')).toEqual([{ id: '1' }]);
    await Promise.all([pgAgain.close(), warehouseAgain.close()]);
  });

  it('refuses a second server on the same directory, while other commands work beside it', {
    timeout: 60_000,
  }, async () => {
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.printed()).toContain('Jetbridge already runs on');
    const migrate = runCli(cli.path, ['migrate'], { JETBRIDGE_DATA_DIR: dataDir });
    expect(await migrate.ended, migrate.printed()).toBe(0);
    const doctor = runCli(cli.path, ['doctor'], { JETBRIDGE_DATA_DIR: dataDir });
    expect(await doctor.ended, doctor.printed()).toBe(0);
    expect(doctor.printed()).toContain('is healthy');
  });

  it('stops within five seconds and leaves nothing running', { timeout: 60_000 }, async () => {
    const server = started.find(({ child }) => child.exitCode === null && child.signalCode === null);
    if (server?.child.pid === undefined) throw new Error('Nothing runs');
    const children = childrenOf(server.child.pid);
    expect(children).toHaveLength(2);
    const askedAt = Date.now();
    server.child.kill('SIGINT');
    expect(await server.ended).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(5000);
    expect(children.map((pid) => processIdentity(pid))).toEqual([undefined, undefined]);
    expect(runningServers(dataDir)).toEqual([]);
  });

  it('refuses a half-set environment, and says what is missing', async () => {
    const refused = runCli(cli.path, ['start'], { JETBRIDGE_DATA_DIR: dataDir, WECOM_CORP_ID: 'ww1' });
    expect(await refused.ended).toBe(1);
    expect(refused.printed()).toContain('WECOM_SECRET');
  });

  it('answers an unknown command with the list of commands', async () => {
    const lost = runCli(cli.path, ['strat'], {});
    expect(await lost.ended).toBe(2);
    expect(lost.printed()).toContain('jetbridge <command>');
  });
});

function childrenOf(pid: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, name]) => Number(parent) === pid && name !== 'ps')
    .map(([child]) => Number(child));
}
