import { pino } from 'pino';
import type { HostEnvironment } from '../../electron/host/environment.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';

export interface TestEnvironment extends HostEnvironment {
  /** What was logged so far, one JSON text for each line. */
  readonly logLines: readonly string[];
}

/** A host environment with real threads and processes over the given data folder; the log stays in memory. */
export function testEnvironment(dataDirectory: string): TestEnvironment {
  const logLines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  return { ...nodeEnvironment({ dataDirectory, log, version: '0.0.0-test' }), logLines };
}
