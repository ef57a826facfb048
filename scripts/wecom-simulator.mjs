#!/usr/bin/env node
/** npx wecom-simulator in a checkout: builds what is stale, then hands over. The published package starts dist/cli.js itself. */
import { ensureInstalled } from './install.mjs';

await ensureInstalled({ log: (line) => process.stderr.write(`${line}\n`) });
const { ensureBuilt } = await import('./build.mjs');
await ensureBuilt({ quiet: true, packages: true });
await import('../dist/packages/node_modules/@jetbridge/wecom-simulator/dist/cli.js');
