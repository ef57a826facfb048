/** Installs what is missing. Plain Node: nothing can be imported before it has run. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const oldestNode = [20, 19];

/** Ends the process with a sentence where Node is too old to run anything else. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  console.error(`Jetbridge needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}.`);
  process.exit(1);
}

/**
 * Brings node_modules to what package-lock.json says, if it differs. Install scripts are not run: nothing of ours
 * needs one, and strangers' need not run here.
 */
export async function ensureInstalled({ log = console.log } = {}) {
  requireNode();
  const missing = missingPackages();
  if (missing === 0) return;
  const fresh = !existsSync(join(root, 'node_modules'));
  log(
    fresh
      ? 'Installing packages (first time only)'
      : `Installing packages: ${missing} are missing or changed`,
  );
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const ticker = setInterval(() => log(`  still installing, ${seconds()} s`), 10_000);
  const flags = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  try {
    // Not `npm ci`: it refuses a lock file without the builds for other systems, which npm leaves out where the
    // registry does not offer them. This installs the locked versions too, and writes nothing back.
    await npm(['install', '--no-save', ...flags]);
  } finally {
    clearInterval(ticker);
  }
  log(`Packages installed in ${seconds()} s`);
}

/** Compares the lock file with the one npm keeps of what it installed: counts packages that are not there as locked. */
function missingPackages() {
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return Number.POSITIVE_INFINITY;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  let missing = 0;
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/')) continue;
    if (entry.link) missing += existsSync(join(root, path)) ? 0 : 1;
    // Optional ones are for other platforms; what this platform needs of them is said when it is used.
    else if (!entry.optional && installed[path]?.version !== entry.version) missing += 1;
  }
  return missing;
}

function npm(args) {
  // Under `npm start` the very same npm; its path is a script for node, on every system.
  const self = process.env.npm_execpath;
  const [command, first] = self?.endsWith('.js') ? [process.execPath, [self]] : ['npm', []];
  return new Promise((done, fail) => {
    const child = spawn(command, [...first, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', (error) => fail(new Error(`npm cannot be run: ${error.message}`)));
    child.once('exit', (code, signal) => {
      if (code === 0) done();
      else
        fail(
          new Error(`npm ${args[0]} failed (${signal ?? `exit code ${code}`}). Is the registry reachable?`),
        );
    });
  });
}
