import { expect } from 'vitest';
import type { Cell } from '../../../../shared/domain/cell.ts';
import type { RowQuery } from '../../../../shared/domain/query.ts';
import type { RowKey } from '../../../../shared/domain/row-key.ts';
import type { Session, StoredPage } from '../connector.ts';

export interface Walked {
  readonly rows: readonly (readonly Cell[])[];
  readonly keys: readonly RowKey[];
}

export function calm(): { signal: AbortSignal } {
  return { signal: new AbortController().signal };
}

/** All rows, page after page from the start; what each page says of itself is checked on the way. */
export async function walkForwards(
  session: Session,
  query: RowQuery,
  columns: readonly string[],
  limit: number,
): Promise<Walked> {
  const rows: (readonly Cell[])[] = [];
  const keys: RowKey[] = [];
  let page = await session.page({ query, columns, at: { kind: 'start' }, limit }, calm());
  expect(page.atStart).toBe(true);
  for (;;) {
    checkPage(page, limit);
    expect(page.position).toEqual({ index: rows.length, exact: true });
    rows.push(...page.rows);
    keys.push(...page.keys);
    if (page.atEnd) return { rows, keys };
    expect(page.rows.length).toBe(limit);
    if (page.last === null) throw new Error('A page that is not the last has rows');
    page = await session.page({ query, columns, at: { kind: 'after', cursor: page.last }, limit }, calm());
    expect(page.atStart).toBe(false);
  }
}

/** The same from the end. */
export async function walkBackwards(
  session: Session,
  query: RowQuery,
  columns: readonly string[],
  limit: number,
): Promise<Walked> {
  const rows: (readonly Cell[])[] = [];
  const keys: RowKey[] = [];
  let page = await session.page({ query, columns, at: { kind: 'end' }, limit }, calm());
  expect(page.atEnd).toBe(true);
  for (;;) {
    checkPage(page, limit);
    rows.unshift(...page.rows);
    keys.unshift(...page.keys);
    if (page.atStart) return { rows, keys };
    expect(page.rows.length).toBe(limit);
    if (page.first === null) throw new Error('A page that is not the first has rows');
    page = await session.page({ query, columns, at: { kind: 'before', cursor: page.first }, limit }, calm());
    expect(page.atEnd).toBe(false);
  }
}

function checkPage(page: StoredPage, limit: number): void {
  expect(page.rows.length).toBeLessThanOrEqual(limit);
  expect(page.keys.length).toBe(page.rows.length);
  expect(page.stopped).toBe(null);
  expect(page.resume).toBe(null);
  expect([page.first === null, page.last === null]).toEqual([page.rows.length === 0, page.rows.length === 0]);
}
