import { defineConfig } from 'vitest/config';

/** Decisions without I/O, and packages that stand alone: no store is started for them. */
const PURE = ['packages/**/*.test.ts', 'apps/console/**/*.test.{ts,tsx}', 'apps/server/src/**/rules.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make the stores compete with the tests.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: PURE } },
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
