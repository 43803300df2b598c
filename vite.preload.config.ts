import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/**
 * The preload of the desktop window: one CommonJS file, because a sandboxed preload can load neither ES modules nor other
 * files (Electron: tutorial/sandbox, "Preload scripts").
 */
export default defineConfig({
  root: path('.'),
  cacheDir: path('./.cache/vite-preload'),
  publicDir: false,
  ssr: { target: 'node', noExternal: true, external: ['electron'] },
  build: {
    ssr: path('./electron/shell/preload.ts'),
    outDir: path('./dist/preload'),
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: false,
    minify: false,
    rolldownOptions: { output: { format: 'cjs', entryFileNames: 'preload.cjs' } },
  },
});
