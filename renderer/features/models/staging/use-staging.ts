import { useCallback, useMemo, useState } from 'react';
import type { Model } from '../../../../shared/domain/catalog.ts';
import { isWhole } from '../../../../shared/domain/cell.ts';
import type { BaseValue, FieldValue, NewValue } from '../../../../shared/domain/change-set.ts';
import type { FieldBase } from '../../../../shared/domain/staged-edits.ts';
import type { StagedAction } from '../../../../shared/domain/staged-edits-actions.ts';
import { toAppError, useClient, useProject } from '../../../host/index.ts';
import { notify } from '../../../ui/index.ts';
import { type StagedModel, useStagedModel } from '../../changes/index.ts';
import { cellOf, type ModelRow } from '../model-row.ts';
import { inParallel } from './in-parallel.ts';
import { createStagedLookup, type StagedLookup } from './staged-lookup.ts';

/** One value for one field of one row. */
export interface FieldStage {
  readonly row: ModelRow;
  readonly field: string;
  readonly value: NewValue;
  /** What the field held when the person saw it; only for values that the row's cell does not hold whole. */
  readonly base?: BaseValue | undefined;
}

export interface NewRow {
  readonly fields: readonly FieldValue[];
  readonly after?: string | undefined;
}

/** What can be staged for the rows of a model. Every call is one step of `Undo`. */
export interface Staging {
  readonly staged: StagedModel;
  readonly lookup: StagedLookup;
  /** Why this field of this row can't be edited; `null` when it can. */
  refusal(row: ModelRow, field: string): string | null;
  /**
   * Stages at once where it can. Values whose base is too big to be in the grid are named by the store first: then the
   * edit follows a moment later. @returns false when it was refused, which the person was told
   */
  stage(edits: readonly FieldStage[]): boolean;
  revert(row: ModelRow, field?: string): void;
  /** New rows; `after` is the temporary id of another one. @returns their temporary ids; `null` when it was refused */
  add(rows: readonly NewRow[]): readonly string[] | null;
  /** Marks stored rows to be deleted, takes new ones out. */
  remove(rows: readonly ModelRow[], signal?: AbortSignal): Promise<void>;
  restore(rows: readonly ModelRow[]): void;
}

/** Values named by the store at the same time. */
const askedAtOnce = 8;

export function useStaging(storage: string, model: Model): Staging {
  const client = useClient();
  const { id: project } = useProject();
  const staged = useStagedModel(storage, model);
  const [lookup] = useState(createStagedLookup);
  const { dispatch, newRowId } = staged;

  const askBase = useCallback(
    async (row: ModelRow, field: string, signal?: AbortSignal): Promise<BaseValue> => {
      if (row.key === null) throw new Error('The row has no key');
      const input = { project, storage, model: model.id, key: [...row.key], field };
      const { base } = await client.changes.base.get(input, signal === undefined ? {} : { signal });
      return base;
    },
    [client, project, storage, model.id],
  );

  const stage = useCallback(
    (edits: readonly FieldStage[]): boolean => {
      if (edits.length === 0) return true;
      const known = edits.map((edit) => ({ edit, base: edit.base ?? knownBase(edit.row, edit.field, lookup) }));
      if (known.every(({ edit, base }) => edit.row.newId !== null || base !== null)) {
        return dispatch(known.map(({ edit, base }) => actionOf(edit, base))) === null;
      }
      inParallel(known, askedAtOnce, async ({ edit, base }) =>
        actionOf(edit, edit.row.newId !== null || base !== null ? base : await askBase(edit.row, edit.field)),
      )
        .then(dispatch)
        .catch((error: unknown) => notify({ kind: 'error', message: toAppError(error).message }));
      return true;
    },
    [dispatch, lookup, askBase],
  );

  const revert = useCallback(
    (row: ModelRow, field?: string) => {
      if (row.newId !== null) {
        dispatch([
          field === undefined
            ? { kind: 'removeNew', id: row.newId }
            : { kind: 'editNew', id: row.newId, field, value: { kind: 'default' } },
        ]);
      } else if (row.key !== null) dispatch([{ kind: 'revert', key: row.key, field }]);
    },
    [dispatch],
  );

  const add = useCallback(
    (rows: readonly NewRow[]): readonly string[] | null => {
      const made = rows.map((row) => ({ kind: 'add' as const, id: newRowId(), ...row }));
      return dispatch(made) === null ? made.map(({ id }) => id) : null;
    },
    [dispatch, newRowId],
  );

  const remove = useCallback(
    async (rows: readonly ModelRow[], signal?: AbortSignal): Promise<void> => {
      const generated = new Set(model.fields.filter((field) => field.generated).map(({ name }) => name));
      const actions = await inParallel(rows, askedAtOnce, async (row): Promise<StagedAction | null> => {
        if (row.newId !== null) return { kind: 'removeNew', id: row.newId };
        if (row.key === null || lookup.isDeleted(row)) return null;
        const base: FieldBase[] = [];
        for (const field of row.places.keys()) {
          const cell = cellOf(row, field);
          if (cell === undefined || generated.has(field)) continue;
          base.push({
            field,
            base: isWhole(cell) ? { kind: 'cell', cell } : await askBase(row, field, signal),
          });
        }
        return { kind: 'remove', key: row.key, base };
      });
      signal?.throwIfAborted();
      dispatch(actions.filter((action) => action !== null));
    },
    [dispatch, lookup, askBase, model.fields],
  );

  const restore = useCallback(
    (rows: readonly ModelRow[]) => {
      dispatch(rows.flatMap(({ key }) => (key === null ? [] : [{ kind: 'unremove' as const, key }])));
    },
    [dispatch],
  );

  const refusal = useCallback(
    (row: ModelRow, name: string): string | null => {
      const reason = lookup.readOnlyReason();
      if (reason !== null) return `Read-only: ${lowerFirst(reason)}`;
      if (lookup.isDeleted(row)) return 'The row is marked to be deleted';
      if (row.newId === null && row.key === null) return 'The row has no key';
      const field = model.fields.find((one) => one.name === name);
      if (field?.generated !== true) return null;
      return field.isNumbered === true ? 'The store numbers its rows by itself' : 'The store computes this value';
    },
    [lookup, model.fields],
  );

  return useMemo(
    () => ({ staged, lookup, refusal, stage, revert, add, remove, restore }),
    [staged, lookup, refusal, stage, revert, add, remove, restore],
  );
}

/** `Read-only: the file …`, but names and abbreviations stay as they are. */
export function lowerFirst(sentence: string): string {
  return /^[A-Z][a-z]* /.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}

/** The base that needs no asking; of a field that is edited already the first one counts anyway. */
function knownBase(row: ModelRow, field: string, lookup: StagedLookup): BaseValue | null {
  if (lookup.value(row, field) !== null) return { kind: 'cell', cell: null };
  const cell = cellOf(row, field);
  if (cell === undefined || !isWhole(cell)) return null;
  return { kind: 'cell', cell };
}

function actionOf({ row, field, value }: FieldStage, base: BaseValue | null): StagedAction {
  if (row.newId !== null) return { kind: 'editNew', id: row.newId, field, value };
  if (row.key === null || base === null) throw new Error('An edit needs a row with a key and the value it begins with');
  return { kind: 'edit', key: row.key, field, base, value };
}
