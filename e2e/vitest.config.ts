import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
/** These start and kill servers of their own, and need no browser. */
const processes = ['packages.test.ts', 'kill.test.ts', 'replicas.test.ts', 'segment-clients.test.ts'];
/** The simulator's page needs a browser, and no server of the product. */
const simulator = ['simulator-page.test.ts'];
const limits = { testTimeout: 120_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    root,
    // One thing at a time: two at once would only wait for each other.
    fileParallelism: false,
    projects: [
      { test: { ...limits, name: 'processes', root, include: processes, sequence: { groupOrder: 0 } } },
      { test: { ...limits, name: 'simulator', root, include: simulator, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...limits,
          name: 'console',
          root,
          include: ['*.test.ts'],
          exclude: [...processes, ...simulator],
          // One server with the demo airline serves all files.
          globalSetup: ['./global-setup.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
