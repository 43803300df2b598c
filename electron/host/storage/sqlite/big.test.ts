import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Anchor, Filter, RowQuery, Sort } from '../../../../shared/domain/query.ts';
import { bigTable } from '../../../../test/support/big-table.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { calm } from '../conformance/walks.ts';
import type { Operation, Session, StoredPage, ViewState } from '../connector.ts';
import { sqliteConnector } from './connector.ts';

const rows = 2_000_000;
let session: Session;
let directory: string;

const all = (more: Partial<RowQuery> = {}): RowQuery => ({
  model: 'measurements',
  filter: null,
  sort: [],
  search: '',
  ...more,
});
const asc = (field: string): Sort => ({ field, direction: 'asc' });
const desc = (field: string): Sort => ({ field, direction: 'desc' });

function page(query: RowQuery, at: Anchor, op: Operation = calm(), limit = 100): Promise<StoredPage> {
  return session.page({ query, columns: ['name'], at, limit }, op);
}

async function last(states: AsyncIterable<ViewState>): Promise<ViewState | undefined> {
  let state: ViewState | undefined;
  for await (state of states);
  return state;
}

/** Longest time the event loop of this thread stood still while `work` ran. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - before - 5);
    before = now;
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return longest;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storeroom-big-test-'));
  const path = join(directory, 'big.db');
  await copyFile(await bigTable(rows), path);
  session = await sqliteConnector.open(
    { kind: 'sqlite', path },
    { environment: testEnvironment(directory), projectDirectory: directory, readOnly: true },
    calm(),
  );
  await session.describe('measurements', calm());
  // Every thread has opened the file.
  await Promise.all([0, 1, 2].map(() => page(all(), { kind: 'start' })));
  await session.count(all(), calm());
}, 120_000);

afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

describe('an abort ends the statement', () => {
  const nothing: Filter = { kind: 'compare', field: 'name', op: 'contains', value: 'no such text' };
  const columns = ['city', 'amount'];
  const scans: readonly (readonly [string, (op: Operation) => Promise<unknown>])[] = [
    ['a page of an unindexed sort', (op) => page(all({ sort: [desc('name')] }), { kind: 'start' }, op)],
    ['a page of an unindexed sort from its end', (op) => page(all({ sort: [asc('price')] }), { kind: 'end' }, op)],
    ['a filter nothing passes', (op) => page(all({ filter: nothing }), { kind: 'start' }, op)],
    [
      'a filter nothing passes, in the order of another index',
      (op) =>
        page(
          all({ filter: { kind: 'compare', field: 'amount', op: 'is', value: -1n }, sort: [asc('moment')] }),
          { kind: 'end' },
          op,
        ),
    ],
    ['a search that finds nothing', (op) => page(all({ search: 'no such text' }), { kind: 'start' }, op)],
    ['a sorted search', (op) => page(all({ search: 'no such text', sort: [asc('price')] }), { kind: 'start' }, op)],
    ['the count of a filter', (op) => session.count(all({ filter: nothing }), op)],
    ['the row numbers of an unindexed sort', (op) => last(session.watch(all({ sort: [desc('note')] }), op))],
    [
      'a view that adds up the whole table',
      (op) => session.page({ query: { ...all(), model: 'cities' }, columns, at: { kind: 'start' }, limit: 10 }, op),
    ],
  ];

  // What else runs on the machine delays this too: the best of three counts.
  it.each(scans)('%s', { retry: 2 }, async (_, scan) => {
    const abort = new AbortController();
    const stall = await longestStall(async () => {
      // Twice, so that both threads are busy with it.
      const outcomes = Promise.allSettled([scan({ signal: abort.signal }), scan({ signal: abort.signal })]);
      await delay(40);
      const started = performance.now();
      abort.abort();
      for (const outcome of await outcomes) {
        // A short one may have been through already; one that was not has ended as aborted, or without a result.
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(AppError);
      }
      // Both threads answer again: what they were doing has really ended.
      await Promise.all([0, 1, 2].map((at) => page(all(), { kind: 'index', index: at }, calm(), 1)));
      expect(performance.now() - started).toBeLessThan(150);
    });
    expect(stall).toBeLessThan(50);
  });

  it('an unindexed sort is left at once: the next page comes within a second', async () => {
    const abort = new AbortController();
    const sorting = [
      page(all({ sort: [asc('name')] }), { kind: 'start' }, { signal: abort.signal }),
      last(session.watch(all({ sort: [asc('name')] }), { signal: abort.signal })),
    ];
    const left = Promise.allSettled(sorting);
    await delay(30);
    abort.abort();
    const started = performance.now();
    const next = await page(all({ sort: [asc('amount')] }), { kind: 'start' });
    expect(next.rows.length).toBe(100);
    expect(performance.now() - started).toBeLessThan(1000);
    await left;
  });
});

describe('row numbers', () => {
  it('both ends are exact before anything was counted', async () => {
    const end = await page(all({ sort: [desc('amount')] }), { kind: 'end' });
    expect(end).toMatchObject({ atEnd: true, position: { index: rows - 100, exact: true } });
  });

  it.each([[[]], [[desc('id')]], [[asc('amount')]], [[desc('moment')]], [[asc('name')]]])(
    'are exact everywhere after the pass: %j',
    async (sort) => {
      const query = all({ sort });
      expect(await last(session.watch(query, calm()))).toEqual({
        count: { kind: 'exact', value: rows },
        positions: 'complete',
        scannedRows: rows,
      });
      for (const index of [1, 9_999, 10_000, 777_777, 1_600_000, rows - 50]) {
        const jumped = await page(query, { kind: 'index', index });
        expect(jumped.position).toEqual({ index, exact: true });
        const key = jumped.keys[10] ?? [];
        const around = await page(query, { kind: 'key', key: [...key] });
        expect(around.position).toEqual({
          index: index + 10 - around.keys.findIndex((found) => found[0] === key[0]),
          exact: true,
        });
        const before = await page(query, { kind: 'before', cursor: jumped.first ?? '' });
        expect(before.position).toEqual({ index: Math.max(0, index - 100), exact: true });
      }
    },
  );

  it('a filter that half of the rows pass is walked in the order of the sort, not sorted for each page', async () => {
    const query = all({
      filter: { kind: 'compare', field: 'amount', op: 'gte', value: 50_000n },
      sort: [desc('moment')],
    });
    await page(query, { kind: 'start' });
    const started = performance.now();
    await page(query, { kind: 'start' });
    expect(performance.now() - started).toBeLessThan(50);
    expect(await last(session.watch(query, calm()))).toMatchObject({
      count: { kind: 'exact', value: rows / 2 },
      positions: 'complete',
    });
  });

  it('a page deep inside takes no longer than the first', async () => {
    const query = all({ sort: [asc('amount')] });
    await last(session.watch(query, calm()));
    const time = async (at: Anchor): Promise<number> => {
      const times: number[] = [];
      for (let run = 0; run < 15; run += 1) times.push((await page(query, at)).tookMs);
      return times.toSorted((a, b) => a - b)[7] ?? 0;
    };
    const first = await time({ kind: 'start' });
    expect(await time({ kind: 'end' })).toBeLessThan(first * 2 + 1);
  });
});

describe('a search', () => {
  const query = all({ search: 'MEASUREMENT 19999' });

  it('stops when its time is over and goes on from there, each row once', async () => {
    const found: string[] = [];
    let stops = 0;
    let at: Anchor = { kind: 'start' };
    for (;;) {
      const part = await page(query, at, { ...calm(), timeoutMs: 150 });
      found.push(...part.rows.map(([name]) => String(name)));
      expect(part.position).toEqual({ index: found.length - part.rows.length, exact: true });
      if (part.stopped !== null) {
        stops += 1;
        expect(part.stopped.scannedRows).toBeGreaterThan(0);
        expect(part.atEnd).toBe(false);
      }
      const next = part.resume ?? part.last;
      if (part.atEnd || next === null) break;
      at = { kind: 'after', cursor: next };
    }
    expect(stops).toBeGreaterThan(1);
    // 19999, 199990 to 199999, 1999900 to 1999999
    expect(found.length).toBe(111);
    expect(new Set(found).size).toBe(111);
  });

  it('goes on although nothing was found so far', async () => {
    const part = await page(all({ search: 'no such text' }), { kind: 'start' }, { ...calm(), timeoutMs: 100 });
    expect(part).toMatchObject({ rows: [], atEnd: false, first: null, last: null, stopped: { reason: 'time' } });
    const rest = await page(
      all({ search: 'no such text' }),
      { kind: 'after', cursor: part.resume ?? '' },
      { ...calm(), timeoutMs: 60_000 },
    );
    expect(rest).toMatchObject({ rows: [], atEnd: true, stopped: null });
  });

  it('that must also be sorted comes in the order of the key when there is no time to see all rows', async () => {
    const sorted = { ...query, sort: [asc('price')] };
    const part = await page(sorted, { kind: 'start' }, { ...calm(), timeoutMs: 100 });
    expect(part.skipped).toEqual([{ field: 'price', reason: 'Not sorted: too many rows to search them all' }]);
    const rest = await page(sorted, { kind: 'after', cursor: part.resume ?? '' }, { ...calm(), timeoutMs: 60_000 });
    expect(rest.rows.length + part.rows.length).toBeGreaterThan(99);
  });
});
