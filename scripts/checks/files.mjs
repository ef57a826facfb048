/** What the checks share: the repository's root, its source files, and how a failure is said. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

const made = new Set(['node_modules', 'dist', 'coverage']);

/** Paths relative to the root, '/'-separated, of files under the folders whose path matches. Made files are left out. */
export function sourceFiles(folders, pattern) {
  // Not `git ls-files`: git refuses a clone that belongs to another user, and a source archive has no git at all.
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (made.has(entry.name) || entry.name.startsWith('.')) return [];
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return walk(path);
      return pattern.test(path) ? [path] : [];
    });
  return folders.filter((folder) => existsSync(join(root, folder))).flatMap(walk);
}

/** Prints one failure and lets the check go on, so that a run shows all of them. */
export function fail(check, message, details = []) {
  process.exitCode = 1;
  console.error(`${check}: ${message}`);
  for (const detail of details) console.error(`    ${detail}`);
}
