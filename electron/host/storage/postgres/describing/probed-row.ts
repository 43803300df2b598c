import type { ChangeProblem } from '../../../../../shared/domain/change-set.ts';
import type { CurrentRow } from '../writing/guard-problems.ts';
import type { PlannedField, PlannedRow } from '../writing/write-plan.ts';
import type { WriteTable } from '../writing/write-table.ts';
import type { InvalidCode } from './problem-of-error.ts';
import type { RuleFacts } from './rule-facts.ts';

/** Where a row lies in this very snapshot: oid of its table (or partition) and place in it, as one text. */
export type RowPlace = string;

/** A row of the plan with what the store holds and what it would hold. */
export interface ProbedRow {
  /** Place in the list of all of them. */
  readonly at: number;
  readonly row: PlannedRow;
  readonly table: WriteTable;
  readonly facts: RuleFacts;
  /** `null` for a new row, one that is gone, and where rows have no place, as in views. */
  readonly place: RowPlace | null;
  readonly current: CurrentRow;
  /** Columns that are written with another value than they hold, and generated ones that follow. */
  readonly written: ReadonlySet<string>;
  /** What is bound for the columns that are written, as far as it is known. */
  readonly given: ReadonlyMap<string, string | null>;
  /** Columns that get a default which is a constant or NULL. */
  readonly defaults: ReadonlySet<string>;
  /** Columns whose value can't be told: numbers the store gives, values it refuses, keys of rows to come. */
  readonly unknown: Set<string>;
  /** It goes along with a row that is deleted. */
  goesAlong: boolean;
}

export type Report = (row: PlannedRow, field: string | null, code: InvalidCode, message: string) => void;
export type AddProblem = (problem: ChangeProblem) => void;

/** Fields of a row with the values they will have in the end. */
export function fieldsOf(row: PlannedRow): readonly PlannedField[] {
  if (row.kind === 'delete') return [];
  if (row.kind === 'update') return row.fields;
  const later = new Set(row.later.map(({ field }) => field));
  return [...row.fields.filter(({ field }) => !later.has(field)), ...row.later];
}

/** Columns a change names, for showing a rule of several columns at one of them. */
export function namedBy(row: PlannedRow): ReadonlySet<string> {
  return new Set(fieldsOf(row).map(({ field }) => field));
}

/** The row is there or new, and is to be written. */
export function isWritten({ row, current, goesAlong, written }: ProbedRow): boolean {
  if (row.kind === 'delete' || goesAlong) return false;
  return row.kind === 'insert' ? current === null : current !== null && written.size > 0;
}

/** The row is looked at by its own rules just as it was given: no code of the store comes before. */
export function isTakenAsGiven({ row, facts }: ProbedRow): boolean {
  return row.kind !== 'delete' && !facts.mends[row.kind];
}
