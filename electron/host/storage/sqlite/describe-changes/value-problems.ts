import type { Cell } from '../../../../../shared/domain/cell.ts';
import type { StoredValue } from '../protocol.ts';
import type { TableColumn } from '../table.ts';
import { cellHolds, sameStored, shownValue } from '../write/exact-value.ts';
import type { PlannedField } from '../write/write-plan.ts';
import type { InvalidCode } from './invalid-code.ts';
import type { LookedRow, TableRules } from './looked-row.ts';
import type { ScratchTable } from './scratch.ts';

export type ValueProblem =
  | { readonly kind: 'adjusted'; readonly field: string; readonly mine: Cell; readonly stored: Cell }
  | { readonly kind: 'invalid'; readonly field: string | null; readonly code: InvalidCode; readonly message: string };

/** What the row's own values and the table's rules about one row say. */
export function valueProblems(
  looked: LookedRow & { readonly scratch: ScratchTable },
  rules: TableRules,
): readonly ValueProblem[] {
  const { row, table, final, written } = looked;
  if (row.kind === 'delete') return [];
  const problems: ValueProblem[] = [];
  const invalid = (field: string | null, code: InvalidCode, message: string) =>
    void problems.push({ kind: 'invalid', field, code, message });
  for (const column of table.columns.values()) {
    const value = final.get(column.name);
    if (!written.has(column.name) || value === undefined || column.declared === null) continue;
    const refusal = typeRefusal(column, value, table.isStrict);
    const planned = row.fields.find(({ field }) => field === column.name);
    if (refusal !== null) invalid(column.name, 'type', refusal);
    else if (value === null && !column.canBeNull && !column.isRowid)
      invalid(column.name, 'not_null', 'A value is needed here');
    else if (planned) {
      const adjusted = adjustment(planned, value, looked);
      if (adjusted) problems.push(adjusted);
    }
  }
  problems.push(...failedChecks(looked, rules));
  return problems;
}

/** STRICT tables and row numbers take values of their own type only. */
function typeRefusal(column: TableColumn, value: StoredValue, isStrict: boolean): string | null {
  if (value === null) return null;
  if (column.isRowid) return typeof value === 'bigint' ? null : 'The key must be an integer here';
  if (!isStrict || column.declared === null) return null;
  switch (column.declared.type.toUpperCase()) {
    case 'INT':
    case 'INTEGER':
      return typeof value === 'bigint' ? null : 'Only integers can be stored here';
    case 'REAL':
      return typeof value === 'number' ? null : 'Only numbers can be stored here';
    case 'TEXT':
      return typeof value === 'string' || isOddText(value) ? null : 'Only text can be stored here';
    case 'BLOB':
      return value instanceof Uint8Array ? null : 'Only bytes can be stored here';
    default:
      return null;
  }
}

function isOddText(value: StoredValue): boolean {
  return typeof value === 'object' && value !== null && 'text' in value;
}

/** What is stored is not what was typed, and nobody has agreed to it. */
function adjustment(field: PlannedField, stored: StoredValue, { table }: LookedRow): ValueProblem | null {
  if (field.value.kind !== 'stored') return null;
  if (field.accepts !== undefined && cellHolds(field.accepts, stored)) return null;
  if (!field.isRounded && sameStored(field.value.value, stored)) return null;
  return { kind: 'adjusted', field: field.field, mine: field.mine, stored: shownValue(stored, table.encoding) };
}

const rowNumberNames = ['rowid', '_rowid_', 'oid'];

function failedChecks(
  { row, table, final, written, scratch }: LookedRow & { readonly scratch: ScratchTable },
  rules: TableRules,
): readonly ValueProblem[] {
  if (row.kind === 'delete') return [];
  const names = new Map(
    [...table.columns.values()].flatMap(({ name, declared }) =>
      declared === null ? [] : [[name.toLowerCase(), name]],
    ),
  );
  return rules.table.checks.flatMap((check): readonly ValueProblem[] => {
    const columns = [...check.names].flatMap((name) => names.get(name) ?? []);
    const concerned = columns.filter((name) => written.has(name));
    if (concerned.length === 0 && (row.kind === 'update' || columns.length > 0)) return [];
    // In the table in memory the row number is another one.
    const isAboutRowNumber = rowNumberNames.some((name) => check.names.has(name) && !names.has(name));
    const isKnown = columns.every((name) => final.has(name) && table.columns.get(name)?.collation !== null);
    if (isAboutRowNumber || !isKnown || scratch.check(check.expression) !== 'fails') return [];
    const edited = columns.filter((name) => row.fields.some(({ field }) => field === name));
    const [field] = edited.length === 1 ? edited : columns.length === 1 ? columns : [];
    const rule = check.name ?? check.expression;
    return [
      {
        kind: 'invalid',
        field: field ?? null,
        code: 'check',
        message: `The store’s rule is not met: ${shortened(rule)}`,
      },
    ];
  });
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 200)}…`;
}
