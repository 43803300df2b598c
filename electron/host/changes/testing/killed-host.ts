import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { call } from '@orpc/server';
import { nodeEnvironment } from '../../../server/node-environment.ts';
import { router } from '../../api/router.ts';
import { createHost } from '../../create-host.ts';
import { openHostLog } from '../../log/host-log.ts';
import { Journal } from '../journal.ts';
import type { KilledHostRequest, KillStep } from './killed-host-steps.ts';

/**
 * A host in a process of its own, for tests that kill it: answers one line for each line, and ends itself with SIGKILL at
 * the step it is told to.
 */
const [dataDirectory = '', projectDirectory = ''] = process.argv.slice(2);
let killAt: KillStep | null = null;

function killIf(step: KillStep): void {
  if (killAt === step) process.kill(process.pid, 'SIGKILL');
}

// The steps lie between calls of the journal, so that the product needs no hooks for this.
const begin = Journal.prototype.begin;
Journal.prototype.begin = async function (...parameters) {
  killIf('before the entry is written');
  const writing = begin.apply(this, parameters);
  if (killAt === 'while the entry is being written') setTimeout(() => killIf('while the entry is being written'), 1);
  const id = await writing;
  killIf('after the entry is written');
  return id;
};
const close = Journal.prototype.close;
Journal.prototype.close = async function (...parameters) {
  killIf('after the commit');
  await close.apply(this, parameters);
  killIf('after the entry is closed');
};

// It will be killed, and would leave the next one nothing of what Node keeps of its sources.
flushCompileCache();

const hostLog = openHostLog(`${dataDirectory}/logs`);
const host = await createHost({
  environment: nodeEnvironment({ dataDirectory, log: hostLog.log, version: '0.0.0-test' }),
  hostLog,
  token: 'a token for this test only',
  form: 'browser',
  readOnly: false,
  cacheDirectory: `${dataDirectory}/cache`,
});
const target = await host.examine(projectDirectory);
if (target.kind === 'refused') throw new Error(target.message);
const project = await host.openProject(target);
const { context } = host;

async function answer(request: KilledHostRequest): Promise<unknown> {
  switch (request.kind) {
    case 'apply': {
      killAt = request.killAt;
      // Keys are integers; JSON has none that are exact.
      const changes = JSON.parse(request.changes, (_, part: unknown) =>
        typeof part === 'string' && /^\d+n$/.test(part) ? BigInt(part.slice(0, -1)) : part,
      );
      return await call(router.changes.apply, { project, storage: request.storage, changes }, { context });
    }
    case 'undo':
      killAt = request.killAt;
      return await call(router.changes.undo, { project, entry: request.entry, resolutions: [] }, { context });
    case 'draft': {
      const content = { value: request.value, inserted: 0, updated: 1, deleted: 0 };
      return await call(router.changes.drafts.apply, { project, owner: request.owner, content }, { context });
    }
  }
}

process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  // Written by the test that started this process.
  const request = JSON.parse(line) as KilledHostRequest;
  const result = await answer(request).catch((error: unknown) => ({ kind: 'error', message: String(error) }));
  const text = JSON.stringify(result ?? null, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
  process.stdout.write(`${text}\n`);
}
process.exit(0);
