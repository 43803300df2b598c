import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'node:v8';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDatabase, type TestDatabase } from '../../../../../test/support/postgres.ts';
import { applyChangesOfDeath, deathTableSql, truthOf } from '../../../../../test/support/postgres-death-changes.ts';
import {
  applyTo,
  calmly,
  type OpenWriting,
  openWriting,
  restoring,
  updateOf,
} from '../../../../../test/support/postgres-write.ts';
import type { DeathStep } from '../../../../../test/support/save-and-die.ts';
import { startTestPostgres, type TestPostgres } from '../../../../../test/support/services/postgres-server.ts';
import { temporaryDirectory } from '../../../../../test/support/temporary-directory.ts';
import type { RowImage } from '../../connector.ts';

const child = fileURLToPath(new URL('../../../../../test/support/postgres-save-and-die.ts', import.meta.url));
const reset = `DROP TABLE IF EXISTS t; ${deathTableSql}`;

describe('a process killed while it saves', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await makeDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.run(reset);
  });

  const steps: readonly (readonly [DeathStep, number])[] = [
    ['beforeJournal', 0],
    ['afterJournal', 0],
    ['whileCommitting', 0],
    ['whileCommitting', 1],
    ['whileCommitting', 3],
    ['afterCommit', 0],
  ];

  it.each(steps)(
    'leaves a store of which the images tell the truth: %s, after %i ms',
    {
      timeout: 60_000,
    },
    async (step, delayMs) => {
      const journal = join(await temporaryDirectory(), 'journal');
      const args = [child, JSON.stringify(database.config), journal, step, String(delayMs)];
      const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      process_.stderr.on('data', (text) => (said += String(text)));
      const [, signal] = await once(process_, 'exit');
      if (signal !== 'SIGKILL') throw new Error(`It was to be killed: ${said}`);
      await using opened = await openWriting(database);
      if (step === 'beforeJournal') {
        expect(existsSync(journal)).toBe(false);
        expect(await truthOf(database.run)).toBe('before');
        return;
      }
      // Written by the process that was killed, in this form.
      const images = deserialize(readFileSync(journal)) as readonly RowImage[];
      const told = await opened.write.compare(images, calmly());
      expect(told).toBe(await truthOf(database.run));
      if (step === 'afterJournal') expect(told).toBe('before');
      if (step === 'afterCommit') expect(told).toBe('after');
      if (told === 'before') return;
      // What is in the store can be taken back by what the dead process left.
      expect((await applyTo(opened.write, restoring(images))).result.kind).toBe('saved');
      expect(await truthOf(database.run)).toBe('before');
    },
  );

  it('leaves rows that prove nothing when others have changed them since', async () => {
    await using opened = await openWriting(database);
    const { images } = await applyTo(opened.write, [
      updateOf('a', 'public.t', [1n], { v: ['old', 'mine'] }),
      updateOf('b', 'public.t', [2n], { v: ['old', 'mine'] }),
    ]);
    const compare = () => opened.write.compare(images ?? [], calmly());
    await database.run(`UPDATE t SET v = 'theirs' WHERE id = 1`);
    expect(await compare()).toBe('after');
    await database.run(`UPDATE t SET v = 'old' WHERE id = 1`);
    expect(await compare()).toBe('neither');
    await database.run(`UPDATE t SET v = 'old' WHERE id = 2`);
    expect(await compare()).toBe('before');
    await database.run(`UPDATE t SET v = 'theirs'`);
    expect(await compare()).toBe('neither');
    await database.run(`ALTER TABLE t DROP COLUMN v`);
    expect(await compare()).toBe('neither');
    await database.run(`DROP TABLE t`);
    opened.catalog.forget();
    expect(await compare()).toBe('neither');
  });
});

describe('a server killed while it saves', () => {
  let server: TestPostgres;
  let database: TestDatabase;
  let opened: OpenWriting;

  beforeAll(async () => {
    server = await startTestPostgres({ settings: { synchronous_commit: 'on' } });
  }, 90_000);
  afterAll(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    database = await makeDatabase({ server: server.url, sql: deathTableSql });
    opened = await openWriting(database);
  });

  const request = { changes: applyChangesOfDeath(), readUpload: async () => new Uint8Array() };

  async function codeOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => null,
      (error: { code?: unknown }) => error.code ?? error,
    );
  }

  /** The session that was cut off is closed; a new one judges, as after a reconnect. */
  async function judge(images: readonly RowImage[]): Promise<'before' | 'after' | 'neither'> {
    await opened[Symbol.asyncDispose]();
    await server.start();
    await using next = await openWriting(database);
    const told = await next.write.compare(images, calmly());
    expect(told).toBe(await truthOf(database.run));
    return told;
  }

  it('before all rows are written: nothing is kept, and the person is told', { timeout: 90_000 }, async () => {
    await database.run(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END';
      CREATE TRIGGER slow BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION slow()`);
    let asked = false;
    const saving = codeOf(
      opened.write.apply(
        request,
        async () => {
          asked = true;
        },
        calmly(),
      ),
    );
    await delay(700);
    await server.halt('KILL');
    expect(await saving).toBe('connection');
    expect(asked).toBe(false);
    await opened[Symbol.asyncDispose]();
    await server.start();
    expect(await truthOf(database.run)).toBe('before');
  });

  it('between the journal and the commit: the rows tell that it is not there', { timeout: 90_000 }, async () => {
    let images: readonly RowImage[] = [];
    const saving = opened.write.apply(
      request,
      async (given) => {
        images = given;
        await server.halt('KILL');
      },
      calmly(),
    );
    expect(await codeOf(saving)).toBe('connection');
    expect(images.length).toBe(502);
    expect(await judge(images)).toBe('before');
  });

  it.each([0, 1, 3])(
    '%i ms after it was told to commit: the rows tell which it was',
    {
      timeout: 90_000,
    },
    async (delayMs) => {
      let images: readonly RowImage[] = [];
      let halted: Promise<void> = Promise.resolve();
      const code = await codeOf(
        opened.write.apply(
          request,
          async (given) => {
            images = given;
            halted = delay(delayMs).then(() => server.halt('KILL'));
          },
          calmly(),
        ),
      );
      await halted;
      const told = await judge(images);
      // Told that it is saved, it is.
      if (code === null) expect(told).toBe('after');
      else expect(code).toBe('connection');
    },
  );
});
