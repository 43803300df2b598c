import { useCallback } from 'react';
import { allProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { storageName, useProject } from '../../host/index.ts';
import { notify } from '../../ui/index.ts';
import type { SaveResult } from './save-staged.ts';
import { useStagedWork } from './staged-context.ts';
import { counted } from './staged-text.ts';

/** What a save led to, for whoever shows it. */
export type SaveEnd = 'saved' | 'conflicts' | 'invalid' | 'failed' | 'cancelled';

/** Saves everything that is staged and tells how it went. Failures stay beside the staged edits until the next try. */
export function useSave(): () => Promise<SaveEnd | null> {
  const { store, save } = useStagedWork();
  const { storages } = useProject();
  return useCallback(async () => {
    const result = await save();
    if (result === null) return null;
    tellSaved(result, (id) => storageName(storages, id));
    if (result.refused.length > 0) {
      const problems = allProblems(store.get().edits, store.get().problems);
      return problems.some(({ kind }) => kind !== 'invalid') ? 'conflicts' : 'invalid';
    }
    if (result.failed.length > 0) return 'failed';
    return result.isCancelled ? 'cancelled' : 'saved';
  }, [store, save, storages]);
}

function tellSaved({ saved, refused, failed, isCancelled }: SaveResult, nameOf: (storage: string) => string): void {
  const rows = saved.reduce((sum, one) => sum + one.rows, 0);
  if (saved.length > 0) {
    const storages = new Set(saved.map(({ storage }) => storage));
    const places =
      storages.size > 1
        ? ` in ${counted(storages.size, 'storage')}, each in a transaction of its own`
        : saved.length > 1
          ? `, in ${counted(saved.length, 'transaction')}`
          : '';
    const left = [...new Set([...refused, ...failed])];
    const partly = left.filter((storage) => storages.has(storage)).map((storage) => `not all in ${nameOf(storage)}`);
    const nothing = left.filter((storage) => !storages.has(storage));
    const told = nothing.length > 0 ? [`nothing in ${nothing.map(nameOf).join(', ')}`, ...partly] : partly;
    const rest = told.map((text) => `; ${text}`).join('');
    notify({ kind: rest === '' ? 'success' : 'warning', message: `Saved ${counted(rows, 'row')}${places}${rest}` });
  }
  if (isCancelled) {
    notify({ kind: 'info', message: saved.length > 0 ? 'The rest was not saved' : 'Cancelled: nothing was saved' });
  }
}
