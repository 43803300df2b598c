import type { Field } from '../../../../shared/domain/catalog.ts';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import { ChoiceInput } from './choice-input.tsx';
import type { FieldEditing } from './field-editing.ts';
import { ReferenceInput } from './reference-input.tsx';
import { TemporalInput } from './temporal-input.tsx';
import { TextInput } from './text-input.tsx';
import type { DraftControl } from './use-draft.ts';

export interface ControlProps {
  readonly editing: FieldEditing;
  readonly draft: DraftControl;
  readonly place: 'cell' | 'form';
  /** Id of the note below it, while there is one. */
  readonly describedBy: string | undefined;
}

export type ControlKind = 'text' | 'choice' | 'reference' | 'temporal';

/** Which control a field is edited with where one line is enough. */
export function controlKind(field: Field): ControlKind {
  if (field.allowed !== null || field.type === 'boolean') return 'choice';
  if (field.reference !== null) return 'reference';
  return field.type === 'date' || field.type === 'time' || field.type === 'datetime' ? 'temporal' : 'text';
}

/** The control of a field, called by the column's name. */
export function FieldControl(props: ControlProps) {
  switch (controlKind(props.editing.field)) {
    case 'choice':
      return <ChoiceInput {...props} />;
    case 'reference':
      return <ReferenceInput {...props} />;
    case 'temporal':
      return <TemporalInput {...props} />;
    case 'text':
      return <TextInput {...props} />;
  }
}

/** Longer texts, and bytes, are edited in a window of their own. */
const inlineCharacters = 2000;
const inlineLines = 24;
const inlineHex = 128;

/** Whether a value can be edited in the place of a cell. Values that are not loaded can't. */
export function fitsCell(value: NewValue | null, field: Field): boolean {
  if (value === null || value.kind === 'upload') return false;
  if (value.kind !== 'cell' || value.cell === null) return true;
  const { cell } = value;
  if (typeof cell === 'object') {
    // Bytes in the place of text need an explanation.
    const isOdd = field.type !== 'bytes' && field.type !== 'any';
    return cell.kind === 'real' || (!isOdd && cell.hex.length <= inlineHex);
  }
  if (typeof cell !== 'string') return true;
  return cell.length <= inlineCharacters && cell.split('\n', inlineLines + 1).length <= inlineLines;
}
