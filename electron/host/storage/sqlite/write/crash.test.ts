import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import type { DeathStep } from '../../../../../test/support/save-and-die.ts';
import { makeDatabase } from '../../../../../test/support/sqlite-session.ts';
import { applyChanges, openWritable, outside, restoring } from '../../../../../test/support/sqlite-write.ts';
import { calm } from '../../conformance/walks.ts';
import type { RowImage } from '../../connector.ts';
import { sqliteConnector } from '../connector.ts';

const child = fileURLToPath(new URL('../../../../../test/support/save-and-die.ts', import.meta.url));

async function killed(args: readonly string[]): Promise<void> {
  const process_ = spawn(process.execPath, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  process_.stderr.on('data', (text) => (said += String(text)));
  const [, signal] = await once(process_, 'exit');
  if (signal !== 'SIGKILL') throw new Error(`It was to be killed: ${said}`);
}

const rows =
  "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT DEFAULT 'fresh'); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, 'old' FROM n";

/** What is in the store: all of the save, or nothing of it. */
function truth(path: string): 'before' | 'after' {
  const count = outside(path, (database) =>
    database
      .prepare<[], { edited: number; old: number; fresh: number }>(
        "SELECT sum(v LIKE 'new %') AS edited, sum(v = 'old') AS old, sum(v = 'fresh') AS fresh FROM t",
      )
      .get(),
  );
  if (count?.edited === 2000 && count.old === 999 && count.fresh === 1) return 'after';
  expect(count).toEqual({ edited: 0, old: 3000, fresh: 0 });
  return 'before';
}

type Death = readonly [step: DeathStep, delayMs: number];
const rollback: readonly Death[] = [
  ['beforeJournal', 0],
  ['afterJournal', 0],
  ['whileCommitting', 0],
  ['whileCommitting', 4],
  ['whileCommitting', 15],
  ['afterCommit', 0],
];
const ahead: readonly Death[] = [
  ['afterJournal', 0],
  ['whileCommitting', 2],
  ['afterCommit', 0],
];

describe.each([
  ['delete', rollback],
  ['wal', ahead],
] as const)('a process killed while it saves, journal mode %s,', (mode, steps) => {
  it.each(steps)(
    'leaves a store of which the images tell the truth: %s, after %i ms',
    { timeout: 60_000 },
    async (step, delayMs) => {
      const { path, directory } = await makeDatabase((database) => {
        database.pragma(`journal_mode = ${mode}`);
        database.exec(rows);
      });
      await killed([child, path, step, String(delayMs)]);
      // Storeroom opens it as it was left, before any other program has looked at it.
      const { write } = await openWritable(path, directory);
      const journal = join(directory, 'journal');
      if (step === 'beforeJournal') {
        expect(existsSync(journal)).toBe(false);
        expect(truth(path)).toBe('before');
        return;
      }
      // Written by the process that was killed, in this form.
      const images = deserialize(readFileSync(journal)) as readonly RowImage[];
      const told = await write.compare(images, calm());
      expect(told).toBe(truth(path));
      if (step === 'afterJournal') expect(told).toBe('before');
      if (step === 'afterCommit') expect(told).toBe('after');
      if (told === 'before') return;
      // What is in the store can be taken back by what the dead process left.
      expect((await applyChanges(write, restoring(images))).kind).toBe('saved');
      expect(truth(path)).toBe('before');
    },
  );
});

const halfway = `
  const Database = require('better-sqlite3');
  const database = new Database(process.argv[1]);
  database.pragma('cache_size = 1');
  database.exec("BEGIN IMMEDIATE; UPDATE t SET v = 'torn' || hex(randomblob(500))");
  process.kill(process.pid, 'SIGKILL');
`;

describe('a file that a crash has left in the middle of a change', () => {
  it('is put in order when it is opened, and read as it was before', { timeout: 60_000 }, async () => {
    const { path, directory } = await makeDatabase(rows);
    await killed(['-e', halfway, path]);
    expect(statSync(`${path}-journal`).size).toBeGreaterThan(1000);
    const { session } = await openWritable(path, directory);
    const cell = await session.cell('t', [5n], 'v', 1000, calm());
    expect(cell).toBe('old');
    expect(truth(path)).toBe('before');
  });

  it('is left alone by a project that is read-only, which says what to do', { timeout: 60_000 }, async () => {
    const { path, directory } = await makeDatabase(rows);
    await killed(['-e', halfway, path]);
    const context = { environment: testEnvironment(directory), projectDirectory: directory, readOnly: true };
    await expect(sqliteConnector.open({ kind: 'sqlite', path }, context, calm())).rejects.toMatchObject({
      code: 'connection',
      message: 'test.db was left in the middle of a change',
    });
    expect(statSync(`${path}-journal`).size).toBeGreaterThan(1000);
  });
});

it('rows that others have changed since prove nothing, and rows that contradict each other neither', async () => {
  const { path, directory } = await makeDatabase(rows);
  const { write } = await openWritable(path, directory);
  const result = await applyChanges(write, [
    {
      kind: 'update',
      id: 'a',
      model: 't',
      key: [1n],
      fields: [{ field: 'v', base: { kind: 'cell', cell: 'old' }, value: { kind: 'cell', cell: 'mine' } }],
    },
    {
      kind: 'update',
      id: 'b',
      model: 't',
      key: [2n],
      fields: [{ field: 'v', base: { kind: 'cell', cell: 'old' }, value: { kind: 'cell', cell: 'mine' } }],
    },
  ]);
  const images = result.kind === 'saved' ? (result.images ?? []) : [];
  outside(path, "UPDATE t SET v = 'theirs' WHERE id = 1");
  expect(await write.compare(images, calm())).toBe('after');
  outside(path, "UPDATE t SET v = 'old' WHERE id = 1");
  expect(await write.compare(images, calm())).toBe('neither');
  outside(path, "UPDATE t SET v = 'old' WHERE id = 2");
  expect(await write.compare(images, calm())).toBe('before');
  outside(path, "UPDATE t SET v = 'theirs'");
  expect(await write.compare(images, calm())).toBe('neither');
  outside(path, 'DROP TABLE t');
  expect(await write.compare(images, calm())).toBe('neither');
});
