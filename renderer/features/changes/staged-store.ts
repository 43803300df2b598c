import type { AppError } from '../../../shared/domain/app-error.ts';
import type { Cell } from '../../../shared/domain/cell.ts';
import type { ChangeProblem, SavedRow } from '../../../shared/domain/change-set.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import { newRowId, nothingStaged, type StagedEdits, tableId } from '../../../shared/domain/staged-edits.ts';
import {
  discardStaged,
  redoStaged,
  type StagedAction,
  stageActions,
  undoStaged,
} from '../../../shared/domain/staged-edits-actions.ts';
import { mergeDraft } from '../../../shared/domain/staged-edits-draft.ts';
import { findProblems, noProblems, type StagedProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { afterSave } from '../../../shared/domain/staged-edits-saved.ts';
import { changePlaces, type Settlement, settleStaged } from '../../../shared/domain/staged-edits-settle.ts';
import type { SavedRowOf } from './staged-model.ts';

/** A new row that was saved in this window: it keeps its place until its model is read again. */
export interface SavedNewRow {
  readonly id: string;
  readonly key: RowKey;
  readonly cells: ReadonlyMap<string, Cell>;
}

/** What looking at the staged edits of one storage, without writing, has found. */
export interface Check {
  /** The edits it was about. */
  readonly tables: StagedEdits['tables'];
  readonly statements: readonly { readonly change: string; readonly sql: string }[];
  /** Why it could not be looked at. */
  readonly error: AppError | null;
}

/** Why a storage has not written anything: a failure that is not about single changes. */
export interface SaveFailure {
  readonly storage: string;
  /** Some of its changes, which it writes apart from the others, were saved before. */
  readonly isPartlySaved: boolean;
  readonly error: AppError;
}

export interface StagedState {
  readonly edits: StagedEdits;
  readonly problems: StagedProblems;
  /** By storage. */
  readonly checks: ReadonlyMap<string, Check>;
  /** By `tableId`. */
  readonly savedNew: ReadonlyMap<string, readonly SavedNewRow[]>;
  /** `true` while a save is under way. */
  readonly isSaving: boolean;
  readonly failures: readonly SaveFailure[];
  /** By `tableId`: how often an undo in this window has changed rows of it. */
  readonly undone: ReadonlyMap<string, number>;
  /** How often each storage has saved something in this window. */
  readonly saves: ReadonlyMap<string, number>;
  /** Why the edits can't be kept on disk; `null` when they can. */
  readonly draftTrouble: string | null;
}

type SavedListener = (saved: readonly SavedRowOf[]) => void;

/** The staged edits of a project's window: outside React, so that an edit draws only what shows it. */
export interface StagedStore {
  get(): StagedState;
  subscribe(listener: () => void): () => void;
  /** @returns why nothing was done, or `null` */
  stage(storage: string, model: string, actions: readonly StagedAction[]): string | null;
  newRowId(): string;
  undo(): void;
  redo(): void;
  discard(): void;
  settle(settlements: readonly Settlement[]): void;
  adopt(draft: Pick<StagedEdits, 'tables' | 'nextNumber'>): void;
  setSaving(isSaving: boolean): void;
  /** One storage has written what was sent. */
  saved(sent: StagedEdits['tables'], storage: string, rows: readonly SavedRow[]): void;
  /** One storage has refused to write, for these reasons. */
  refused(sent: StagedEdits['tables'], storage: string, problems: readonly ChangeProblem[]): void;
  failed(failure: SaveFailure): void;
  clearFailures(): void;
  checked(storage: string, check: Check, problems: readonly ChangeProblem[]): void;
  setDraftTrouble(reason: string | null): void;
  /** An entry of the journal was taken back: rows of these models are others now. */
  noteUndone(storage: string, models: readonly string[]): void;
  forgetSaved(storage: string, model: string): void;
  onSaved(storage: string, model: string, listener: SavedListener): () => void;
}

export function createStagedStore(): StagedStore {
  let state: StagedState = {
    edits: nothingStaged,
    problems: noProblems,
    checks: new Map(),
    savedNew: new Map(),
    isSaving: false,
    failures: [],
    undone: new Map(),
    saves: new Map(),
    draftTrouble: null,
  };
  const listeners = new Set<() => void>();
  const savedListeners = new Map<string, Set<SavedListener>>();

  function set(part: Partial<StagedState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  function setEdits(edits: StagedEdits): void {
    if (edits === state.edits) return;
    // What can't be written is told until something else is tried; without edits there is nothing to tell about.
    set({ edits, ...(edits.tables.size === 0 ? { problems: noProblems, failures: [], checks: new Map() } : {}) });
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stage(storage, model, actions) {
      const { edits, refusal } = stageActions(state.edits, storage, model, actions);
      setEdits(edits);
      return refusal;
    },
    newRowId() {
      const { edits } = state;
      // A number that is given changes nothing that is shown.
      state = { ...state, edits: { ...edits, nextNumber: edits.nextNumber + 1 } };
      return newRowId(edits.nextNumber);
    },
    undo: () => setEdits(undoStaged(state.edits)),
    redo: () => setEdits(redoStaged(state.edits)),
    discard: () => setEdits(discardStaged(state.edits)),
    settle: (settlements) => setEdits(settleStaged(state.edits, settlements)),
    adopt: (draft) => setEdits(mergeDraft(state.edits, draft)),
    setSaving: (isSaving) => set({ isSaving }),
    saved(sent, storage, rows) {
      const before = state.edits;
      const edits = afterSave(before, sent, storage, rows);
      const { perTable, savedNew } = collectSaved(state.savedNew, sent, storage, rows);
      const saves = new Map(state.saves).set(storage, (state.saves.get(storage) ?? 0) + 1);
      set({ edits, savedNew, saves, problems: withoutStorage(state.problems, sent, storage) });
      for (const [table, saved] of perTable) for (const listener of savedListeners.get(table) ?? []) listener(saved);
    },
    refused(sent, storage, problems) {
      // A refused save has looked at everything: what was seen before it is old.
      const others = withoutStorage(state.problems, sent, storage);
      set({ problems: { ...others, saving: new Map([...others.saving, ...findProblems(sent, problems)]) } });
    },
    failed: (failure) => set({ failures: [...state.failures, failure] }),
    clearFailures: () => set({ failures: [] }),
    checked(storage, check, problems) {
      const { saving } = state.problems;
      const others = withoutStorage(state.problems, check.tables, storage).reading;
      const reading = new Map([...others, ...findProblems(check.tables, problems)]);
      // What was in the way while saving and can be seen by reading is known anew now.
      const kept = check.error ? saving : withoutReadable(saving, check.tables, storage);
      set({ problems: { saving: kept, reading }, checks: new Map(state.checks).set(storage, check) });
    },
    setDraftTrouble(draftTrouble) {
      if (draftTrouble !== state.draftTrouble) set({ draftTrouble });
    },
    noteUndone(storage, models) {
      const undone = new Map(state.undone);
      for (const id of models.map((model) => tableId(storage, model))) undone.set(id, (undone.get(id) ?? 0) + 1);
      set({ undone });
    },
    forgetSaved(storage, model) {
      const id = tableId(storage, model);
      if (!state.savedNew.has(id)) return;
      const savedNew = new Map(state.savedNew);
      savedNew.delete(id);
      set({ savedNew });
    },
    onSaved(storage, model, listener) {
      const id = tableId(storage, model);
      const known = savedListeners.get(id) ?? new Set();
      savedListeners.set(id, known.add(listener));
      return () => known.delete(listener);
    },
  };
}

/** What was saved, by table, under the names the rows had before; and the new rows that keep their places. */
function collectSaved(
  known: StagedState['savedNew'],
  sent: StagedEdits['tables'],
  storage: string,
  rows: readonly SavedRow[],
): { perTable: ReadonlyMap<string, SavedRowOf[]>; savedNew: StagedState['savedNew'] } {
  const places = changePlaces(sent);
  const perTable = new Map<string, SavedRowOf[]>();
  const savedNew = new Map(known);
  for (const row of rows) {
    const place = places.get(row.change);
    if (place?.table.storage !== storage) continue;
    const id = tableId(storage, place.table.model);
    const saved = perTable.get(id) ?? [];
    saved.push({ row, previousId: place.row });
    perTable.set(id, saved);
    const created = savedNew.get(id) ?? [];
    const cells = new Map(row.columns.map((column, at) => [column, row.cells[at] ?? null]));
    const { key } = row;
    if (place.entry.kind === 'insert') {
      if (key) savedNew.set(id, [...created, { id: place.row, key, cells }]);
      continue;
    }
    const at = created.findIndex((one) => encodeRowKey(one.key) === place.row);
    const again = created[at];
    if (!again) continue;
    savedNew.set(
      id,
      key === null
        ? created.toSpliced(at, 1)
        : created.with(at, { ...again, key, cells: new Map([...again.cells, ...cells]) }),
    );
  }
  return { perTable, savedNew };
}

function withoutStorage(problems: StagedProblems, tables: StagedEdits['tables'], storage: string): StagedProblems {
  const places = changePlaces(tables);
  const keep = (change: string) => {
    const place = places.get(change);
    return place !== undefined && place.table.storage !== storage;
  };
  const filter = (map: StagedProblems['saving']) => new Map([...map].filter(([change]) => keep(change)));
  return { saving: filter(problems.saving), reading: filter(problems.reading) };
}

function withoutReadable(
  saving: StagedProblems['saving'],
  tables: StagedEdits['tables'],
  storage: string,
): StagedProblems['saving'] {
  const places = changePlaces(tables);
  return new Map(
    [...saving].flatMap(([change, found]) => {
      if (places.get(change)?.table.storage !== storage) return [[change, found] as const];
      const left = found.filter(({ problem }) => problem.kind === 'invalid');
      return left.length === 0 ? [] : [[change, left] as const];
    }),
  );
}
