import { expect } from 'vitest';
import type { RowImage, StoreChange } from '../../electron/host/storage/connector.ts';
import type { TestDatabase } from './postgres.ts';
import { applyTo, type OpenWriting, restoring } from './postgres-write.ts';

export interface RoundTrips {
  /** The rows of each table, as texts. */
  dumpOf(...tables: readonly string[]): Promise<readonly string[][]>;
  /** Applies, looks, takes back, and expects what was before. */
  thereAndBack(
    changes: readonly StoreChange[],
    tables: readonly string[],
  ): Promise<{ readonly images: readonly string[]; readonly after: readonly string[][] }>;
}

/** @param opened gives the connection when it is there */
export function roundTrips(database: () => Pick<TestDatabase, 'run'>, opened: () => OpenWriting): RoundTrips {
  async function dumpOf(...tables: readonly string[]): Promise<readonly string[][]> {
    const all: string[][] = [];
    for (const table of tables)
      all.push((await database().run(`SELECT * FROM ${table} ORDER BY 1`)).map((row) => row.join('|')));
    return all;
  }
  return {
    dumpOf,
    thereAndBack: async (changes, tables) => {
      const before = await dumpOf(...tables);
      const { result, images } = await applyTo(opened().write, changes);
      expect(result.kind === 'refused' ? result.problems : []).toEqual([]);
      const after = await dumpOf(...tables);
      const undone = await applyTo(opened().write, restoring(images));
      expect(undone.result.kind === 'refused' ? undone.result.problems : []).toEqual([]);
      expect(await dumpOf(...tables)).toEqual(before);
      return { images: shortly(images).toSorted(), after };
    },
  };
}

function shortly(images: readonly RowImage[] | null): readonly string[] {
  return (images ?? []).map(
    ({ kind, model, key, followed }) =>
      `${followed ? '+' : ''}${kind} ${model.replace('public.', '')} ${key.join('~')}`,
  );
}
