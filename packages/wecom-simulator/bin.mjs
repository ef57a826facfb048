#!/usr/bin/env node
/** npx wecom-simulator in a checkout: builds what is stale, then hands over. A published package starts dist/cli.js itself. */
import { ensureInstalled } from '../../scripts/install.mjs';

await ensureInstalled({ log: (line) => process.stderr.write(`${line}\n`) });
const { ensureBuilt } = await import('../../scripts/build.mjs');
await ensureBuilt({ quiet: true, packages: true });
await import('../../dist/packages/node_modules/@jetbridge/wecom-simulator/dist/cli.js');
