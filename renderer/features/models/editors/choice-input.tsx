import { useMemo } from 'react';
import type { Field } from '../../../../shared/domain/catalog.ts';
import { cellText, type WholeCell } from '../../../../shared/domain/cell.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import { ComboBox, type ComboOption, NullBadge } from '../../../ui/index.ts';
import { cellOfValue } from './draft.ts';
import { capsuleOf } from './editor-tools.tsx';
import type { ControlProps } from './field-control.tsx';
import { subjectOf } from './field-editing.ts';
import { truthForm, truthOf } from './truth.ts';

interface Choice {
  readonly cell: WholeCell;
  readonly words: string;
}

/** The values a field takes, of which one is chosen. */
export function choicesOf(field: Field, like: WholeCell): readonly Choice[] {
  if (field.type === 'boolean') {
    const { yes, no } = truthForm(field, like);
    return [
      { cell: yes, words: 'true' },
      { cell: no, words: 'false' },
    ];
  }
  return (field.allowed ?? []).map((cell) => ({ cell, words: '' }));
}

export function ChoiceInput({ editing, draft, place, describedBy }: ControlProps) {
  const { field } = editing;
  const like = cellOfValue(subjectOf(editing).value);
  const choices = useMemo(() => choicesOf(field, like), [field, like]);
  const isTyped = draft.draft.kind === 'text';
  const wanted = draft.text.trim().toLowerCase();
  const shown = isTyped && wanted !== '' ? choices.filter((choice) => fits(choice, wanted)) : choices;
  const options: ComboOption[] = shown.map(({ cell, words }) => {
    const text = cellText(cell);
    return {
      id: encodeRowKey([cell]),
      content: text === '' ? <i>empty text</i> : text,
      detail: words !== '' && words !== text.toLowerCase() ? words : undefined,
    };
  });
  if (field.nullable && (!isTyped || wanted === '' || 'null'.startsWith(wanted)))
    options.push({ id: nullId, content: <NullBadge /> });
  return (
    <ComboBox
      label={field.name}
      text={draft.text}
      onText={draft.setText}
      options={options}
      suggestsFirst={isTyped && wanted !== ''}
      onChoose={(id) => {
        const cell = id === nullId ? null : choices.find((choice) => encodeRowKey([choice.cell]) === id)?.cell;
        if (cell !== undefined) draft.setValue({ kind: 'cell', cell });
      }}
      placeholder={draft.draft.kind === 'value' ? capsuleOf(draft.draft.value, field) : undefined}
      note={options.length === 0 ? 'No such value' : undefined}
      opensAtOnce={place === 'cell'}
      isInvalid={draft.problem !== null}
      describedBy={describedBy}
    />
  );
}

const nullId = 'null';

function fits({ cell, words }: Choice, wanted: string): boolean {
  return cellText(cell).toLowerCase().includes(wanted) || (words !== '' && words.startsWith(wanted));
}

/** Whether a checkbox can stand for the value: true, false or NULL. */
export function isTruth(field: Field, cell: WholeCell): boolean {
  return field.type === 'boolean' && (cell === null || truthOf(cell) !== null);
}
