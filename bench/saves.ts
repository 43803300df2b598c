import { join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import { Journal } from '../electron/host/changes/journal.ts';
import { openLocalState } from '../electron/host/local-state/local-state.ts';
import type { Session } from '../electron/host/storage/connector.ts';
import { sqliteConnector } from '../electron/host/storage/sqlite/connector.ts';
import { nodeEnvironment } from '../electron/server/node-environment.ts';
import type { RowChange } from '../shared/domain/change-set.ts';
import { compare, median, timed } from './measure.ts';
import { postgresSaves } from './postgres-saves.ts';
import { type Benchmark, compared, type Measured, milliseconds, type Note } from './result.ts';
import { saveRounds, savesThroughTheApp } from './saves-through-app.ts';
import { scratchDirectory } from './scratch.ts';

const tableRows = 100_000;
const editedRows = 1000;
/** Edited rows lie all over the table, as after a filter. */
const spread = 97;

/** Saving many edited rows, against the same statements on the bare driver. */
export const saves: Benchmark = {
  name: 'saves',
  run: async (note) => {
    const lines: Measured[] = [];
    for (const [journal, name] of [
      ['WAL', 'write-ahead log'],
      ['DELETE', 'rollback journal'],
    ] as const) {
      lines.push(...(await throughTheApp(journal, name, note)));
      lines.push(...(await sessionAlone(journal, name, note)));
    }
    lines.push(...(await postgresSaves({ tableRows, editedRows, rowId, edits }, note)));
    return {
      title: `Saving ${editedRows.toLocaleString('en')} edited rows`,
      method: `One text column of ${editedRows.toLocaleString('en')} rows, spread over a SQLite table of ${tableRows.toLocaleString('en')}, by key. Ours: WebSocket client → host → journal of changes on the disk → writer thread, each row guarded by its value before, read before and after, and answered. Alone: the storage session in this process without client and journal. Bare: a prepared UPDATE of better-sqlite3 in one transaction, in this process. Each on a file of its own, all with synchronous = FULL and foreign_keys = ON. The journal's share is the time from the question to the journal until the entry is on the disk and closed, of a save in this process. PostgreSQL: a server of the same kind as in the tests, over a Unix socket, with fsync and synchronous_commit; bare: the driver pg in this process, one UPDATE with parameters after the other in one transaction. ${saveRounds.rounds} rounds in turns, medians.`,
      lines,
    };
  },
};

type JournalMode = 'WAL' | 'DELETE';

async function throughTheApp(journal: JournalMode, name: string, note: Note): Promise<readonly Measured[]> {
  note(`saves through the app, ${name}`);
  await using scratch = await scratchDirectory();
  const target = join(scratch.path, 'ours.db');
  makeTable(target, journal);
  using bare = openBare(join(scratch.path, 'bare.db'), journal);
  return await savesThroughTheApp(name, { target, scratch: scratch.path, edits, bare });
}

async function sessionAlone(journal: JournalMode, name: string, note: Note): Promise<readonly Measured[]> {
  note(`saves of the session alone, ${name}`);
  await using scratch = await scratchDirectory();
  const environment = nodeEnvironment({
    dataDirectory: scratch.path,
    log: pino({ level: 'silent' }),
    version: '0.0.0-bench',
  });
  const path = join(scratch.path, 'alone.db');
  makeTable(path, journal);
  const state = await openLocalState(environment);
  try {
    const entries = new Journal(state.journal);
    const context = { environment, projectDirectory: scratch.path, readOnly: false };
    await using session = await sqliteConnector.open({ kind: 'sqlite', path }, context, idle());
    using bare = openBare(join(scratch.path, 'bare.db'), journal);
    let value = 'as it was';
    const save = async (round: number, beforeCommit: Parameters<typeof writeRows>[2]) => {
      const changes = edits(value, `round ${round}`);
      value = `round ${round}`;
      return timed(() => writeRows(session, changes, beforeCommit));
    };
    const alone = await compare({
      ...saveRounds,
      ours: (round) => save(round, async () => {}),
      reference: (round) => timed(() => bare.update(`round ${round}`)),
    });
    const journalTimes: number[] = [];
    const totals: number[] = [];
    for (let round = 0; round < saveRounds.rounds; round += 1) {
      let took = 0;
      let id = 0;
      const total = await save(round + 1000, async (images) => {
        took = await timed(async () => {
          const facts = { project: path, target: 'main', kind: 'save', inverseOf: null } as const;
          id = await entries.begin(facts, images);
        });
      });
      took += await timed(() => entries.close(path, id, 'saved'));
      journalTimes.push(took);
      totals.push(total);
    }
    const share = median(journalTimes) / median(totals);
    return [
      compared(`session alone ÷ bare driver, ${name}`, alone, null),
      {
        name: `the journal's share of a save, ${name}`,
        ours: milliseconds(median(journalTimes)),
        reference: milliseconds(median(totals)),
        ratio: share,
        goal: null,
      },
    ];
  } finally {
    await state.close();
  }
}

async function writeRows(
  session: Session,
  changes: readonly RowChange[],
  beforeCommit: Parameters<NonNullable<Session['write']>['apply']>[1],
): Promise<void> {
  if (!session.write) throw new Error('The file can’t be written to');
  const readUpload = () => Promise.reject(new Error('There are no uploads'));
  const result = await session.write.apply({ changes, readUpload }, beforeCommit, idle());
  if (result.kind !== 'saved') throw new Error('The save was refused');
}

function idle(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}

function rowId(at: number): number {
  return ((at * spread) % tableRows) + 1;
}

function edits(from: string, to: string, model = 'people'): readonly RowChange[] {
  return Array.from({ length: editedRows }, (_, at): RowChange => {
    const id = rowId(at);
    const fields = [
      {
        field: 'name',
        base: { kind: 'cell' as const, cell: `${from} ${id}` },
        value: { kind: 'cell' as const, cell: `${to} ${id}` },
      },
    ];
    return { kind: 'update', id: `c${at}`, model, key: [BigInt(id)], fields };
  });
}

function makeTable(path: string, journal: JournalMode): void {
  const database = new Database(path);
  database.pragma(`journal_mode = ${journal}`);
  database.exec(`
    CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, city TEXT, amount REAL, made DATETIME, note TEXT);
    WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${tableRows})
    INSERT INTO people SELECT i, 'as it was ' || i, 'person' || i || '@example.org', 'City ' || (i % 50), i * 1.25, '2026-01-01 12:00:00', 'A note of some words for row ' || i FROM n`);
  database.close();
}

/** The same statements without anything around them. */
function openBare(path: string, journal: JournalMode): Disposable & { update(to: string): void } {
  makeTable(path, journal);
  const database = new Database(path);
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  const update = database.prepare('UPDATE people SET name = ? WHERE id = ?');
  const all = database.transaction((to: string) => {
    for (let at = 0; at < editedRows; at += 1) {
      const id = rowId(at);
      update.run(`${to} ${id}`, id);
    }
  });
  return { update: (to) => all.immediate(to), [Symbol.dispose]: () => database.close() };
}
