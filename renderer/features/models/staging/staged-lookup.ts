import type { Field } from '../../../../shared/domain/catalog.ts';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { ChangeProblem, NewValue } from '../../../../shared/domain/change-set.ts';
import type { CellState, RowState } from '../../../grid/index.ts';
import type { StagedModel, StagedNewRow, StagedRow } from '../../changes/index.ts';
import { cellOf, type ModelRow } from '../model-row.ts';
import { storeGives } from './new-row.ts';

/** What a field shows: the stored value, or what is staged for it. */
export type ShownField =
  | { readonly kind: 'cell'; readonly cell: Cell; readonly isStaged: boolean }
  /** What the store gives by itself. */
  | { readonly kind: 'default' }
  /** Nothing, and the row can't be saved without. */
  | { readonly kind: 'needed' }
  | Extract<NewValue, { kind: 'inserted' | 'upload' }>
  /** The field was not read with the row. */
  | { readonly kind: 'unread' };

type Staged = Pick<StagedModel, 'newRows' | 'rows' | 'readOnlyReason'>;

/**
 * What is staged for the rows of a model. One object for as long as the screen is: columns ask it while cells are drawn,
 * and `version` tells the grid which rows to draw again.
 */
export interface StagedLookup {
  /** Told while drawing, not after it: the cells that are drawn next ask. */
  set(staged: Staged, saved: ReadonlySet<string>): void;
  readonly readOnlyReason: () => string | null;
  /** What is staged for a field; `null` when nothing is. */
  value(row: ModelRow, field: string): NewValue | null;
  shown(row: ModelRow, field: Field): ShownField;
  problem(row: ModelRow, field: string | null): ChangeProblem | null;
  isDeleted(row: ModelRow): boolean;
  /** Anything is staged for the row. */
  isStaged(row: ModelRow): boolean;
  cellState(row: ModelRow, field: string): CellState | null;
  rowState(row: ModelRow): RowState | null;
  version(row: ModelRow): unknown;
}

export function createStagedLookup(): StagedLookup {
  let staged: Staged = { newRows: [], rows: new Map(), readOnlyReason: null };
  let news = new Map<string, StagedNewRow>();
  let savedRows: ReadonlySet<string> = new Set();

  const newRowOf = (row: ModelRow) => (row.newId === null ? undefined : news.get(row.newId));
  const storedRowOf = (row: ModelRow): StagedRow | undefined =>
    row.id === null || row.newId !== null ? undefined : staged.rows.get(row.id);

  function value(row: ModelRow, field: string): NewValue | null {
    return (newRowOf(row) ?? storedRowOf(row))?.fields.get(field)?.value ?? null;
  }

  function problem(row: ModelRow, field: string | null): ChangeProblem | null {
    const fresh = newRowOf(row);
    if (fresh !== undefined) {
      // Of a field that nobody has filled yet it is shown that it needs a value: that is no mistake.
      const isOpen = (one: ChangeProblem) =>
        one.kind === 'invalid' && one.code === 'not_null' && one.field !== null && !fresh.fields.has(one.field);
      return fresh.problems.find((one) => fieldOf(one) === field && !isOpen(one)) ?? null;
    }
    const stored = storedRowOf(row);
    if (stored === undefined) return null;
    return field === null ? stored.problem : (stored.fields.get(field)?.problem ?? null);
  }

  return {
    set(next, saved) {
      if (next.newRows !== staged.newRows) news = new Map(next.newRows.map((row) => [row.id, row]));
      staged = next;
      savedRows = saved;
    },
    readOnlyReason: () => staged.readOnlyReason,
    value,
    shown(row, field) {
      const given = value(row, field.name);
      if (given !== null) return given.kind === 'cell' ? { kind: 'cell', cell: given.cell, isStaged: true } : given;
      if (row.newId !== null) {
        if (storeGives(field)) return { kind: 'default' };
        return field.nullable ? { kind: 'cell', cell: null, isStaged: false } : { kind: 'needed' };
      }
      const cell = cellOf(row, field.name);
      return cell === undefined ? { kind: 'unread' } : { kind: 'cell', cell, isStaged: false };
    },
    problem,
    isDeleted: (row) => storedRowOf(row)?.kind === 'delete',
    isStaged: (row) => newRowOf(row) !== undefined || storedRowOf(row) !== undefined,
    cellState(row, field) {
      const found = problem(row, field);
      if (found !== null) return found.kind === 'invalid' ? 'invalid' : 'conflict';
      const stored = storedRowOf(row);
      return stored?.kind === 'update' && stored.fields.has(field) ? 'edited' : null;
    },
    rowState(row) {
      const fresh = newRowOf(row);
      if (fresh !== undefined) return 'new';
      const stored = storedRowOf(row);
      if (stored === undefined) return row.id !== null && savedRows.has(row.id) ? 'saved' : null;
      const isConflict =
        (stored.problem !== null && stored.problem.kind !== 'invalid') ||
        [...stored.fields.values()].some(({ problem: one }) => one !== null && one.kind !== 'invalid');
      if (isConflict) return 'conflict';
      return stored.kind === 'delete' ? 'deleted' : 'edited';
    },
    version: (row) => newRowOf(row) ?? storedRowOf(row) ?? (row.id !== null && savedRows.has(row.id) ? 'saved' : null),
  };
}

/** The field a problem is about; `null` when it is about the row. */
function fieldOf(problem: ChangeProblem): string | null {
  switch (problem.kind) {
    case 'adjusted':
    case 'invalid':
      return problem.field;
    case 'changed':
      return problem.fields.length === 1 ? (problem.fields[0]?.field ?? null) : null;
    case 'gone':
      return null;
  }
}

/** One sentence for the person. */
export function problemText(problem: ChangeProblem): string {
  switch (problem.kind) {
    case 'invalid':
      return problem.message;
    case 'adjusted':
      return 'The store would keep another value';
    case 'gone':
      return 'The row is not there any more';
    case 'changed':
      return 'Somebody else has changed it';
  }
}
