import type { Field } from '../../../../shared/domain/catalog.ts';
import { type Cell, cellText, isWhole, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import { fromEdited, type LineForm, lineFormOf, toEdited } from './line-form.ts';
import { parseValue } from './parse-value.ts';

/** What an editor holds: a text that is being typed, or a value as it is. */
export type Draft =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The value the text began as: its form is kept, and its own text gives it back. */
      readonly like: WholeCell;
    }
  | { readonly kind: 'value'; readonly value: NewValue };

/** What an editor was opened on. */
export interface EditSubject {
  readonly field: Field;
  /** What the field holds now, staged edits included; `null` while a big value is not loaded. */
  readonly value: NewValue | null;
  /** The row is not stored yet. */
  readonly isNew: boolean;
}

/** What the draft would stage, or why it can't be. */
export type Judgement =
  | { readonly kind: 'value'; readonly value: NewValue; readonly note: string | null }
  | { readonly kind: 'invalid'; readonly message: string };

/** Fields whose texts may have several lines. */
export function takesLines(field: Field): boolean {
  return field.type === 'text' || field.type === 'json' || field.type === 'any';
}

/** The cell of a value; NULL where it is none. */
export function cellOfValue(value: NewValue | null): WholeCell {
  return value?.kind === 'cell' ? value.cell : null;
}

/** The draft an editor begins with; `typed` is the text that began the edit and replaces the value. */
export function draftOf({ value }: EditSubject, typed: string | null = null): Draft {
  if (typed !== null || value === null) return { kind: 'text', text: typed ?? '', like: cellOfValue(value) };
  return { kind: 'value', value };
}

/** The text an editor shows; empty for NULL and for values that have none. */
export function draftText(draft: Draft): string {
  if (draft.kind === 'text') return draft.text;
  const cell = cellOfValue(draft.value);
  return cell === null ? '' : toEdited(cellText(cell), formOf(cell));
}

/** The draft after a person has changed the text of this one. */
export function typedDraft(draft: Draft, text: string, subject: EditSubject): Draft {
  if (draft.kind === 'text') return { ...draft, text };
  return { kind: 'text', text, like: cellOfValue(draft.value) ?? cellOfValue(subject.value) };
}

function formOf(like: WholeCell): LineForm {
  return typeof like === 'string' ? lineFormOf(like) : { kind: 'plain' };
}

export function judgeDraft(draft: Draft, { field, isNew }: EditSubject): Judgement {
  if (draft.kind === 'value') {
    const { value } = draft;
    const isNull = value.kind === 'cell' && value.cell === null;
    if (isNull && !field.nullable && !isNew) return { kind: 'invalid', message: 'A value is needed here' };
    return { kind: 'value', value, note: null };
  }
  const parsed = parseValue(field, fromEdited(draft.text, formOf(draft.like)), draft.like);
  if (parsed.kind === 'invalid') return parsed;
  return { kind: 'value', value: { kind: 'cell', cell: parsed.cell }, note: parsed.note };
}

/** The value as an editor takes it; `null` for one that must be loaded first. */
export function editableValue(stored: Cell | undefined, staged: NewValue | null): NewValue | null {
  if (staged !== null) return staged;
  if (stored === undefined || !isWhole(stored)) return null;
  return { kind: 'cell', cell: stored };
}
