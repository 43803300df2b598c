import { expect } from 'vitest';
import { AppError } from '../../../../shared/domain/app-error.ts';
import { type Cell, isWhole, sameCell, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { BaseValue } from '../../../../shared/domain/change-set.ts';
import type { RowImage, Session, StoreChange, WriteOps, WriteRequest } from '../connector.ts';
import { calm } from './walks.ts';
import { keyText, type ModelRow, type StoreRows, type WriteTableSpec, writeTables } from './write-tables.ts';

/** A store with the tables in it. */
export interface OpenedStore {
  readonly session: Session;
  /** Somebody else's connection to the same store. */
  readonly other: Session;
  /** Puts exactly these rows into the tables, past the sessions. */
  fill(rows: StoreRows): Promise<void>;
  /** Every row as the store keeps it, class and bytes of each value: equal when nothing has changed. */
  dump(): Promise<ReadonlyMap<string, readonly string[]>>;
  close(): Promise<void>;
}

/** A store under test. */
export interface WriteTarget {
  readonly name: string;
  open(tables: readonly WriteTableSpec[]): Promise<OpenedStore>;
  /** The same for reading only. */
  openReadOnly(tables: readonly WriteTableSpec[]): Promise<OpenedStore>;
}

/** Applies changes and keeps what the journal was given; `null` when it was not asked. */
export async function apply(
  { session }: Pick<OpenedStore, 'session'>,
  changes: readonly StoreChange[],
): Promise<{ readonly result: Awaited<ReturnType<WriteOps['apply']>>; readonly images: readonly RowImage[] | null }> {
  const asked: (readonly RowImage[])[] = [];
  const result = await writing(session).apply(
    requestOf(changes),
    async (images) => {
      asked.push(images);
    },
    calm(),
  );
  expect(asked.length).toBeLessThanOrEqual(1);
  return { result, images: asked[0] ?? null };
}

export function requestOf(changes: readonly StoreChange[]): WriteRequest {
  return { changes, readUpload: () => Promise.reject(new AppError('not_found', 'No such upload')) };
}

export function writing(session: Session): WriteOps {
  if (!session.write) throw new Error('The store can’t be written to');
  return session.write;
}

export type Holds = (base: BaseValue, value: WholeCell) => boolean;

/** Bases as the store makes them; what a guard stands for is remembered. */
export function holdsBase() {
  const guards = new Map<string, WholeCell>();
  return {
    read: async (
      session: Session,
      table: string,
      key: readonly WholeCell[],
      field: string,
      value: WholeCell,
    ): Promise<BaseValue> => {
      const base = await writing(session).base(table, key, field, calm());
      if (base.kind === 'guard') guards.set(base.guard, value);
      else expect(base.cell).toEqual(value);
      return base;
    },
    holds: ((base, value) =>
      sameCell(base.kind === 'cell' ? base.cell : (guards.get(base.guard) ?? null), value)) satisfies Holds,
  };
}

/** All rows as the session reads them, each value whole. */
export async function readAll(session: Session): Promise<StoreRows> {
  const all = new Map<string, readonly ModelRow[]>();
  for (const table of writeTables) {
    const columns = table.columns.map(({ name }) => name);
    const rows: ModelRow[] = [];
    for await (const batch of session.scan(
      { model: table.name, filter: null, sort: [], search: '' },
      columns,
      calm(),
    )) {
      for (const cells of batch) {
        const key = table.key.map((name) => wholeOf(cells[columns.indexOf(name)] ?? null));
        const values = new Map<string, WholeCell>();
        for (const [at, name] of columns.entries()) {
          const cell = cells[at] ?? null;
          values.set(
            name,
            isWhole(cell) ? cell : wholeOf(await session.cell(table.name, key, name, 1_000_000, calm())),
          );
        }
        rows.push(values);
      }
    }
    all.set(table.name, rows);
  }
  return sorted(all);
}

function wholeOf(cell: Cell): WholeCell {
  if (!isWhole(cell)) throw new Error('A value came cut');
  return cell;
}

/** In one order: tables as they are listed, rows by their keys, columns as their table has them. */
export function sorted(rows: StoreRows): StoreRows {
  return new Map(
    writeTables.map((table) => [
      table.name,
      (rows.get(table.name) ?? [])
        .map((row): ModelRow => new Map(table.columns.map(({ name }) => [name, row.get(name) ?? null])))
        .toSorted((a, b) => (keyText(table, a) < keyText(table, b) ? -1 : 1)),
    ]),
  );
}
