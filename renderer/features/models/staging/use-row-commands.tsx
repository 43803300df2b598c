import { type ReactNode, type RefObject, useCallback, useMemo, useRef, useState } from 'react';
import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import { type Cell, isWhole } from '../../../../shared/domain/cell.ts';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import type { GridHandle, GridPasteTarget } from '../../../grid/index.ts';
import { toAppError, useClient, useProject } from '../../../host/index.ts';
import { formatCount, notify } from '../../../ui/index.ts';
import { cellOf, type ModelRow } from '../model-row.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { duplicateFields } from './duplicate-row.ts';
import { inParallel } from './in-parallel.ts';
import { firstField } from './new-row.ts';
import { PasteDialog } from './paste-dialog.tsx';
import { clearedValue, type PastePlan, planPaste } from './plan-paste.ts';
import type { Staging } from './use-staging.ts';

type Cells = readonly { readonly row: ModelRow; readonly column: string }[];

export interface RowCommands {
  addRow(): void;
  /** Copies of these rows, as new ones. */
  duplicate(rows: readonly ModelRow[], missing?: number): void;
  /** Asks first when other rows hang on them. */
  remove(rows: readonly ModelRow[], missing?: number): void;
  /** Gives the same value to several cells, as one step. Cells that can't take it are named. */
  setCells(cells: Cells, value: 'null' | 'default' | 'cleared', missing?: number): void;
  paste(target: GridPasteTarget<ModelRow>): void;
  /** Says why nothing can be typed here; not again at every key. */
  refused(reason: string): void;
  /** Questions that are asked at the moment. */
  readonly dialogs: ReactNode;
}

/** A bigger block of new rows is an import. */
const duplicatesAtOnce = 200;
const readAtOnce = 4;
const repeatMs = 3000;

/** What toolbar, menus and keys do to the rows of a model. */
export function useRowCommands(given: {
  readonly storage: string;
  readonly model: Model;
  /** Those shown: focus goes to the first of them that is to be filled. */
  readonly fields: readonly Field[];
  readonly staging: Staging;
  readonly grid: RefObject<GridHandle<ModelRow> | null>;
}): RowCommands {
  const { storage, model, fields, staging, grid } = given;
  const client = useClient();
  const { id: project } = useProject();
  const [deleting, setDeleting] = useState<readonly ModelRow[] | null>(null);
  const [pasting, setPasting] = useState<{ readonly plan: PastePlan; readonly beyond: string | null } | null>(null);
  const lastRefusal = useRef({ reason: '', at: 0 });

  const focusGrid = useCallback(() => grid.current?.focus(), [grid]);

  const readWhole = useCallback(
    async (row: ModelRow): Promise<ReadonlyMap<string, Cell>> => {
      if (row.key === null) return new Map();
      const key = [...row.key];
      const { columns, cells } = await client.rows.get({ project, storage, model: model.id, key });
      const whole = await inParallel(columns, readAtOnce, async (field) => {
        const cell = cells[columns.indexOf(field)] ?? null;
        if (isWhole(cell)) return cell;
        return (await client.rows.cell.get({ project, storage, model: model.id, key, field })).cell;
      });
      return new Map(columns.map((column, at) => [column, whole[at] ?? null]));
    },
    [client, project, storage, model.id],
  );

  const commands = useMemo<Omit<RowCommands, 'dialogs'>>(() => {
    const isWritable = () => {
      const reason = staging.lookup.readOnlyReason();
      if (reason === null) return true;
      refused(`Read-only: ${reason}`);
      return false;
    };

    function refused(reason: string): void {
      const now = Date.now();
      const isRepeated = lastRefusal.current.reason === reason && now - lastRefusal.current.at < repeatMs;
      lastRefusal.current = { reason, at: now };
      if (!isRepeated) notify({ kind: 'info', message: reason });
    }

    function isAllThere(missing: number): boolean {
      if (missing === 0) return true;
      refused(
        `${formatCount(missing)} of the selected rows are not loaded: select fewer, or scroll through them first`,
      );
      return false;
    }

    function beginAt(id: string | null): void {
      if (id !== null) grid.current?.edit(id, firstField(fields) ?? fields[0]?.name ?? '');
    }

    async function duplicateAll(rows: readonly ModelRow[]): Promise<void> {
      const wholes = await inParallel(rows, readAtOnce, readWhole);
      const left = new Set<string>();
      const copies = rows.map((row, at) => {
        const whole = wholes[at];
        const copy = duplicateFields(model, (field) => {
          const staged = staging.lookup.value(row, field.name);
          if (staged !== null) return staged;
          return row.newId === null ? (whole?.get(field.name) ?? cellOf(row, field.name)) : { kind: 'default' };
        });
        for (const name of copy.left) left.add(name);
        return { fields: copy.fields, after: row.newId ?? undefined };
      });
      const last = staging.add(copies)?.at(-1);
      if (last === undefined) return;
      if (left.size > 0)
        notify({
          kind: 'warning',
          message: `Not copied, because the values are too big or no text: ${[...left].join(', ')}`,
        });
      grid.current?.show(last, firstField(fields) ?? fields[0]?.name ?? '');
    }

    return {
      refused,
      addRow() {
        if (!isWritable()) return;
        if (grid.current?.finishEdit() === false) return;
        beginAt(staging.add([{ fields: [] }])?.[0] ?? null);
      },
      duplicate(rows, missing = 0) {
        if (!isWritable() || rows.length === 0 || !isAllThere(missing)) return;
        if (rows.length > duplicatesAtOnce) {
          refused(`At most ${duplicatesAtOnce} rows are duplicated at once`);
          return;
        }
        duplicateAll(rows).catch((error: unknown) => notify({ kind: 'error', message: toAppError(error).message }));
      },
      remove(rows, missing = 0) {
        if (!isWritable() || rows.length === 0 || !isAllThere(missing)) return;
        if (grid.current?.finishEdit() === false) return;
        const marked = rows.filter((row) => !staging.lookup.isDeleted(row));
        const stored = marked.filter(({ key, newId }) => key !== null && newId === null);
        if (marked.length === 0) return;
        if (stored.length > 0 && (model.incoming.length > 0 || model.hasTriggers)) setDeleting(marked);
        else {
          staging
            .remove(marked)
            .catch((error: unknown) => notify({ kind: 'error', message: toAppError(error).message }));
        }
      },
      setCells(cells, value, missing = 0) {
        if (!isWritable() || !isAllThere(missing)) return;
        const refusals: string[] = [];
        const edits = cells.flatMap(({ row, column }) => {
          const field = fields.find(({ name }) => name === column);
          if (field === undefined) return [];
          const made = valueFor(field, value);
          const reason = staging.refusal(row, column) ?? (typeof made === 'string' ? made : null);
          if (reason !== null) refusals.push(reason);
          return reason === null && typeof made !== 'string' ? [{ row, field: column, value: made }] : [];
        });
        staging.stage(edits);
        const [first] = refusals;
        if (first !== undefined) refused(refusals.length === 1 ? first : `${refusals.length} cells stay: ${first}`);
      },
      paste(target) {
        if (!isWritable()) return;
        const plan = planPaste(target.cells, model, staging.lookup, staging.refusal);
        const beyond = beyondText(target);
        const [problem] = plan.problems;
        if (target.cells.length === 1 && beyond === null && plan.notes.length === 0) {
          if (problem !== undefined) refused(problem.message);
          else staging.stage(plan.edits);
          return;
        }
        if (target.cells.length > 0) setPasting({ plan, beyond });
      },
    };
  }, [staging, model, fields, grid, readWhole]);

  return {
    ...commands,
    dialogs: (
      <>
        {deleting !== null && (
          <DeleteDialog
            storage={storage}
            model={model}
            rows={deleting}
            onDelete={(signal) => staging.remove(deleting, signal)}
            onClose={() => {
              setDeleting(null);
              focusGrid();
            }}
          />
        )}
        {pasting !== null && (
          <PasteDialog
            {...pasting}
            onPaste={() => {
              staging.stage(pasting.plan.edits);
              setPasting(null);
              focusGrid();
            }}
            onClose={() => {
              setPasting(null);
              focusGrid();
            }}
          />
        )}
      </>
    ),
  };
}

/** The value, or why the field can't take it. */
function valueFor(field: Field, value: 'null' | 'default' | 'cleared'): NewValue | string {
  switch (value) {
    case 'null':
      return field.nullable ? { kind: 'cell', cell: null } : `${field.name} takes no NULL`;
    case 'default':
      return { kind: 'default' };
    case 'cleared': {
      const cell = clearedValue(field);
      return cell === undefined ? `${field.name} needs a value` : { kind: 'cell', cell };
    }
  }
}

function beyondText({ linesBeyond, columnsBeyond, missingRows }: GridPasteTarget<ModelRow>): string | null {
  const left = [
    linesBeyond > 0 ? `${formatCount(linesBeyond)} lines below the last row` : '',
    columnsBeyond > 0 ? `${formatCount(columnsBeyond)} columns behind the last one` : '',
    missingRows > 0 ? `${formatCount(missingRows)} rows that are not loaded` : '',
  ].filter((part) => part !== '');
  return left.length === 0 ? null : `Left out: ${left.join(', ')}.`;
}
