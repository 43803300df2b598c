import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { serialize } from 'node:v8';
import type { RowImage } from '../../electron/host/storage/connector.ts';
import type { PostgresConfig } from '../../shared/domain/postgres-config.ts';
import { applyChangesOfDeath } from './postgres-death-changes.ts';
import { calmly, openWriting } from './postgres-write.ts';
import type { DeathStep } from './save-and-die.ts';

/**
 * A process that saves into PostgreSQL and is killed on its way: `node postgres-save-and-die.ts <config as JSON> <journal>
 * <step> <delay in ms>`. What the journal would hold is written to the file, as `v8.serialize` writes it.
 */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function writeJournal(path: string, images: readonly RowImage[]): void {
  const file = openSync(path, 'w');
  writeSync(file, serialize(images));
  fsyncSync(file);
  closeSync(file);
}

async function main(config: PostgresConfig, journal: string, step: DeathStep, delayMs: number): Promise<void> {
  // It will be killed, and would leave the next one nothing of what Node keeps of its sources.
  flushCompileCache();
  const { write } = await openWriting({ config, password: null });
  const beforeCommit = async (images: readonly RowImage[]) => {
    if (step === 'beforeJournal') die();
    writeJournal(journal, images);
    if (step === 'afterJournal') die();
    if (step === 'whileCommitting') void delay(delayMs).then(die);
  };
  const request = { changes: applyChangesOfDeath(), readUpload: async () => new Uint8Array() };
  const result = await write.apply(request, beforeCommit, calmly());
  if (result.kind === 'refused') throw new Error(`refused: ${result.problems.length} problems`);
  if (step === 'whileCommitting') await delay(delayMs + 1000);
  die();
}

const [, , config = '', journal = '', step = '', delayMs = '0'] = process.argv;
// The tests that start this process give these.
await main(JSON.parse(config) as PostgresConfig, journal, step as DeathStep, Number(delayMs));
