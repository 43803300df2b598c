import { inject } from 'vitest';
import { entryUrl as entryOfSources } from '../../electron/host/entry-url.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder, as a URL, of the built code of threads and decoders; `null` where the sources are newer. */
    builtEntries: string | null;
  }
}

/**
 * Stands in for the product's own in unit tests: threads and decoders from the build, where it is up to date, start in a
 * third of the time they take from the sources, and the tests start thousands of them.
 */
export function entryUrl(folder: 'worker' | 'decoder', name: string): URL {
  const built = inject('builtEntries');
  return built === null ? entryOfSources(folder, name) : new URL(`${folder}-${name}.js`, built);
}
