import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Every file directly in `worker/` that is no test is the entry of a thread. */
const workers = readdirSync(path('./electron/worker')).filter((name) => /(?<!\.test)\.ts$/.test(name));

/** Names are a contract with `electron/host/entry-url.ts`, which finds threads and processes beside its own bundle. */
const entries = {
  main: path('./electron/server/main.ts'),
  desktop: path('./electron/main.ts'),
  'decoder-main': path('./electron/decoder/main.ts'),
  ...Object.fromEntries(workers.map((name) => [`worker-${name.slice(0, -3)}`, path(`./electron/worker/${name}`)])),
};

/** Packages with binaries or worker files of their own; everything else goes into the bundle, which starts faster. */
export const externalPackages = ['better-sqlite3', 'sharp', 'pino', 'ws', 'vite', 'electron'];

/** Inside the packaged application the threads' and processes' entries lie apart from the package.json that says so. */
const typeOfModules: Plugin = {
  name: 'type-of-modules',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{"type":"module"}\n' });
  },
};

/** The Node side: server, desktop application, worker threads and decoder process. */
export default defineConfig({
  root: path('.'),
  cacheDir: path('./.cache/vite-node'),
  publicDir: false,
  plugins: [typeOfModules],
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
