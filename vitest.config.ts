import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig, type Plugin } from 'vitest/config';

// Test files run in processes of their own, and start threads and programs from the sources: without this each of them
// strips the same types anew, which costs more than most tests. Node compares the content of what it keeps.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('.cache/node-compile', import.meta.url));

/** What starts threads is told by test/support/entry-url.ts where their code lies; that file and its tests know the real one. */
const builtEntries: Plugin = {
  name: 'built-entries',
  enforce: 'pre',
  resolveId: (id, importer) => {
    const isMeant = id.endsWith('/entry-url.ts') && !/entry-url(\.test)?\.ts$/.test(importer ?? '');
    return isMeant ? fileURLToPath(new URL('test/support/entry-url.ts', import.meta.url)) : null;
  },
};

export default defineConfig({
  test: {
    // Two cores are what a check machine has; each worker may also start servers and worker threads of its own.
    maxWorkers: 2,
    pool: 'forks',
    projects: [
      {
        extends: true,
        plugins: [builtEntries],
        test: {
          name: 'unit',
          environment: 'node',
          // Loading the sources anew for each file costs more than most files take; none changes what others load.
          isolate: false,
          include: ['{shared,electron,renderer,scripts,test,bench}/**/*.test.{ts,tsx}'],
          // These need the build, as the end-to-end tests do.
          exclude: [...configDefaults.exclude, 'test/packaging/**'],
          globalSetup: ['test/support/global-setup.ts', 'test/unit/built-entries.ts'],
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
          globalSetup: ['test/support/global-setup.ts'],
          // One browser and one server at a time: frames and times are measured here, and two at once take as long.
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
