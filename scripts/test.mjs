/**
 * npm test: installs what is missing, then holds the repository to its checks and runs its tests.
 *
 *   npm test                       everything
 *   npm test -- --only unit        one step, or several: --only lint,types
 *   npm test -- --only unit FILE…  what follows the steps is handed to vitest
 *
 * Every step runs even after one has failed, so that one run shows all there is to mend; only after a failure of the
 * types or of the build the rest would be noise. Ends with `N passed, N failed, N skipped` (tests) and a status that is not 0 if
 * anything failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium, installChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'jetbridge-test-'));
/** Log files are read by people and programs: colours only on a terminal. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' };
const tally = { passed: 0, failed: 0, skipped: 0 };

/** In order. `run` answers whether the step held; `ends` stops the run when it did not. */
const steps = [
  {
    name: 'lint',
    what: 'format and lint',
    run: () =>
      tool('@biomejs/biome/bin/biome', [
        'ci',
        '--error-on-warnings',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
        '.',
      ]),
  },
  { name: 'types', what: 'types', run: checkTypes, ends: true },
  { name: 'architecture', what: 'module graph', run: () => check('architecture') },
  { name: 'tables', what: 'tables and their owners', run: () => check('tables') },
  {
    name: 'unused',
    what: 'unused files, exports, dependencies',
    run: () => tool('knip/bin/knip.js', ['--no-progress']),
  },
  { name: 'size', what: 'sizes of files and functions', run: () => check('size') },
  { name: 'i18n', what: 'strings of the console', run: () => check('i18n') },
  {
    name: 'unit',
    what: 'unit and integration tests',
    run: () => vitest('unit', ['--config', 'vitest.config.ts']),
  },
  { name: 'build', what: 'build', run: () => node(['scripts/build.mjs']), ends: true },
  { name: 'browser', what: 'browser tests', run: runBrowserTests },
];

function parse(argv) {
  const at = argv.indexOf('--only');
  if (at < 0) return { only: steps.map(({ name }) => name), files: argv };
  const only = (argv[at + 1] ?? '').split(',');
  const unknown = only.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(
      `npm test: no step "${unknown.join(', ')}"; there are ${steps.map(({ name }) => name).join(', ')}`,
    );
    process.exit(2);
  }
  return { only, files: [...argv.slice(0, at), ...argv.slice(at + 2)] };
}

const { only, files } = parse(process.argv.slice(2));
let child;

/** Runs node without standard input; true when it exits with 0. */
function node(args, env = {}) {
  return new Promise((done) => {
    child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...plain, ...env },
    });
    child.on('error', (error) => {
      console.error(error.message);
      done(false);
    });
    child.on('exit', (code) => done(code === 0));
  });
}

function tool(path, args) {
  return node([join('node_modules', path), ...args]);
}

function check(name) {
  return node([`scripts/checks/${name}.mjs`]);
}

async function checkTypes() {
  const everything = await tool('typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']);
  const pages = await tool('typescript/bin/tsc', ['--noEmit', '-p', 'apps/console/tsconfig.json']);
  return everything && pages;
}

/** Runs vitest, adds its counts to the tally; a run without a single test has not held anything. */
async function vitest(name, args, env = {}) {
  const report = join(scratch, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const held = await tool('vitest/vitest.mjs', ['run', ...args, ...reporters, ...files], env);
  if (!existsSync(report)) {
    tally.failed += 1;
    return false;
  }
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  tally.passed += counts.numPassedTests;
  // A file that can't be loaded fails without a test of its own having failed.
  const unloaded = counts.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  tally.failed += counts.numFailedTests + unloaded.length;
  tally.skipped += counts.numPendingTests + counts.numTodoTests;
  if (counts.numTotalTests === 0) console.error(`${name}: no test was run`);
  return held && counts.numTotalTests > 0;
}

async function runBrowserTests() {
  const chromium = findChromium() ?? (await installChromium({ log: console.log }));
  if (!chromium) {
    console.error(
      '\n  !!  BROWSER TESTS SKIPPED: no Chromium was found, and none could be installed.\n' +
        '  !!  Install it (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM_PATH.\n',
    );
    tally.skipped += 1;
    return true;
  }
  return vitest('browser', ['--config', 'e2e/vitest.config.ts'], { CHROMIUM_PATH: chromium });
}

async function main() {
  const results = [];
  await ensureInstalled({ log: console.log });
  for (const step of steps.filter(({ name }) => only.includes(name))) {
    console.log(`\n── ${step.what} (${step.name})`);
    const startedAt = performance.now();
    const held = await step.run();
    results.push({ ...step, held, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) });
    if (!held && step.ends) break;
  }
  console.log('\n── summary');
  for (const { name, held, seconds } of results) {
    console.log(`${held ? 'ok    ' : 'FAILED'}  ${name.padEnd(14)} ${seconds.padStart(7)} s`);
  }
  const untried = only.length - results.length;
  if (untried > 0) console.log(`${untried} steps not tried`);
  if (tally.passed + tally.failed + tally.skipped > 0) {
    console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
  }
  return results.every(({ held }) => held) ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    child?.kill(signal);
    process.exitCode = 130;
  });
}

try {
  process.exitCode ||= await main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
