import { useCallback } from 'react';
import { allProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { notify } from '../../ui/index.ts';
import type { SaveResult } from './save-staged.ts';
import { useStagedWork } from './staged-context.ts';
import { counted } from './staged-text.ts';

/** What a save led to, for whoever shows it. */
export type SaveEnd = 'saved' | 'conflicts' | 'invalid' | 'failed' | 'cancelled';

/** Saves everything that is staged and tells how it went. Failures stay beside the staged edits until the next try. */
export function useSave(): () => Promise<SaveEnd | null> {
  const { store, save } = useStagedWork();
  return useCallback(async () => {
    const result = await save();
    if (result === null) return null;
    tellSaved(result);
    if (result.refused.length > 0) {
      const problems = allProblems(store.get().edits, store.get().problems);
      return problems.some(({ kind }) => kind !== 'invalid') ? 'conflicts' : 'invalid';
    }
    if (result.failed.length > 0) return 'failed';
    return result.isCancelled ? 'cancelled' : 'saved';
  }, [store, save]);
}

function tellSaved({ saved, refused, failed, isCancelled }: SaveResult): void {
  const rows = saved.reduce((sum, one) => sum + one.rows, 0);
  if (saved.length > 0) {
    const storages =
      saved.length > 1 ? ` in ${counted(saved.length, 'storage')}, each in a transaction of its own` : '';
    const rest = refused.length + failed.length > 0 ? `; nothing in ${[...refused, ...failed].join(', ')}` : '';
    notify({ kind: rest === '' ? 'success' : 'warning', message: `Saved ${counted(rows, 'row')}${storages}${rest}` });
  }
  if (isCancelled) {
    notify({ kind: 'info', message: saved.length > 0 ? 'The rest was not saved' : 'Cancelled: nothing was saved' });
  }
}
