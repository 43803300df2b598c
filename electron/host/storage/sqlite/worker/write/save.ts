import type { ChangeProblem } from '../../../../../../shared/domain/change-set.ts';
import { brokenUtf8At } from '../../../broken-utf8.ts';
import type { StoredValue } from '../../protocol.ts';
import { subjectOfRow } from '../../write/guard-problems.ts';
import { textRefusal } from '../../write/plan-values.ts';
import type { PlannedField, PlannedRow, PlannedValue, WritePlan } from '../../write/write-plan.ts';
import type { WriteRelation } from '../../write/write-table.ts';
import type { SavedOutcome } from '../../write/writer-protocol.ts';
import { followActions } from './follow.ts';
import { type RowState, RowStates } from './row-states.ts';
import { createTableAccess, type TableAccess } from './table-access.ts';
import type { WriteConnection } from './write-connection.ts';

/** A row of the plan with the row of the store it is about. */
export interface Target {
  readonly row: PlannedRow;
  readonly state: RowState;
}

/** One transaction in the making. */
export interface Save {
  readonly connection: WriteConnection;
  readonly plan: WritePlan;
  readonly states: RowStates;
  readonly problems: ChangeProblem[];
  /** Changes that need nothing, as their rows are gone already. */
  readonly done: SavedOutcome[];
  /** Inserted rows by their change. */
  readonly inserted: Map<string, RowState>;
  access(table: string): TableAccess;
  /** Foreign keys that end at a table, or begin there. */
  incoming(table: string): readonly WriteRelation[];
  outgoing(table: string): readonly WriteRelation[];
  /** Rows of other tables may change along with its rows. */
  hasFollowers(table: string): boolean;
  /** One of the changes writes one of these columns in a row that is there. */
  changesKey(table: string, columns: readonly string[]): boolean;
  /** What is to be stored; `undefined` when only the store knows it. */
  given(value: PlannedValue): StoredValue | undefined;
  refuse(
    row: PlannedRow,
    field: string | null,
    code: Extract<ChangeProblem, { kind: 'invalid' }>['code'],
    message: string,
  ): void;
}

export function createSave(
  connection: WriteConnection,
  plan: WritePlan,
  uploads: ReadonlyMap<string, Uint8Array>,
): Save {
  const accesses = new Map<string, TableAccess>();
  const problems: ChangeProblem[] = [];
  const inserted = new Map<string, RowState>();
  const incoming = Map.groupBy(plan.relations, ({ toModel }) => toModel);
  const outgoing = Map.groupBy(plan.relations, ({ fromModel }) => fromModel);
  const parents = new Set(
    plan.relations
      .filter(({ onDelete, onUpdate }) => followActions.has(onDelete) || followActions.has(onUpdate))
      .map(({ toModel }) => toModel),
  );
  const updated = new Set(
    plan.rows.flatMap((row) =>
      row.kind === 'update' ? row.fields.map(({ field }) => JSON.stringify([row.table, field])) : [],
    ),
  );
  const texts = new Map<string, string>();

  function uploaded(upload: string, as: 'text' | 'bytes'): StoredValue {
    const bytes = uploads.get(upload);
    if (!bytes) throw new Error(`The upload ${upload} did not come with the plan`);
    if (as === 'bytes') return bytes;
    const known = texts.get(upload);
    if (known !== undefined) return known;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    texts.set(upload, text);
    return text;
  }

  return {
    connection,
    plan,
    states: new RowStates(),
    problems,
    done: [],
    inserted,
    access: (name) => {
      const known = accesses.get(name);
      if (known) return known;
      const table = plan.tables.get(name);
      if (!table) throw new Error(`The plan does not know the table ${name}`);
      const access = createTableAccess(connection, table);
      accesses.set(name, access);
      return access;
    },
    incoming: (table) => incoming.get(table) ?? [],
    outgoing: (table) => outgoing.get(table) ?? [],
    hasFollowers: (table) => parents.has(table),
    changesKey: (table, columns) => columns.some((column) => updated.has(JSON.stringify([table, column]))),
    given: (value) => {
      if (value.kind === 'stored') return value.value;
      return value.kind === 'upload' ? uploaded(value.upload, value.as) : undefined;
    },
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

/** Why uploaded bytes are no text; `null` when they are, or need not be. */
export function uploadRefusal({ value }: PlannedField, uploads: ReadonlyMap<string, Uint8Array>): string | null {
  if (value.kind !== 'upload' || value.as !== 'text') return null;
  const bytes = uploads.get(value.upload);
  if (!bytes) return null;
  const broken = brokenUtf8At(bytes);
  if (broken !== null) return `The file is not UTF-8: byte ${broken + 1} is out of place. Load it as bytes`;
  return textRefusal(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}
