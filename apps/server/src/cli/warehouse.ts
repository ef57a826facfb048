import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { claimDataDirectory } from '../kernel/data-directory.ts';
import { ensureWarehouseDatabase } from '../kernel/warehouse.ts';
import { startWarehouseProcess } from '../kernel/warehouse-process.ts';

const USAGE = `Usage: jetbridge warehouse [--port 8123] [--host 127.0.0.1] [--data-dir ./.jetbridge-warehouse] [--password TEXT]

Serves the embedded warehouse by itself, so that several replicas share it by CLICKHOUSE_URL. The password may also
come from JETBRIDGE_WAREHOUSE_PASSWORD; without one, one is made and printed.`;

/** `jetbridge warehouse`: the embedded warehouse on its own, until SIGINT or SIGTERM. */
export async function serveWarehouse(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8123' },
      host: { type: 'string', default: '127.0.0.1' },
      'data-dir': { type: 'string', default: '.jetbridge-warehouse' },
      password: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (values.help || !Number.isInteger(port) || port < 0 || port > 65_535) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const password = values.password ?? process.env.JETBRIDGE_WAREHOUSE_PASSWORD;
  const dataDir = resolve(values['data-dir']);
  const stopped = new Promise<void>((resolveStopped) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolveStopped());
  });
  const claim = await claimDataDirectory(dataDir, true);
  const warehouse = await startWarehouseProcess({
    dataDir,
    host: values.host,
    port,
    ...(password === undefined ? {} : { password }),
    onRestart: (reason) => console.error(`${reason}; restarting it`),
  });
  await ensureWarehouseDatabase(warehouse.url);
  const shown = new URL(warehouse.url);
  if (password !== undefined) shown.password = '…';
  console.log(`Warehouse ready, CLICKHOUSE_URL=${decodeURI(shown.toString())}`);
  await stopped;
  await warehouse.stop();
  claim.release();
  return 0;
}
