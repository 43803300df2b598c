import type { Field, Model } from '../../../../shared/domain/catalog.ts';
import { type Cell, isWhole, type WholeCell } from '../../../../shared/domain/cell.ts';
import { parseValue } from '../editors/parse-value.ts';
import type { ModelRow } from '../model-row.ts';
import type { StagedLookup } from './staged-lookup.ts';
import type { FieldStage } from './use-staging.ts';

/** A cell that can't take the text meant for it. */
export interface PasteProblem {
  readonly row: ModelRow;
  readonly field: string;
  readonly text: string;
  readonly message: string;
}

export interface PastePlan {
  readonly edits: readonly FieldStage[];
  readonly rows: number;
  readonly problems: readonly PasteProblem[];
  /** What columns will make of values, each sentence once. */
  readonly notes: readonly string[];
}

/** Reads every pasted text as a value of its column. Empty text leaves a NULL as it is: copying a NULL gives empty text. */
export function planPaste(
  cells: readonly { readonly row: ModelRow; readonly column: string; readonly text: string }[],
  model: Pick<Model, 'fields'>,
  lookup: Pick<StagedLookup, 'shown'>,
  refusal: (row: ModelRow, field: string) => string | null,
): PastePlan {
  const edits: FieldStage[] = [];
  const problems: PasteProblem[] = [];
  const notes = new Set<string>();
  const rows = new Set<ModelRow>();
  const fields = new Map(model.fields.map((field) => [field.name, field]));
  for (const { row, column, text } of cells) {
    const field = fields.get(column);
    if (field === undefined) continue;
    rows.add(row);
    const reason = refusal(row, column);
    if (reason !== null) {
      problems.push({ row, field: column, text, message: reason });
      continue;
    }
    const present = presentCell(lookup, row, field);
    if (text === '' && present === null) continue;
    const parsed = parseValue(field, text, present ?? null);
    if (parsed.kind === 'invalid') problems.push({ row, field: column, text, message: parsed.message });
    else {
      edits.push({ row, field: column, value: { kind: 'cell', cell: parsed.cell } });
      if (parsed.note !== null) notes.add(parsed.note);
    }
  }
  return { edits, rows: rows.size, problems, notes: [...notes] };
}

/** What stands in the cell; `undefined` when it is not known whole. */
function presentCell(lookup: Pick<StagedLookup, 'shown'>, row: ModelRow, field: Field): WholeCell | undefined {
  const shown = lookup.shown(row, field);
  const cell: Cell | undefined = shown.kind === 'cell' ? shown.cell : undefined;
  return cell === undefined || !isWhole(cell) ? undefined : cell;
}

/** What Delete makes of a cell: NULL where it is allowed, else an empty text, else nothing. */
export function clearedValue(field: Field): WholeCell | undefined {
  if (field.nullable) return null;
  const parsed = parseValue(field, '', null);
  return parsed.kind === 'value' && parsed.cell === '' ? '' : undefined;
}
