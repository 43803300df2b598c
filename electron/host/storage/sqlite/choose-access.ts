import type { Operation } from '../connector.ts';
import type { SqlitePool } from './pool.ts';
import { quoteName } from './sql-text.ts';
import { fewRowsStatement, seekStatements, type View } from './statements.ts';

/** Up to this many matching rows, finding them by the filter's index and sorting them is quicker than a walk in order. */
const fewRows = 20_000;
const lookMs = 60;

/**
 * Settles how a filtered view is walked. SQLite has no statistics in most files and takes any index that fits the filter:
 * good for `customer_id = 7`, a disaster for `status = 'paid'` when half of the rows are paid and each page sorts them anew.
 * So where its plan would sort, the matching rows are counted for a moment: a few are sorted once and kept,
 * with many the walk follows the index that holds the order.
 */
export async function chooseAccess(pool: SqlitePool, view: View, op: Operation): Promise<View> {
  if (view.order.kind !== 'indexed' || view.condition.text === '' || view.table.kind !== 'table') return view;
  if (!(await sorts(pool, view, op))) return view;
  const { output } = await pool.run('query', { sql: fewRowsStatement(view, fewRows + 1), deadlineMs: lookMs }, op);
  const matching = output?.[0]?.[0];
  if (typeof matching === 'bigint' && matching <= fewRows)
    return { ...view, order: { ...view.order, kind: 'sorted', index: null } };
  const { index } = view.order;
  return { ...view, access: index === null ? ' NOT INDEXED' : ` INDEXED BY ${quoteName(index)}` };
}

/** True when SQLite would sort for the first window or for one further on. */
async function sorts(pool: SqlitePool, view: View, op: Operation): Promise<boolean> {
  const place = view.order.columns.map(() => 0n);
  for (const from of [null, place]) {
    for (const { text, values } of seekStatements(view, { from, isInclusive: false, backwards: false })) {
      const { output } = await pool.run('explain', { text, values: [...values, 1n, 0n] }, op);
      if (output.some((step) => step.includes('TEMP B-TREE'))) return true;
    }
  }
  return false;
}
