import type { RowChange } from '../../shared/domain/change-set.ts';
import { deleteOf, insertOf, updateOf } from './postgres-write.ts';

export const deathRows = 500;

/** A table whose rows are all `old`, and to be changed by {@link applyChangesOfDeath}. */
export const deathTableSql = `CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'fresh'); INSERT INTO t SELECT n, 'old' FROM generate_series(1, ${deathRows + 2}) AS n`;

/** Changes of many rows, a new one and one that goes. */
export function applyChangesOfDeath(): readonly RowChange[] {
  return [
    ...Array.from({ length: deathRows }, (_, at) =>
      updateOf(`u${at}`, 'public.t', [BigInt(at + 1)], { v: ['old', `new ${'x'.repeat(500)}`] }),
    ),
    insertOf('i', 'public.t', { id: 100_000n }),
    deleteOf('d', 'public.t', [BigInt(deathRows + 1)]),
  ];
}

/** What is in the store: all of the save, or nothing of it. */
export async function truthOf(
  run: (sql: string) => Promise<readonly (readonly (string | null)[])[]>,
): Promise<'before' | 'after'> {
  const [counts] = await run(
    `SELECT count(*) FILTER (WHERE v LIKE 'new %'), count(*) FILTER (WHERE v = 'old'), count(*) FILTER (WHERE v = 'fresh') FROM t`,
  );
  const found = String(counts);
  if (found === `${deathRows},1,1`) return 'after';
  if (found === `0,${deathRows + 2},0`) return 'before';
  throw new Error(`Half a save is in the store: ${found}`);
}
