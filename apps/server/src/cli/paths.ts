import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the migrations lie: beside the bundle, or beneath `src` when run from source. */
export function migrationsDirectory(): string {
  return nearest('migrations');
}

/** The console's built pages; undefined when they have not been built. */
export function consoleDirectory(): string | undefined {
  const built = join(dirname(fileURLToPath(import.meta.url)), '../console');
  return existsSync(join(built, 'index.html')) ? built : undefined;
}

function nearest(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return [join(here, name), join(here, '..', name)].find((path) => existsSync(path)) ?? join(here, name);
}
