import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Cell, WholeCell } from '../../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import type { Session, ViewState } from '../connector.ts';
import { createMemorySession } from '../memory/connector.ts';
import { compareBySort, type NullPlace } from '../query/interpret.ts';
import { queryArbitrary } from './queries.ts';
import { memoryModels, type Rows, rowsArbitrary, type TableSpec, tablesFor } from './tables.ts';
import { calm, walkBackwards, walkForwards } from './walks.ts';

/** A store under test: makes the tables with these rows and opens them. */
export interface ConformanceTarget {
  readonly name: string;
  open(tables: readonly TableSpec[], rows: Rows): Promise<Session>;
  /** Where NULLs stand in ascending order. Default: `first`. */
  readonly nulls?: NullPlace;
  /** Columns take values of their type only. Default: false. */
  readonly isTyped?: boolean;
  /** What the store calls a table's model. Default: the table's name. */
  modelId?(table: string): string;
  /** The reference's spelling of a cell, where the store has its own, as for the digits of reals. */
  normalise?(cell: Cell): Cell;
  /** Where the store is known to differ. Each check must fail: one that holds is no deviation and turns the suite red. */
  readonly deviations: readonly { readonly title: string; check(session: Session): Promise<void> }[];
}

const seeds = [1, 20, 300];

/** Holds a store to the interpreter: same rows, same order, whichever way they are reached. */
export function conformanceSuite(target: ConformanceTarget): void {
  const tables = tablesFor({ isTyped: target.isTyped ?? false });
  const nulls = target.nulls ?? 'first';
  const modelId = (name: string) => target.modelId?.(name) ?? name;
  describe.each(seeds)(`${target.name} gives what the interpreter gives (rows of seed %i)`, (seed) => {
    let session: Session;
    let reference: Session;

    beforeAll(async () => {
      const [rows] = fc.sample(rowsArbitrary(60, tables), { seed, numRuns: 1 });
      if (!rows) throw new Error('No rows were made');
      reference = createMemorySession(memoryModels(rows), nulls);
      session = await target.open(tables, rows);
    });
    afterAll(async () => {
      await session[Symbol.asyncDispose]();
    });

    it.each(tables.map((table) => [table.name, table] as const))('for any query on %s', async (_, table) => {
      const columns = table.columns.map(({ name }) => name);
      await fc.assert(
        fc.asyncProperty(
          queryArbitrary(table),
          fc.integer({ min: 2, max: 25 }),
          fc.nat(80),
          async (query, limit, index) => {
            await compareWithReference(target, session, reference, table, query, columns, limit, index);
          },
        ),
        { numRuns: 30, seed },
      );
    });
  });

  describe(`${target.name} refuses what it can’t do`, () => {
    let session: Session;
    const [rows] = fc.sample(rowsArbitrary(20, tables), { seed: 5, numRuns: 1 });
    const all = (model: string): RowQuery => ({ model: modelId(model), filter: null, sort: [], search: '' });

    beforeAll(async () => {
      session = await target.open(tables, rows ?? new Map());
    });
    afterAll(async () => {
      await session[Symbol.asyncDispose]();
    });

    async function codeOf(work: Promise<unknown>): Promise<string> {
      const error = await work.then(
        () => null,
        (reason: unknown) => reason,
      );
      return error instanceof AppError ? error.code : String(error);
    }

    it('names a model, a field or a row that is not there', async () => {
      const page = (query: RowQuery, columns: string[]) =>
        session.page({ query, columns, at: { kind: 'start' }, limit: 5 }, calm());
      expect(await codeOf(session.describe('nothing"', calm()))).toBe('not_found');
      expect(await codeOf(session.describe('__proto__', calm()))).toBe('not_found');
      expect(await codeOf(page(all('items'), ['nope']))).toBe('bad_request');
      expect(await codeOf(page({ ...all('items'), sort: [{ field: 'nope', direction: 'asc' }] }, ['id']))).toBe(
        'bad_request',
      );
      expect(await codeOf(page({ ...all('items'), filter: { kind: 'isNull', field: 'constructor' } }, ['id']))).toBe(
        'bad_request',
      );
      expect(await codeOf(session.cell(modelId('items'), [123456789n], 'name', 100, calm()))).toBe('not_found');
      expect(
        await codeOf(
          session.page(
            { query: all('items'), columns: ['id'], at: { kind: 'key', key: [123456789n] }, limit: 5 },
            calm(),
          ),
        ),
      ).toBe('not_found');
      expect(await session.read(modelId('items'), [[123456789n]], ['id'], calm())).toEqual([null]);
    });

    it('refuses a cursor of another query, and one it never gave', async () => {
      const page = await session.page(
        { query: all('items'), columns: ['id'], at: { kind: 'start' }, limit: 2 },
        calm(),
      );
      const other = { ...all('items'), search: 'a' };
      expect(
        await codeOf(
          session.page(
            { query: other, columns: ['id'], at: { kind: 'after', cursor: page.last ?? '' }, limit: 2 },
            calm(),
          ),
        ),
      ).toBe('conflict');
      expect(
        await codeOf(
          session.page(
            { query: all('items'), columns: ['id'], at: { kind: 'after', cursor: 'made up' }, limit: 2 },
            calm(),
          ),
        ),
      ).toBe('conflict');
    });

    it('reads rows without a key, and refuses to name one of them', async () => {
      expect(await codeOf(session.read(modelId('shown'), [[1n]], ['name'], calm()))).toBe('unsupported');
      expect(await codeOf(session.cell(modelId('shown'), [1n], 'name', 100, calm()))).toBe('unsupported');
    });

    it('gives up at once when the signal has fired', async () => {
      const aborted = { signal: AbortSignal.abort() };
      expect(await codeOf(session.list(aborted))).toBe('aborted');
      expect(
        await codeOf(session.page({ query: all('items'), columns: ['id'], at: { kind: 'start' }, limit: 2 }, aborted)),
      ).toBe('aborted');
      expect(await codeOf(session.count({ ...all('items'), search: 'a' }, aborted))).toBe('aborted');
    });
  });

  if (target.deviations.length === 0) return;
  describe(`${target.name} still differs where it is said to`, () => {
    it.each(target.deviations.map((deviation) => [deviation.title, deviation] as const))('%s', async (_, deviation) => {
      const session = await target.open(tables, new Map());
      try {
        await expect(deviation.check(session)).rejects.toThrow();
      } finally {
        await session[Symbol.asyncDispose]();
      }
    });
  });
}

async function compareWithReference(
  target: ConformanceTarget,
  session: Session,
  reference: Session,
  table: TableSpec,
  asked: RowQuery,
  columns: readonly string[],
  limit: number,
  index: number,
): Promise<void> {
  const expected = await walkForwards(reference, asked, columns, 1000);
  const model = target.modelId?.(table.name) ?? table.name;
  const query = { ...asked, model };
  const rowText = (row: readonly Cell[]) => textOfRow(target.normalise ? row.map(target.normalise) : row);
  const forwards = await walkForwards(session, query, columns, limit);

  // The same rows …
  expect(forwards.rows.map(rowText).toSorted()).toEqual(expected.rows.map(rowText).toSorted());
  expect(forwards.keys.map(encodeRowKey).toSorted()).toEqual(expected.keys.map(encodeRowKey).toSorted());
  // … in order (the sort columns are compared whole: the page may have cut them) …
  const sort = query.sort.length > 0 ? query.sort : table.key.map((field) => ({ field, direction: 'asc' as const }));
  const decimals = new Set(table.columns.filter(({ type }) => type === 'decimal').map(({ name }) => name));
  const valuesOf = (row: readonly Cell[] | undefined) => (field: string) =>
    comparable(row?.[columns.indexOf(field)] ?? null);
  forwards.rows.forEach((row, at) => {
    if (at > 0)
      expect(
        compareBySort(sort, valuesOf(forwards.rows[at - 1]), valuesOf(row), decimals, target.nulls),
      ).toBeLessThanOrEqual(0);
  });
  // … and one order only, whichever way it is walked.
  expect(await walkBackwards(session, query, columns, limit)).toEqual(forwards);
  const scanned: (readonly Cell[])[] = [];
  for await (const batch of session.scan(query, columns, calm())) scanned.push(...batch);
  expect(scanned).toEqual(forwards.rows);

  const jumped = await session.page({ query, columns, at: { kind: 'index', index }, limit }, calm());
  const from = index < forwards.rows.length ? index : Math.max(0, forwards.rows.length - limit);
  expect(jumped.rows).toEqual(forwards.rows.slice(from, from + limit));
  expect(jumped.position).toEqual({ index: from, exact: true });

  const key = forwards.keys[index % Math.max(1, forwards.keys.length)];
  if (key && key.length > 0) {
    const around = await session.page({ query, columns, at: { kind: 'key', key: [...key] }, limit }, calm());
    const start = around.position.index;
    if (around.position.exact) expect(around.rows).toEqual(forwards.rows.slice(start, start + around.rows.length));
    expect(around.keys).toContainEqual([...key]);
    expect(await session.read(model, [key], columns, calm())).toEqual([forwards.rows[forwards.keys.indexOf(key)]]);
  }

  expect(await session.count(query, calm())).toEqual({ kind: 'exact', value: forwards.rows.length });
  let last: ViewState | undefined;
  for await (const state of session.watch(query, calm())) last = state;
  expect(last).toMatchObject({ count: { kind: 'exact', value: forwards.rows.length }, positions: 'complete' });
}

/** A cut value stands for its beginning, which is enough for the values these tables hold. */
function comparable(cell: Cell): WholeCell {
  if (cell === null || typeof cell !== 'object' || cell.kind !== 'cut') return cell;
  return cell.of === 'text' ? cell.preview : { kind: 'bytes', hex: cell.preview };
}

function textOfRow(row: readonly Cell[]): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
