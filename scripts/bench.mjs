/**
 * npm run bench -- NAME [--flag value …] [--json FILE]
 *
 * Bundles bench/NAME.ts, runs it in a process of its own, prints claim, baseline, ratio and machine.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { argv, exit, version } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const names = readdirSync(join(root, 'bench'))
  .filter(
    (file) => file.endsWith('.ts') && !['harness.ts', 'membership-watch.ts', 'population.ts'].includes(file),
  )
  .map((file) => file.slice(0, -3));

function readArguments([name, ...rest]) {
  const options = {};
  for (let i = 0; i < rest.length; i += 2) {
    const flag = rest[i] ?? '';
    if (!flag.startsWith('--') || rest[i + 1] === undefined) {
      console.error(`bench: expected --flag value, found "${flag}"`);
      exit(2);
    }
    options[flag.slice(2)] = rest[i + 1];
  }
  return { name, options };
}

async function bundle(name) {
  const { build } = await import('esbuild');
  const into = join(root, 'dist', 'bench');
  mkdirSync(into, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [
      { in: join(root, 'bench', `${name}.ts`), out: name },
      { in: join(root, 'apps/server/src/kernel/warehouse-child.ts'), out: 'warehouse-child' },
    ],
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [
      {
        name: 'packages-stay-outside',
        setup(builder) {
          builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@jetbridge/') ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  return join(into, `${name}.mjs`);
}

const show = (value) =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 3 : 0 }) : '–';

function print(claim, metrics, machine) {
  console.log(`\n${claim}\n`);
  const rows = [
    ['metric', 'value', 'unit', 'baseline', 'ratio', 'target', 'holds'],
    ...metrics.map((m) => [
      m.metric,
      show(m.value),
      m.unit,
      show(m.baseline),
      show(m.ratio),
      m.target ?? '–',
      m.holds === null ? '–' : m.holds ? 'yes' : 'NO',
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows)
    console.log(row.map((cell, column) => String(cell).padEnd(widths[column])).join('  '));
  console.log(`\n${machine}\n`);
}

const { name, options } = readArguments(argv.slice(2));
if (!name || !names.includes(name)) {
  console.error(`Usage: npm run bench -- NAME [--flag value …] [--json FILE]\nNames: ${names.join(', ')}`);
  exit(2);
}
await ensureInstalled({ log: console.log });
if (!existsSync(join(root, 'node_modules', 'esbuild'))) throw new Error('esbuild is not installed');
const { claim, run } = await import(pathToFileURL(await bundle(name)).href);
const { json, ...flags } = options;
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${version}`;
const { metrics } = await run(flags);
print(claim, metrics, machine);
if (json)
  writeFileSync(
    json,
    `${JSON.stringify({ name, metrics, machine, at: new Date().toISOString() }, null, 2)}\n`,
  );
exit(0);
