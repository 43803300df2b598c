import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { calm } from '../../electron/host/storage/conformance/walks.ts';
import type { StoreChange, WriteOps } from '../../electron/host/storage/connector.ts';
import { createCatalog } from '../../electron/host/storage/sqlite/catalog.ts';
import { createDescribe } from '../../electron/host/storage/sqlite/describe-changes/create-describe.ts';
import { openPool } from '../../electron/host/storage/sqlite/pool.ts';
import { createMakePlan } from '../../electron/host/storage/sqlite/write/make-plan.ts';
import type { WholeCell } from '../../shared/domain/cell.ts';
import type { BaseValue, ChangeProblem, FieldEdit, NewValue, RowChange } from '../../shared/domain/change-set.ts';
import { testEnvironment } from './environment.ts';
import { makeDatabase } from './sqlite-session.ts';

export interface Described {
  /** Somebody else's connection to the same file. */
  readonly database: Database.Database;
  of(
    changes: readonly StoreChange[],
    uploads?: ReadonlyMap<string, Uint8Array>,
  ): Promise<Awaited<ReturnType<WriteOps['describe']>>>;
}

/** A database whose changes are described by its readers alone. */
export async function openDescribe(create: string | ((database: Database.Database) => void)): Promise<Described> {
  const { path, directory } = await makeDatabase(create);
  const pool = await openPool(testEnvironment(directory), path, calm(), { mayRecover: false });
  onTestFinished(() => pool.close());
  const catalog = createCatalog(pool);
  const describe = createDescribe({ pool, plan: createMakePlan(catalog), describe: catalog.describe });
  const database = new Database(path);
  database.defaultSafeIntegers(true);
  onTestFinished(() => void database.close());
  return {
    database,
    of: (changes, uploads = new Map()) => {
      const readUpload = async (id: string) => uploads.get(id) ?? Buffer.alloc(0);
      return describe({ changes, readUpload }, calm());
    },
  };
}

const cell = (value: WholeCell): NewValue => ({ kind: 'cell', cell: value });
export const base = (value: WholeCell): BaseValue => ({ kind: 'cell', cell: value });

/** One edited field; `to` is a cell, or a value of another kind. */
export function edit(field: string, from: WholeCell, to: WholeCell | NewValue, accepts?: WholeCell): FieldEdit {
  const isValue = to !== null && typeof to === 'object' && !('text' in to) && !('hex' in to);
  // A WholeCell has `text` or `hex`, a NewValue has neither.
  const value = isValue ? to : cell(to);
  return { field, base: base(from), value, ...(accepts === undefined ? {} : { accepts }) };
}

export function update(model: string, key: WholeCell, ...fields: FieldEdit[]): RowChange {
  return { kind: 'update', id: `u${String(key)}`, model, key: [key], fields };
}

export function insert(id: string, model: string, fields: Readonly<Record<string, WholeCell | NewValue>>): RowChange {
  return {
    kind: 'insert',
    id,
    model,
    fields: Object.entries(fields).map(([field, to]) => ({ field, value: edit(field, null, to).value })),
  };
}

export function remove(model: string, key: WholeCell): RowChange {
  return { kind: 'delete', id: `d${String(key)}`, model, key: [key], base: [] };
}

function saidBy(problem: ChangeProblem): readonly unknown[] {
  switch (problem.kind) {
    case 'changed': {
      const fields = problem.fields.map(({ field, base: was, theirs, mine }) => [field, was, theirs, mine]);
      return [problem.change, 'changed', fields];
    }
    case 'gone':
      return [problem.change, 'gone'];
    case 'adjusted':
      return [problem.change, 'adjusted', problem.field, problem.mine, problem.stored];
    case 'invalid':
      return [problem.change, problem.code, problem.field, problem.message];
  }
}

/** What problems say, without the rows they are about. */
export function said(problems: readonly ChangeProblem[]): readonly (readonly unknown[])[] {
  return problems.map(saidBy);
}
