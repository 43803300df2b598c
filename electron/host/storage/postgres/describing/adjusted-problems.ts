import { createParameters } from '../reading/parameters.ts';
import { quoteName, type Sql } from '../sql-text.ts';
import { shownValue } from '../writing/exact-value.ts';
import { isAsAsked } from '../writing/guard-problems.ts';
import { type PlannedField, subjectOfRow } from '../writing/write-plan.ts';
import { columnOf } from '../writing/write-table.ts';
import { futureRows, rowNumber } from './future-rows.ts';
import { type AddProblem, fieldsOf, isWritten, type ProbedRow } from './probed-row.ts';
import { attemptMany, type Snapshot } from './run-snapshot.ts';
import { askMeanings, type MeaningQuestion, valueMeaning } from './value-meaning.ts';

interface Asked {
  readonly probed: ProbedRow;
  readonly field: PlannedField;
  readonly stored: string | null;
  readonly questions: readonly MeaningQuestion[];
}

/** Values that the server would keep in another form which does not mean the same, and that nobody has agreed to. */
export async function findAdjusted(snapshot: Snapshot, rows: readonly ProbedRow[], add: AddProblem): Promise<void> {
  const asked: Asked[] = [];
  const adjusted = ({ probed: { row, table }, field, stored }: Omit<Asked, 'questions'>) =>
    add({
      kind: 'adjusted',
      ...subjectOfRow(row),
      field: field.field,
      mine: field.mine,
      stored: shownValue(columnOf(table, field.field), stored),
    });
  for (const group of groupsOf(rows)) {
    const columns = [...new Set(group.flatMap((probed) => readFields(probed).map(({ field }) => field)))];
    if (columns.length === 0) continue;
    const found = await attemptMany(
      snapshot,
      group,
      (some) => storedSql(some, columns),
      (lines) => lines,
    );
    const byPlace = new Map(group.map((probed) => [probed.at, probed]));
    for (const [at, ...values] of found) {
      const probed = byPlace.get(Number(at));
      if (!probed) continue;
      for (const field of readFields(probed)) {
        const stored = values[columns.indexOf(field.field)] ?? null;
        const column = columnOf(probed.table, field.field);
        if (field.typed === undefined || isAsAsked(field, stored, column)) continue;
        const meaning = valueMeaning(field.typed, stored, column);
        if (meaning.kind === 'differs') adjusted({ probed, field, stored });
        else if (meaning.kind === 'ask') asked.push({ probed, field, stored, questions: meaning.questions });
      }
    }
  }
  const questions = asked.flatMap((one) => one.questions);
  const answers = await askMeanings(questions, snapshot.orThrow);
  let place = 0;
  for (const one of asked) {
    const own = answers.slice(place, place + one.questions.length);
    place += one.questions.length;
    if (own.includes(false)) adjusted(one);
  }
}

/** Rows of one table that are written, in lists that one statement can take. */
function groupsOf(rows: readonly ProbedRow[]): readonly (readonly ProbedRow[])[] {
  return [
    ...Map.groupBy(
      rows.filter((probed) => isWritten(probed) && probed.given.size > 0),
      ({ row }) => row.table,
    ).values(),
  ];
}

/** What is typed and may be kept in another form: not texts that are kept as they are, nor whole numbers in their usual form. */
function readFields({ row, given, unknown, facts, table }: ProbedRow): readonly PlannedField[] {
  return fieldsOf(row).filter(({ field, typed }) => {
    const value = given.get(field) ?? null;
    if (typed === undefined || value === null || unknown.has(field)) return false;
    const { kind } = columnOf(table, field);
    if (kind === 'integer') return !/^(?:0|-?[1-9]\d*)$/.test(value);
    if (kind === 'boolean') return value !== 't' && value !== 'f';
    return (kind !== 'text' || facts.columns.get(field)?.hasModifier === true) && kind !== 'enum' && kind !== 'json';
  });
}

function storedSql(rows: readonly ProbedRow[], columns: readonly string[]): Sql {
  const { bind, statement } = createParameters();
  const future = futureRows(rows, columns, bind);
  const list = [rowNumber, ...columns].map(quoteName).join(', ');
  return statement(`WITH ${future.items.join(', ')} SELECT ${list} FROM ${future.name}`);
}
