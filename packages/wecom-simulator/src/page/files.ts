/** The page's own files, read from disk as they are: there is no build. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Beside this file in a checkout and in the published package; found by name from a bundle that swallowed this file. */
function findFolder(): string {
  const beside = fileURLToPath(new URL('../../page', import.meta.url));
  if (existsSync(join(beside, 'jssdk.js'))) return beside;
  const entry = createRequire(import.meta.url).resolve('@jetbridge/wecom-simulator');
  return join(dirname(entry), '..', 'page');
}

export interface PageFile {
  body: Buffer;
  type: string;
}

/** Undefined for what is not there or not in the folder. */
export function createFiles(): (path: string) => Promise<PageFile | undefined> {
  const folder = findFolder();
  return async (path) => {
    const file = resolve(folder, `.${path.endsWith('/') ? `${path}index.html` : path}`);
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)];
    if (!type || !file.startsWith(folder + sep)) return undefined;
    try {
      return { body: await readFile(file), type };
    } catch {
      return undefined;
    }
  };
}
