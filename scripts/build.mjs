/**
 * Builds what is stale: the server into dist/server, the pages into dist/<app>.
 *
 *   node scripts/build.mjs            what is stale, by the content of its sources
 *   node scripts/build.mjs --force    everything
 *   node scripts/build.mjs --packages the leaf packages as others install them, into dist/packages/node_modules/@jetbridge
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { argv, pid } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const shared = ['package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];

const targets = [
  { name: 'server', sources: ['apps/server', ...packages], build: buildServer },
  ...['console', 'mobile']
    .filter((name) => existsSync(join(root, 'apps', name, 'vite.config.ts')))
    .map((name) => ({
      name,
      sources: [`apps/${name}`, 'packages/contract', 'packages/client'],
      build: (into) => buildPages(name, into),
    })),
];

/** The leaf packages as others install them. Not needed by the product, so only built when asked for. */
const leaves = {
  name: 'packages',
  sources: ['packages/wecom', 'packages/wecom-simulator', 'packages/statistics', 'LICENSE'],
  build: buildLeaves,
};

/** Builds in a process of its own, if anything is stale: what the builders take of memory goes with them. */
export async function ensureBuilt({ quiet = false, packages = false } = {}) {
  if (!(packages ? [leaves] : targets).some(isStale)) return;
  const code = await new Promise((done, fail) => {
    // Standard output of a command belongs to the command.
    const stdio = ['ignore', quiet ? 2 : 'inherit', 'inherit'];
    const child = spawn(
      process.execPath,
      [fileURLToPath(import.meta.url), ...(packages ? ['--packages'] : [])],
      { stdio },
    );
    child.once('error', fail);
    child.once('exit', done);
  });
  if (code !== 0) throw new Error('the build failed');
}

function fingerprintOf({ sources }) {
  return hashOf([...sources, ...shared]);
}

function isStale(target) {
  const stamp = join(root, 'dist', target.name, '.inputs');
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprintOf(target);
}

/** Builds each stale target beside the old one and then swaps them, so that a running server never sees half a build. */
async function buildStale({ force, packages }) {
  for (const buildable of (packages ? [leaves] : targets).filter((target) => force || isStale(target))) {
    const { name, build } = buildable;
    const fingerprint = fingerprintOf(buildable);
    const target = join(root, 'dist', name);
    const startedAt = Date.now();
    console.log(`Building the ${name}`);
    const fresh = join(root, 'dist', `.${name}-${pid}`);
    const old = `${fresh}-old`;
    try {
      await build(fresh);
      writeFileSync(join(fresh, '.inputs'), fingerprint);
      if (existsSync(target)) renameSync(target, old);
      renameSync(fresh, target);
    } finally {
      for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
    }
    console.log(`  built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

async function buildServer(into) {
  const { build } = await import('esbuild');
  const source = join(root, 'apps/server/src');
  await build({
    absWorkingDir: root,
    entryPoints: [
      { in: join(source, 'cli.ts'), out: 'cli' },
      { in: join(source, 'kernel/warehouse-child.ts'), out: 'warehouse-child' },
    ],
    outdir: into,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    // The names of functions and errors appear in logs.
    keepNames: true,
    logLevel: 'warning',
    plugins: [{ name: 'packages-stay-outside', setup: keepPackagesOutside }],
  });
  cpSync(join(source, 'migrations'), join(into, 'migrations'), { recursive: true });
}

/** Packages from npm are loaded from node_modules; our own workspaces are TypeScript and go into the bundle. */
function keepPackagesOutside(build) {
  build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
    if (kind === 'entry-point' || path.startsWith('@jetbridge/')) return undefined;
    const name = path.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? path;
    if (
      existsSync(join(root, 'apps/server/node_modules', name)) &&
      !existsSync(join(root, 'node_modules', name))
    )
      return {
        errors: [{ text: `${name} lies in apps/server/node_modules, where dist cannot reach it: hoist it` }],
      };
    return { path, external: true };
  });
}

async function buildPages(name, into) {
  const { build } = await import('vite');
  await build({
    root: join(root, 'apps', name),
    logLevel: 'warn',
    build: { outDir: into, emptyOutDir: true },
  });
}

/** ESM and declarations, with the package.json that a registry would get. Each finds the other as an installed package. */
async function buildLeaves(into) {
  const scope = join(into, 'node_modules/@jetbridge');
  mkdirSync(scope, { recursive: true });
  for (const leaf of ['wecom', 'wecom-simulator', 'statistics']) {
    const source = join(root, 'packages', leaf);
    const target = join(scope, leaf);
    const config = join(into, `tsconfig.${leaf}.json`);
    writeFileSync(config, JSON.stringify(leafConfig(source, target)));
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config]);
    rmSync(config);
    const { private: _, ...manifest } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    const exports = { '.': { types: './dist/index.d.ts', default: './dist/index.js' } };
    const published = {
      ...manifest,
      ...(existsSync(join(target, 'dist/cli.js')) ? { bin: { [leaf]: 'dist/cli.js' } } : {}),
      exports,
    };
    writeFileSync(join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
    for (const name of [
      'README.md',
      'CHANGELOG.md',
      'FIDELITY.md',
      'FUNCTIONS.md',
      'REFERENCES.md',
      'page',
    ]) {
      if (existsSync(join(source, name))) cpSync(join(source, name), join(target, name), { recursive: true });
    }
    cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'));
  }
}

/** Files of the leaf packages that their users have no use for. */
const onlyForTests = [
  '*.test.ts',
  '*.vectors.ts',
  'test-*.ts',
  'example.ts',
  'examples/**',
  'references*.ts',
  '*.test-support.ts',
  'reference-case.ts',
  'docstrings.ts',
];

function leafConfig(source, target) {
  return {
    extends: join(root, 'tsconfig.base.json'),
    include: [join(source, 'src')],
    exclude: onlyForTests.map((files) => join(source, 'src/**', files)),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      // The other leaf is there already, built: its declarations, not its sources, are what a user sees.
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      rootDir: join(source, 'src'),
      outDir: join(target, 'dist'),
      paths: { '@jetbridge/wecom': [join(target, '../wecom/dist/index.d.ts')] },
      typeRoots: [join(root, 'node_modules/@types')],
    },
  };
}

async function run(command, parameters) {
  const child = spawn(command, parameters, { stdio: ['ignore', 2, 'inherit'], cwd: root });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${parameters[0]} failed`);
}

function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, source);
  return hash.digest('hex');
}

/** Tests change nothing about what is built. */
function addTo(hash, path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return;
  let entries;
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch {
    hash.update(`${path}\0`).update(readFileSync(absolute)).update('\0');
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules' || entry.name === 'dist' || /\.test\.tsx?$/.test(entry.name)) continue;
    addTo(hash, `${path}/${entry.name}`);
  }
}

if (argv[1] !== undefined && resolve(argv[1]) === fileURLToPath(import.meta.url)) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  await buildStale({ force: argv.includes('--force'), packages: argv.includes('--packages') });
}
