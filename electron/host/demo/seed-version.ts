/**
 * Rises whenever the demo's content changes: caches of another version are never read, and a demo project that was
 * never finished under an older version is made anew. One that was finished stays as its owner left it.
 */
export const seedVersion = 2;

/**
 * The moment at which the demo's history ends. Nothing in the demo depends on the clock, so that the same version
 * gives the same bytes on every machine and day.
 */
export const demoNow = Date.UTC(2026, 10, 20, 18, 0, 0);
