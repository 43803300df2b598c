import { describe, inject, test } from 'vitest';
import { desktopFacts } from './desktop-facts.ts';
import { makeDesktopPlace } from './desktop-place.ts';
import { RealDesktop } from './real-desktop.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Electron's program and the built main process, for `npm run test:desktop`. */
    desktopRuntime: { readonly program: string; readonly entry: string };
  }
}

describe('the desktop application (on the real runtime)', () => {
  test.each(desktopFacts.map((fact) => [fact.title, fact] as const))('%s', async (_title, fact) => {
    await using place = await makeDesktopPlace();
    await using desktop = await RealDesktop.open(inject('desktopRuntime'), place);
    await fact.check(desktop, place);
  });
});
