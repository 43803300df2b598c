import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import type { HostEnvironment } from '../../electron/host/environment.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';

export interface TestEnvironment extends AsyncDisposable {
  readonly environment: HostEnvironment;
  /** A folder of this test alone, removed with it. */
  readonly directory: string;
}

/** Real threads and processes over an own data folder in a temporary directory; the log is silent. */
export async function testEnvironment(): Promise<TestEnvironment> {
  const directory = await mkdtemp(join(tmpdir(), 'storeroom-test-'));
  const dataDirectory = join(directory, 'data');
  return {
    environment: nodeEnvironment({ dataDirectory, log: pino({ level: 'silent' }), version: '0.0.0-test' }),
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
