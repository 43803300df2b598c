import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer: built into `dist/renderer`, or served by Vite in middleware mode inside our own server (`npm run dev`). */
export default defineConfig({
  root: fileURLToPath(new URL('./renderer', import.meta.url)),
  cacheDir: fileURLToPath(new URL('./.cache/vite', import.meta.url)),
  publicDir: false,
  base: '/',
  plugins: [react()],
  // The server renders index.html for each request and puts a fresh nonce here.
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: fileURLToPath(new URL('./dist/renderer', import.meta.url)),
    emptyOutDir: true,
    // The browsers that open Storeroom are current ones; Electron's Chromium is newer still.
    target: ['chrome130', 'firefox128', 'safari18'],
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    reportCompressedSize: false,
  },
});
