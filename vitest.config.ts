import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

// Test files run in processes of their own, and start threads and programs from the sources: without this each of them
// strips the same types anew, which costs more than most tests. Node compares the content of what it keeps.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('.cache/node-compile', import.meta.url));

/** They hold what they see against a clock. */
const timed = ['test/e2e/big-table.e2e.ts', 'test/e2e/commands.e2e.ts'];

export default defineConfig({
  test: {
    // Two cores are what a check machine has; each worker may also start servers and worker threads of its own.
    maxWorkers: 2,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{shared,electron,renderer,scripts,test,bench}/**/*.test.{ts,tsx}'],
          // These need the build, as the end-to-end tests do.
          exclude: [...configDefaults.exclude, 'test/packaging/**'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/repeatable-properties.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'packaging',
          environment: 'node',
          include: ['test/packaging/**/*.test.ts'],
          globalSetup: ['test/packaging/pack-once.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // The facts of the desktop application on the real runtime; `npm run test:desktop` provides it.
          name: 'desktop',
          environment: 'node',
          include: ['test/desktop/**/*.desktop.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.e2e.ts'],
          exclude: [...configDefaults.exclude, ...timed],
          globalSetup: ['test/support/global-setup.ts'],
          // A page under load answers late; what never comes fails all the same.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e-timed',
          environment: 'node',
          include: timed,
          globalSetup: ['test/support/global-setup.ts'],
          // One browser and one server at a time: frames and times are measured here.
          fileParallelism: false,
          // A page under load answers late; what never comes fails all the same.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 90_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
