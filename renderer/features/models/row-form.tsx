import { memo } from 'react';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText, isWhole, type WholeCell } from '../../../shared/domain/cell.ts';
import { useTimeZone } from '../../host/index.ts';
import { FieldList, FieldRow, formatBytes, IconButton, Skeleton } from '../../ui/index.ts';
import { cellOfValue, type Draft } from './editors/draft.ts';
import { type EditedPlace, useIsEdited } from './editors/edited-place.ts';
import type { FieldEditing } from './editors/field-editing.ts';
import { subjectOf } from './editors/field-editing.ts';
import { FormBlock } from './editors/form-block.tsx';
import { FormField } from './editors/form-field.tsx';
import { FieldValue, instantNote } from './field-value.tsx';
import type { ColumnContext } from './model-columns.tsx';
import { cellOf, type ModelRow } from './model-row.ts';
import classes from './row-form.module.css';
import { newRowName } from './staging/new-row-name.ts';
import { problemText } from './staging/staged-lookup.ts';
import type { Staging } from './staging/use-staging.ts';
import { useCaption } from './use-caption.ts';

export interface RowFormProps {
  readonly storage: string;
  readonly model: Model;
  /** With all of its fields, as far as they are read. */
  readonly row: ModelRow;
  readonly context: ColumnContext;
  readonly staging: Staging;
  /** What is edited in the grid at the moment. */
  readonly place: EditedPlace;
  /** Texts that could not be staged. */
  readonly left: Map<string, Draft>;
}

/** All fields of a row under each other: read where it can't be changed, edited in place where it can. */
export const RowForm = memo(Form);

function Form(props: RowFormProps) {
  const { model, row, staging } = props;
  const problem = staging.lookup.problem(row, null);
  return (
    <>
      {problem !== null && (
        <p className={classes.rowProblem} role="status">
          {problemText(problem)}
        </p>
      )}
      <FieldList>
        {model.fields.map((field) => (
          <FormRow key={field.name} {...props} field={field} />
        ))}
      </FieldList>
    </>
  );
}

function FormRow(props: RowFormProps & { field: Field }) {
  const { storage, model, row, field, context, staging, place, left } = props;
  const { lookup } = staging;
  const stored = row.newId === null ? cellOf(row, field.name) : undefined;
  const staged = lookup.value(row, field.name);
  const isEditedInGrid = useIsEdited(place, field.name);
  const refusal = staging.refusal(row, field.name);
  const facts = [field.nativeType || field.type, field.nullable ? '' : 'not NULL', refusal ?? '']
    .filter(Boolean)
    .join(', ');
  const title = field.comment ? `${facts}\n${field.comment}` : facts;
  const isUnread = row.newId === null && stored === undefined;
  if (isUnread || refusal !== null || isEditedInGrid) {
    const cell = staged === null ? stored : staged.kind === 'cell' ? staged.cell : undefined;
    return (
      <FieldRow label={field.name} title={title} isMono={field.type === 'json' || field.type === 'bytes'}>
        {isUnread || cell === undefined ? (
          isEditedInGrid ? null : (
            <Skeleton width="60%" />
          )
        ) : (
          <FieldValue storage={storage} model={model} rowKey={row.key} field={field} cell={cell} context={context} />
        )}
      </FieldRow>
    );
  }
  const editing: FieldEditing = {
    storage,
    model,
    field,
    row,
    stored,
    staged,
    context,
    stage: (value, base) => staging.stage([{ row, field: field.name, value, base }]),
  };
  const state = lookup.cellState(row, field.name);
  const problem = lookup.problem(row, field.name);
  const shown = lookup.shown(row, field);
  const { value } = subjectOf(editing);
  return (
    <FieldRow label={field.name} title={title} isBoxed={false}>
      <div className={classes.field} data-state={state ?? (staged !== null && row.newId !== null ? 'new' : undefined)}>
        {isBlock(field, value === null ? undefined : cellOfValue(value), value?.kind) ? (
          <FormBlock editing={editing} />
        ) : (
          <FormField key={row.id} editing={editing} left={left} />
        )}
        <Beside field={field} cell={cellOfValue(value)} context={context} />
        {field.file !== null && shown.kind === 'cell' && shown.cell !== null && (
          <FieldValue
            storage={storage}
            model={model}
            rowKey={row.key}
            field={field}
            cell={shown.cell}
            context={context}
          />
        )}
        {problem !== null && (
          <span className={classes.problem} role="status">
            {problemText(problem)}
          </span>
        )}
        {staged !== null && row.newId === null && (
          <span className={classes.was}>
            <Was cell={stored} />
            <IconButton
              label={`Revert ${field.name}`}
              icon="undo"
              iconSize={14}
              className={classes.revert}
              onClick={() => {
                left.delete(`${row.id} ${field.name}`);
                staging.revert(row, field.name);
              }}
            />
          </span>
        )}
      </div>
    </FieldRow>
  );
}

/** Longer texts are read here, and edited in a window of their own. */
const formCharacters = 20_000;

/** Whether the value is too much for a field of the form: not loaded, bytes, or very long. */
function isBlock(field: Field, cell: WholeCell | undefined, kind: string | undefined): boolean {
  if (kind === 'upload' || cell === undefined) return true;
  if (cell !== null && typeof cell === 'object') return cell.kind === 'bytes';
  if (field.type === 'bytes' && kind === 'cell') return true;
  return typeof cell === 'string' && cell.length > formCharacters;
}

/** What the value means: the row it names, the moment in the chosen zone. */
function Beside({ field, cell, context }: { field: Field; cell: WholeCell; context: ColumnContext }) {
  if (cell === null) return null;
  if (field.reference !== null) return <GoTo field={field} cell={cell} context={context} />;
  if (field.type === 'datetime') return <Instant text={cellText(cell)} />;
  return null;
}

function GoTo({ field, cell, context }: { field: Field; cell: WholeCell; context: ColumnContext }) {
  const caption = useCaption(context.captions(field.name), cell);
  const path = context.referencePath(field, cell);
  if (path === null || caption === undefined) return null;
  if (caption === null) return <span className={classes.note}>No such row</span>;
  return (
    <a
      className={classes.link}
      href={path}
      draggable={false}
      aria-label={`Go to ${caption}`}
      onClick={(event) => {
        event.preventDefault();
        context.follow(path, { newTab: event.ctrlKey || event.metaKey });
      }}
    >
      {caption}
    </a>
  );
}

function Instant({ text }: { text: string }) {
  const note = instantNote(text, useTimeZone());
  return note === null ? null : <span className={classes.note}>{note}</span>;
}

/** As much of the stored value as one line holds. */
const shownCharacters = 60;

function Was({ cell }: { cell: Cell | undefined }) {
  if (cell === undefined) return null;
  if (cell !== null && !isWhole(cell))
    return <span className={classes.wasText}>was {formatBytes(cell.sizeBytes)}</span>;
  const text = cell === null ? 'NULL' : cellText(cell);
  const line = text.replace(/\s+/g, ' ');
  return (
    <span className={classes.wasText} title={text.slice(0, 2000)}>
      was {line === '' ? 'empty' : line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line}
    </span>
  );
}

/** `New row 3` of a model. */
export function newRowTitle(id: string): string {
  const name = newRowName(id);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
