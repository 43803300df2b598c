import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openTestDatabase, rowsOf } from '../../../../test/support/sqlite-session.ts';
import { calm } from '../conformance/walks.ts';
import { abandonedThreads } from './abandoned.ts';

// No table stands in it, so there is nothing to put the probe into. It counts for some seconds, then ends.
const deaf =
  'CREATE VIEW deaf AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000000) SELECT count(*) AS n FROM n';

it('a thread that does not give up its statement is replaced, and ends by itself later', {
  timeout: 60_000,
}, async () => {
  const { session } = await openTestDatabase(`CREATE TABLE t (v); INSERT INTO t VALUES (1); ${deaf}`);
  await session.describe('deaf', calm());
  const abort = new AbortController();
  const page = (model: string, column: string, signal: AbortSignal) =>
    session.page({ query: rowsOf(model), columns: [column], at: { kind: 'start' }, limit: 1 }, { signal });
  // One on each thread for pages.
  const stuck = Promise.allSettled([page('deaf', 'n', abort.signal), page('deaf', 'n', abort.signal)]);
  await delay(50);
  abort.abort();
  const started = performance.now();
  expect((await stuck).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(performance.now() - started).toBeLessThan(200);
  await delay(600);
  expect((await page('t', 'v', calm().signal)).rows).toEqual([[1n]]);
  expect(abandonedThreads()).toBeGreaterThan(0);
  while (abandonedThreads() > 0) await delay(100);
});

it('closing does not wait for a statement that can’t be ended, and rejects what was asked for', {
  timeout: 60_000,
}, async () => {
  const { session } = await openTestDatabase(deaf);
  await session.describe('deaf', calm());
  const counting = session
    .page({ query: rowsOf('deaf'), columns: ['n'], at: { kind: 'start' }, limit: 1 }, calm())
    .then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
  await delay(50);
  const started = performance.now();
  await session[Symbol.asyncDispose]();
  expect(performance.now() - started).toBeLessThan(1000);
  expect(await counting).toBe('The database was closed');
  await expect(session.count(rowsOf('deaf'), calm())).rejects.toMatchObject({ code: 'connection' });
  while (abandonedThreads() > 0) await delay(100);
});
