import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { PgTransaction } from '../connection/access.ts';
import type { PgForeignKey } from '../table.ts';
import type { Stored } from './exact-value.ts';
import { type Locator, type RowState, RowStates } from './row-states.ts';
import { type PlannedRow, subjectOfRow, type WritePlan } from './write-plan.ts';
import type { WriteTable } from './write-table.ts';

/** A row of the plan with the row of the store it is about. */
export interface Target {
  readonly row: PlannedRow;
  readonly state: RowState;
}

/** A row that was written, or was found as it shall be. */
export interface SavedOutcome {
  readonly change: string;
  readonly table: WriteTable;
  /** `null` when the row is deleted. */
  readonly key: Locator | null;
  readonly fields: readonly string[];
  readonly values: readonly Stored[];
}

/** One transaction in the making. */
export interface Save {
  readonly transaction: PgTransaction;
  readonly plan: WritePlan;
  readonly states: RowStates;
  readonly problems: ChangeProblem[];
  /** Changes that need nothing, as their rows are gone already. */
  readonly done: SavedOutcome[];
  /** Inserted rows by their change. */
  readonly inserted: Map<string, RowState>;
  /** A statement has changed something. */
  hasWritten: boolean;
  /** Throws when the save is given up. */
  check(): void;
  table(id: string): WriteTable;
  /** Foreign keys that end at a table, or begin there. */
  incoming(table: string): readonly PgForeignKey[];
  outgoing(table: string): readonly PgForeignKey[];
  /** One of the changes writes one of these columns in a row that is there. */
  changesKey(table: string, columns: readonly string[]): boolean;
  refuse(
    row: PlannedRow,
    field: string | null,
    code: Extract<ChangeProblem, { kind: 'invalid' }>['code'],
    message: string,
  ): void;
}

export function createSave(transaction: PgTransaction, plan: WritePlan, check: () => void): Save {
  const problems: ChangeProblem[] = [];
  const incoming = Map.groupBy(plan.relations, ({ toModel }) => toModel);
  const outgoing = Map.groupBy(plan.relations, ({ fromModel }) => fromModel);
  const updated = new Set(
    plan.rows.flatMap((row) =>
      row.kind === 'update' ? row.fields.map(({ field }) => JSON.stringify([row.table, field])) : [],
    ),
  );
  return {
    transaction,
    plan,
    states: new RowStates(),
    problems,
    done: [],
    inserted: new Map(),
    hasWritten: false,
    check,
    table: (id) => {
      const table = plan.tables.get(id);
      if (!table) throw new Error(`The plan does not know the table ${id}`);
      return table;
    },
    incoming: (table) => incoming.get(table) ?? [],
    outgoing: (table) => outgoing.get(table) ?? [],
    changesKey: (table, columns) => columns.some((column) => updated.has(JSON.stringify([table, column]))),
    refuse: (row, field, code, message) => {
      // The first reason is the cause; what comes after it for the same field is its echo.
      const isKnown = problems.some(
        (problem) =>
          problem.change === row.change &&
          (problem.kind === 'gone' || (problem.kind === 'invalid' && problem.field === field)),
      );
      if (!isKnown) problems.push({ kind: 'invalid', ...subjectOfRow(row), field, code, message });
    },
  };
}
