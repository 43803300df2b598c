import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Every file directly in `worker/` that is no test is the entry of a thread. */
const workers = readdirSync(path('./electron/worker')).filter((name) => /(?<!\.test)\.ts$/.test(name));

/** Names are a contract with `electron/server/node-environment.ts`, which starts them from beside its own bundle. */
const entries = {
  main: path('./electron/server/main.ts'),
  'decoder-main': path('./electron/decoder/main.ts'),
  ...Object.fromEntries(workers.map((name) => [`worker-${name.slice(0, -3)}`, path(`./electron/worker/${name}`)])),
};

/** Packages with binaries or worker files of their own; everything else goes into the bundle, which starts faster. */
export const externalPackages = ['better-sqlite3', 'sharp', 'pino', 'ws', 'vite'];

/** The Node side: server, worker threads and decoder process. */
export default defineConfig({
  root: path('.'),
  cacheDir: path('./.cache/vite-node'),
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: externalPackages },
  build: {
    ssr: true,
    outDir: path('./dist/node'),
    emptyOutDir: true,
    target: 'node24',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: entries,
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[hash].js' },
    },
  },
});
