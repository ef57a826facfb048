#!/usr/bin/env node
/** npx jetbridge <command>: installs and builds what is missing, then hands over to the command. */
import { ensureInstalled } from './install.mjs';

const log = (line) => console.error(line);
try {
  await ensureInstalled({ log });
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt({ quiet: true });
} catch (error) {
  console.error(`jetbridge: ${error.message}`);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import('../dist/server/cli.mjs');
