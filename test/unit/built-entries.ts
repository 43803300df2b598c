import type { TestProject } from 'vitest/node';
import { staleParts } from '../../scripts/build.ts';
import type {} from '../support/entry-url.ts';

/** Tells the tests of a run whether they may take the built code of threads and decoders (test/support/entry-url.ts). */
export default async function setup(project: TestProject): Promise<void> {
  const stale = await staleParts();
  const isBuilt = stale.every(({ name }) => name !== 'server');
  project.provide('builtEntries', isBuilt ? String(new URL('../../dist/node/', import.meta.url)) : null);
}
