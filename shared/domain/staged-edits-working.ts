import {
  maxSteps,
  type StagedEdits,
  type StagedEntry,
  type StagedStep,
  type StagedTable,
  type TablePatch,
  tableId,
} from './staged-edits.ts';

/** A table that is being changed. */
export interface WorkingTable {
  readonly storage: string;
  readonly model: string;
  readonly entries: Map<string, StagedEntry>;
  newOrder: readonly string[];
  /** Rows that may have changed. */
  readonly touched: Set<string>;
}

/** Staged edits while a step is made of them: tables are copied when they are first needed. */
export interface Working {
  readonly from: StagedEdits;
  readonly tables: Map<string, WorkingTable>;
  nextNumber: number;
}

export function startWork(from: StagedEdits): Working {
  return { from, tables: new Map(), nextNumber: from.nextNumber };
}

export function workingTable(work: Working, storage: string, model: string): WorkingTable {
  const id = tableId(storage, model);
  const known = work.tables.get(id);
  if (known) return known;
  const before = work.from.tables.get(id);
  const table: WorkingTable = {
    storage,
    model,
    entries: new Map(before?.entries),
    newOrder: before?.newOrder ?? [],
    touched: new Set(),
  };
  work.tables.set(id, table);
  return table;
}

export function putEntry(table: WorkingTable, id: string, entry: StagedEntry | null): void {
  table.touched.add(id);
  if (entry) table.entries.set(id, entry);
  else table.entries.delete(id);
}

/** The step that leads from where the work began to where it is; tables nothing happened to are left out. */
export function stepOf(work: Working): StagedStep {
  const patches: TablePatch[] = [];
  for (const [id, { storage, model, entries, newOrder, touched }] of work.tables) {
    const before = work.from.tables.get(id);
    const rows = [...touched].flatMap((row) => {
      const was = before?.entries.get(row) ?? null;
      const is = entries.get(row) ?? null;
      return was === is ? [] : [{ id: row, before: was, after: is }];
    });
    const orderBefore = before?.newOrder ?? [];
    const isReordered = orderBefore.length !== newOrder.length || orderBefore.some((row, at) => row !== newOrder[at]);
    if (rows.length > 0 || isReordered) {
      patches.push({ storage, model, rows, orderBefore, orderAfter: isReordered ? newOrder : orderBefore });
    }
  }
  return patches;
}

export function turnedRound(step: StagedStep): StagedStep {
  return step.map((patch) => ({
    ...patch,
    rows: patch.rows.map(({ id, before, after }) => ({ id, before: after, after: before })),
    orderBefore: patch.orderAfter,
    orderAfter: patch.orderBefore,
  }));
}

export function patchTables(tables: StagedEdits['tables'], step: StagedStep): StagedEdits['tables'] {
  const patched = new Map(tables);
  for (const { storage, model, rows, orderAfter } of step) {
    const id = tableId(storage, model);
    const entries = new Map(patched.get(id)?.entries);
    for (const row of rows) {
      if (row.after) entries.set(row.id, row.after);
      else entries.delete(row.id);
    }
    const table: StagedTable = { storage, model, entries, newOrder: orderAfter };
    if (entries.size > 0) patched.set(id, table);
    else patched.delete(id);
  }
  return patched;
}

/** Ends the work as one step that can be undone. Work that changed nothing is no step. */
export function finishWork(work: Working): StagedEdits {
  const { from, nextNumber } = work;
  const step = stepOf(work);
  if (step.length === 0) return nextNumber === from.nextNumber ? from : { ...from, nextNumber };
  return {
    tables: patchTables(from.tables, step),
    past: [...from.past, step].slice(-maxSteps),
    future: [],
    nextNumber,
  };
}
