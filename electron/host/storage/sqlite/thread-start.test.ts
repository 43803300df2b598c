import { setTimeout as delay } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { makeDatabase, openSession, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { calm } from '../conformance/walks.ts';

it('threads start while another program takes its lock again and again', async () => {
  const { path, directory } = await makeDatabase('CREATE TABLE t (v); INSERT INTO t VALUES (1)');
  const other = new Database(path);
  onTestFinished(() => void other.close());
  const finished = new AbortController();
  // Longer than SQLite waits by itself, with gaps in which a thread can take its first step.
  const busy = (async () => {
    while (!finished.signal.aborted) {
      other.exec('BEGIN EXCLUSIVE');
      await delay(70);
      other.exec('ROLLBACK');
      await delay(2);
    }
  })();
  try {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => openSession(path, directory)));
    const pages = await Promise.all(
      [...sessions, ...sessions, ...sessions].map((session) =>
        session.page({ query: rowsOf('t'), columns: ['v'], at: { kind: 'start' }, limit: 5 }, calm()),
      ),
    );
    for (const { rows } of pages) expect(rows).toEqual([[1n]]);
  } finally {
    finished.abort();
    await busy;
  }
}, 60_000);
