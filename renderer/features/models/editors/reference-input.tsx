import { useEffect, useState } from 'react';
import type { Model } from '../../../../shared/domain/catalog.ts';
import { cellText, isWhole, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { FieldValue } from '../../../../shared/domain/change-set.ts';
import { ComboBox, type ComboOption, formatCount, NullBadge } from '../../../ui/index.ts';
import { type StagedNewRow, useStagedModel } from '../../changes/index.ts';
import { newRowName } from '../staging/new-row-name.ts';
import { capsuleOf } from './editor-tools.tsx';
import type { ControlProps } from './field-control.tsx';
import type { FieldEditing } from './field-editing.ts';
import { type ReferenceOptions, useReferenceOptions } from './use-reference-options.ts';

const nullId = 'null';

interface Found extends Omit<ReferenceOptions, 'target'> {
  /** Unsaved rows of the same change set. */
  readonly unsaved: readonly { readonly id: string; readonly text: string }[];
}

/** The rows a reference can name: found by key and caption, unsaved ones of this change set among them. */
export function ReferenceInput({ editing, draft, place, describedBy }: ControlProps) {
  const { field } = editing;
  const isTyped = draft.draft.kind === 'text';
  const wanted = isTyped ? draft.text.trim() : '';
  const [isAsked, setIsAsked] = useState(place === 'cell');
  const [found, setFound] = useState<Found | null>(null);
  const unsaved = (found?.unsaved ?? []).filter(({ text }) => text.toLowerCase().includes(wanted.toLowerCase()));
  const rows = found?.rows ?? [];
  const isLoading = found?.isLoading !== false;
  const options: ComboOption[] = [
    ...(field.nullable && wanted === '' ? [{ id: nullId, content: <NullBadge /> }] : []),
    ...unsaved.map(({ id, text }) => ({ id, content: text, detail: 'not saved' })),
    ...rows.map(({ id, value, caption }) => optionOf(id, value, caption)),
  ];

  function choose(id: string): void {
    if (id === nullId) draft.setValue({ kind: 'cell', cell: null });
    else if (unsaved.some((candidate) => candidate.id === id))
      draft.setValue({ kind: 'inserted', change: id, field: field.reference?.field ?? '' });
    else {
      const chosen = rows.find((candidate) => `row ${candidate.id}` === id);
      if (chosen !== undefined) draft.setValue({ kind: 'cell', cell: chosen.value });
    }
  }

  return (
    <>
      {/* Apart from the box: fields of a form that nobody opens ask for nothing. */}
      {isAsked && <Search editing={editing} wanted={wanted} onFound={setFound} />}
      <ComboBox
        label={field.name}
        text={draft.text}
        onText={draft.setText}
        options={isAsked ? options : []}
        suggestsFirst={isTyped && wanted !== '' && !isLoading}
        onChoose={choose}
        placeholder={draft.draft.kind === 'value' ? capsuleOf(draft.draft.value, field) : undefined}
        note={isAsked ? noteOf(found, options.length === 0) : undefined}
        isLoading={isAsked && isLoading && options.length === 0}
        onEnd={found?.more}
        opensAtOnce={place === 'cell'}
        isInvalid={draft.problem !== null}
        describedBy={describedBy}
        onOpen={() => setIsAsked(true)}
      />
    </>
  );
}

function optionOf(id: string, value: WholeCell, caption: string | null): ComboOption {
  const hasCaption = caption !== null && caption !== '';
  return {
    id: `row ${id}`,
    content: hasCaption ? caption : cellText(value),
    detail: hasCaption ? cellText(value) : undefined,
  };
}

function noteOf(found: Found | null, isEmpty: boolean): string | undefined {
  if (found === null) return undefined;
  const { problem, isLoading, stoppedAfter } = found;
  if (problem !== null) return problem;
  if (isLoading) return undefined;
  if (stoppedAfter !== null)
    return `Stopped after ${formatCount(stoppedAfter)} rows: type more of the beginning, or the key`;
  return isEmpty ? 'No such row' : undefined;
}

/** Draws nothing: it looks for rows while it is there, and tells what it finds. */
function Search({
  editing,
  wanted,
  onFound,
}: {
  editing: FieldEditing;
  wanted: string;
  onFound: (found: Found) => void;
}) {
  const { storage, field, model, row } = editing;
  const { target, rows, isLoading, problem, stoppedAfter, more } = useReferenceOptions(storage, field, wanted);
  // Until the referenced model is described its new rows are not known: the own model's are not shown as its.
  const { newRows } = useStagedModel(storage, target ?? model);
  useEffect(() => {
    onFound({ rows, isLoading, problem, stoppedAfter, more, unsaved: unsavedRows(target, newRows, row.newId) });
  }, [onFound, rows, isLoading, problem, stoppedAfter, more, target, newRows, row.newId]);
  return null;
}

function unsavedRows(
  target: Model | undefined,
  newRows: readonly StagedNewRow[],
  own: string | null,
): Found['unsaved'] {
  if (target === undefined) return [];
  return newRows
    .filter(({ id, saved }) => saved === null && id !== own)
    .map((row) => ({ id: row.id, text: newRowText(row, target.captionField) }));
}

function newRowText({ id, fields }: StagedNewRow, captionField: string | null): string {
  const caption = captionField === null ? undefined : captionText(fields.get(captionField));
  return caption === undefined || caption === '' ? newRowName(id) : `${caption} (${newRowName(id)})`;
}

function captionText(given: FieldValue | undefined): string | undefined {
  return given?.value.kind === 'cell' && isWhole(given.value.cell) && given.value.cell !== null
    ? cellText(given.value.cell)
    : undefined;
}
