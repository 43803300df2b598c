import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Scratch extends AsyncDisposable {
  readonly path: string;
}

/** A folder for one benchmark, removed with it. */
export async function scratchDirectory(): Promise<Scratch> {
  const path = await mkdtemp(join(tmpdir(), 'storeroom-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}
