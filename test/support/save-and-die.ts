import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { serialize } from 'node:v8';
import { pino } from 'pino';
import type { RowImage } from '../../electron/host/storage/connector.ts';
import { sqliteConnector } from '../../electron/host/storage/sqlite/connector.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';
import type { RowChange } from '../../shared/domain/change-set.ts';

/**
 * A process that saves and is killed on its way: `node save-and-die.ts <file> <step> <delay in ms>`. What the journal would
 * hold lies in `journal` beside the file, as `v8.serialize` writes it.
 */
export type DeathStep = 'beforeJournal' | 'afterJournal' | 'whileCommitting' | 'afterCommit';

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function writeJournal(directory: string, images: readonly RowImage[]): void {
  const file = openSync(join(directory, 'journal'), 'w');
  writeSync(file, serialize(images));
  fsyncSync(file);
  closeSync(file);
}

async function main(path: string, step: DeathStep, delayMs: number): Promise<void> {
  // It will be killed, and would leave the next one nothing of what Node keeps of its sources.
  flushCompileCache();
  const directory = dirname(path);
  const environment = nodeEnvironment({
    dataDirectory: directory,
    log: pino({ level: 'silent' }),
    version: '0.0.0-test',
  });
  const { signal } = new AbortController();
  const context = { environment, projectDirectory: directory, readOnly: false };
  const { write } = await sqliteConnector.open({ kind: 'sqlite', path: basename(path) }, context, { signal });
  if (!write) throw new Error('The file can’t be written');
  const changes: RowChange[] = Array.from({ length: 2000 }, (_, at) => ({
    kind: 'update',
    id: String(at),
    model: 't',
    key: [BigInt(at + 1)],
    fields: [
      { field: 'v', base: { kind: 'cell', cell: 'old' }, value: { kind: 'cell', cell: `new ${'x'.repeat(2000)}` } },
    ],
  }));
  changes.push(
    { kind: 'insert', id: 'i', model: 't', fields: [] },
    { kind: 'delete', id: 'd', model: 't', key: [3000n], base: [] },
  );
  const beforeCommit = async (images: readonly RowImage[]) => {
    if (step === 'beforeJournal') die();
    writeJournal(directory, images);
    if (step === 'afterJournal') die();
    if (step === 'whileCommitting') void delay(delayMs).then(die);
  };
  const result = await write.apply({ changes, readUpload: async () => new Uint8Array() }, beforeCommit, { signal });
  if (result.kind === 'refused') throw new Error(`refused: ${result.problems.length} problems`);
  if (step === 'whileCommitting') await delay(delayMs + 1000);
  die();
}

const [, , path = '', step = '', delayMs = '0'] = process.argv;
// The tests that start this process give one of these.
await main(path, step as DeathStep, Number(delayMs));
