import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import type { DesktopPlaces } from '../../electron/shell/desktop-program.ts';
import preloadConfig from '../../vite.preload.config.ts';

const indexHtml = `<!doctype html><html data-theme="__THEME__"><head><meta property="csp-nonce" nonce="__NONCE__">
<script type="module" nonce="__NONCE__" src="/assets/main-0a1b2c3d.js"></script></head><body></body></html>`;

/** The preload as the product builds it, and a renderer that is only there to be served. */
export async function makeBuiltParts(directory: string): Promise<DesktopPlaces> {
  const renderer = join(directory, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(renderer, 'index.html'), indexHtml);
  await writeFile(join(renderer, 'assets', 'main-0a1b2c3d.js'), 'export {};');
  const outDir = join(directory, 'preload');
  await build({ ...preloadConfig, configFile: false, logLevel: 'silent', build: { ...preloadConfig.build, outDir } });
  return { renderer, preload: join(outDir, 'preload.cjs') };
}
