import { useEffect, useState } from 'react';
import type { Field } from '../../../shared/domain/catalog.ts';
import type { RowWindow } from '../../grid/index.ts';
import { useTabMemory } from '../../ui/index.ts';
import { type ColumnLook, lookOf } from './column-look.ts';
import type { ModelRow } from './model-row.ts';
import type { RowStatus } from './use-row-status.ts';

/** The grid waits this long for its first rows, so that its columns are right from the beginning and never jump. */
const graceMs = 150;

/**
 * How columns look, `null` while the first rows are still awaited. It stays for as long as the tab does. Where the rows come
 * late (a server far away) it is guessed without them, and judged once more when they are there.
 */
export function useColumnLook(
  name: string,
  fields: readonly Field[],
  rows: RowWindow<ModelRow>,
  status: RowStatus,
): ColumnLook | null {
  const memory = useTabMemory<ColumnLook>(`look:${name}`);
  const [look, setLook] = useState(memory.initial ?? null);
  const [isGuess, setIsGuess] = useState(false);
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setIsOver(true), graceMs);
    return () => window.clearTimeout(timer);
  }, []);

  const isKnown = status.hasAnswer || status.error !== null || isOver;
  if ((look === null && isKnown) || (isGuess && status.hasAnswer)) {
    const sample: ModelRow[] = [];
    const start = rows.snapshot().run?.start ?? 0;
    for (let index = start; index < start + 60; index += 1) {
      const row = rows.row(index);
      if (row !== undefined) sample.push(row);
    }
    setIsGuess(!status.hasAnswer);
    setLook(lookOf(fields, sample));
  }
  useEffect(() => {
    if (look !== null && !isGuess) memory.save(look);
  }, [memory, look, isGuess]);
  return look;
}
