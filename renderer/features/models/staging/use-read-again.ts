import { useEffect, useRef } from 'react';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { RowWindow } from '../../../grid/index.ts';
import { hashQueryKey } from '../../../host/index.ts';
import { useTabMemory } from '../../../ui/index.ts';
import { useRowsVersion, useSaveCount } from '../../changes/index.ts';
import type { ModelRow } from '../model-row.ts';

/**
 * Reads rows again that have changed while nobody looked: by a save from another tab, which may also have changed rows that
 * hang on the saved ones, or by an undo. What is saved from the screen itself keeps its place.
 */
export function useReadAgain(given: {
  readonly storage: string;
  readonly model: string;
  readonly query: RowQuery;
  readonly rows: RowWindow<ModelRow>;
  /** The rows were in the tab's memory. */
  readonly isRestored: boolean;
  /** Saved rows stand in their own places from now on. Stable between renders. */
  readonly onReadAgain: () => void;
}): void {
  const { storage, model, query, rows, isRestored, onReadAgain } = given;
  const undone = useRowsVersion(storage, model);
  const saves = useSaveCount(storage);
  const memory = useTabMemory<string>(`version:${storage}/${model}`);
  const version = `${saves} ${undone}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen comes up.
  useEffect(() => {
    if (!isRestored) onReadAgain();
    else if (memory.initial !== undefined && memory.initial !== version) {
      onReadAgain();
      rows.reload();
    }
  }, []);
  useEffect(() => memory.save(version), [memory, version]);

  const seenUndone = useRef(undone);
  useEffect(() => {
    if (seenUndone.current === undone) return;
    seenUndone.current = undone;
    rows.reload();
  }, [rows, undone]);

  // Another question reads all rows anew.
  const question = hashQueryKey([query]);
  const seenQuestion = useRef(question);
  useEffect(() => {
    if (seenQuestion.current === question) return;
    seenQuestion.current = question;
    onReadAgain();
  }, [question, onReadAgain]);
}
