import { defineConfig } from 'vitest/config';

/** Decisions without I/O, and packages that stand alone: no store is started for them. */
const PURE = ['packages/**/*.test.ts', 'apps/console/**/*.test.{ts,tsx}', 'apps/server/src/**/rules.test.ts'];
/** These put something else in a module's place, so they cannot share modules with other tests. */
const MOCKED = ['packages/wecom/src/crypto.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make the stores compete with the tests.
    maxWorkers: 2,
    projects: [
      // They keep nothing between them: loading modules once instead of for each file saves nearly half of the time.
      {
        extends: true,
        test: { name: 'pure', include: PURE, exclude: [...MOCKED, '**/node_modules/**'], isolate: false },
      },
      { extends: true, test: { name: 'mocked', include: MOCKED } },
      {
        extends: true,
        test: {
          name: 'server',
          include: ['apps/server/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: [...PURE, '**/node_modules/**'],
          // Runs only when a test of this project does.
          globalSetup: ['apps/server/src/testing/global-setup.ts'],
        },
      },
    ],
  },
});
