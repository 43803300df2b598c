import type { Relation } from '../../../../../shared/domain/catalog.ts';
import type { FollowedDeletes, FollowInput } from '../impact/follow-deletes.ts';
import type { Sql } from '../sql-text.ts';
import type { Table } from '../table.ts';
import type { PlannedRow } from '../write/write-plan.ts';
import type { WriteTable } from '../write/write-table.ts';
import type { InvalidCode } from './invalid-code.ts';

export interface ProbeInput {
  /** In the order they would be written; bytes of uploads stand in them. */
  readonly rows: readonly PlannedRow[];
  /** Names the row of each change that has one. */
  readonly places: ReadonlyMap<string, Sql>;
  readonly writeTables: ReadonlyMap<string, WriteTable>;
  /** Of the rows, and of those their foreign keys lead to or come from. */
  readonly tables: ReadonlyMap<string, Table>;
  readonly relations: readonly Relation[];
  /** What follows the rows that are deleted. */
  readonly following: Omit<FollowInput, 'start'>;
  /** After this time the search ends with what it has found. */
  readonly deadlineMs: number;
}

/** One change with a problem is told of the first one of each field. */
export type Report = (row: PlannedRow, field: string | null, code: InvalidCode, message: string) => void;

export function tableOf(input: Pick<ProbeInput, 'tables'>, name: string): Table {
  const table = input.tables.get(name);
  if (!table) throw new Error(`Nothing is known of the table ${name}`);
  return table;
}

/** A row that is not there any more when the changes are written. */
export function isGone(gone: FollowedDeletes, table: string, id: string): boolean {
  return gone.gone.get(table)?.has(id) ?? false;
}
