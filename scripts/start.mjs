/**
 * npm start: installs what is missing, builds what is stale, then serves. The server runs in this very process: there
 * is nobody in between to pass signals on, and nobody to be left behind.
 */
import { ensureInstalled } from './install.mjs';

try {
  await ensureInstalled();
  const { ensureBuilt } = await import('./build.mjs');
  await ensureBuilt();
} catch (error) {
  console.error(`npm start: ${error.message}`);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
process.argv.splice(2, process.argv.length, 'start');
await import('../dist/server/cli.mjs');
