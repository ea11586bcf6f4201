import { defineConfig } from 'vitest/config';

// Workspace packages are loaded from their sources, so a test never runs against an old build.
const conditions = ['howdah-source', 'node', 'development|production'];
const workspaceSources = { resolve: { conditions, externalConditions: ['howdah-source', 'node'] } };

const elsewhere = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  resolve: { conditions },
  ssr: workspaceSources,
  // Global setups run in an environment of their own.
  environments: { __vitest__: workspaceSources },
  test: {
    reporters: ['default', './tools/totals-reporter.ts'],
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'libs/**/src/**/*.test.ts',
            'apps/**/src/**/*.test.ts',
            'demo/src/**/*.test.ts',
            'bench/src/**/*.test.ts',
            'chaos/src/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          exclude: elsewhere,
          testTimeout: 20_000,
          // A module is loaded once for all files of a worker: loading took more time than most files' tests.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['libs/**/test/**/*.test.ts', 'apps/**/test/**/*.test.ts'],
          exclude: elsewhere,
          globalSetup: ['libs/testing/src/global-setup.ts'],
          setupFiles: ['libs/testing/src/drop-databases.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Real servers behind every file: more files at a time than this only makes each of them slower.
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: elsewhere,
          globalSetup: ['e2e/build.ts', 'libs/testing/src/global-setup.ts'],
          setupFiles: ['libs/testing/src/drop-databases.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Programs with their own Postgres, and browsers, wait for much: two files at a time fill two processors.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
