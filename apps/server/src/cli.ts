/** `jetbridge <command>`: what people type. Each command loads only what it needs. */

import { ConfigError } from './kernel/config.ts';
import { DirectoryInUse } from './kernel/data-directory.ts';

const USAGE = `Usage: jetbridge <command>

  start      start both stores, migrate, and serve
  migrate    bring both stores to this version, without serving
  doctor     say what is wrong and what to do
  import     import members or events from a file (jetbridge import --help)
  warehouse  serve the embedded warehouse to several replicas (jetbridge warehouse --help)
  bench      run a benchmark (npm run bench -- NAME)

Settings come from the environment; docs/operations.md lists them.`;

type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./cli/start.ts')).start,
  migrate: async () => (await import('./cli/migrate.ts')).migrateStores,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
  import: async () => (await import('./cli/import.ts')).importFile,
  warehouse: async () => (await import('./cli/warehouse.ts')).serveWarehouse,
  bench: async () => (await import('./cli/bench.ts')).bench,
};

async function run(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...args] = argv;
  const load = COMMANDS[name];
  if (load === undefined) {
    const asked = ['help', '--help', '-h'].includes(name);
    (asked ? console.log : console.error)(asked ? USAGE : `jetbridge: no command "${name}"\n\n${USAGE}`);
    return asked ? 0 : 2;
  }
  const command = await load();
  return command(args);
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const expected = error instanceof ConfigError || error instanceof DirectoryInUse;
    const text =
      error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
    console.error(`jetbridge: ${text}`);
    if (!expected) console.error('`npx jetbridge doctor` looks for the cause.');
    process.exit(1);
  },
);
