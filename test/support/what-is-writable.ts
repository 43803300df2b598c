import { basename, dirname } from 'node:path';
import { pino } from 'pino';
import { sqliteConnector } from '../../electron/host/storage/sqlite/connector.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';

// Opens a database as whoever runs this process, and says what may be written: `node what-is-writable.ts <file>`.
const path = process.argv[2] ?? '';
const directory = dirname(path);
const environment = nodeEnvironment({
  dataDirectory: directory,
  log: pino({ level: 'silent' }),
  version: '0.0.0-test',
});
const { signal } = new AbortController();
const context = { environment, projectDirectory: directory, readOnly: false };
const session = await sqliteConnector.open({ kind: 'sqlite', path: basename(path) }, context, { signal });
const { readOnlyReason } = await session.describe('t', { signal });
process.stdout.write(JSON.stringify({ hasWrite: session.write !== undefined, reason: readOnlyReason }));
await session[Symbol.asyncDispose]();
