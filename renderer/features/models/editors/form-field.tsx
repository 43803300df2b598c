import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { formatJson } from '../../../../shared/domain/json-text.ts';
import { Checkbox, CodeEditor, IconButton, matchesShortcut } from '../../../ui/index.ts';
import { useCommitBeforeSave } from '../../changes/index.ts';
import { JsonText } from '../json-view.tsx';
import { isTruth } from './choice-input.tsx';
import { cellOfValue, type Draft, takesLines } from './draft.ts';
import { capsuleOf, EditorNote, EditorTools, setDefaultKeys, setNullKeys } from './editor-tools.tsx';
import classes from './editors.module.css';
import { controlKind, FieldControl } from './field-control.tsx';
import { type FieldEditing, nullRefusal, subjectOf, takesDefault } from './field-editing.ts';
import { LargeEditor } from './large-editor.tsx';
import { truthForm, truthOf } from './truth.ts';
import { type DraftControl, useDraft } from './use-draft.ts';

export interface FormFieldProps {
  readonly editing: FieldEditing;
  /** What could not be staged when this field was left last, and where such a text is kept. */
  readonly left: Map<string, Draft>;
}

/** One field of the details, edited in its place. What is typed is staged when the field is left. */
export function FormField({ editing, left }: FormFieldProps) {
  const { field, row } = editing;
  const noteId = useId();
  const stash = `${row.id} ${field.name}`;
  const draft = useDraft({ subject: subjectOf(editing), started: left.get(stash), stage: editing.stage });
  const [isActive, setIsActive] = useState(false);
  const [isLarge, setIsLarge] = useState(false);
  useKeepWhatIsLeft(left, stash, draft);
  useCommitBeforeSave(draft.commit);

  const hasNote = draft.problem !== null || draft.note !== null;
  const describedBy = hasNote ? noteId : undefined;
  const cell = cellOfValue(draft.draft.kind === 'value' ? draft.draft.value : null);

  function onKeyDown(event: KeyboardEvent): void {
    const isEnter = event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.nativeEvent.isComposing;
    if (matchesShortcut(setNullKeys, event) && nullRefusal(field) === null) setAndStage({ kind: 'cell', cell: null });
    else if (matchesShortcut(setDefaultKeys, event) && takesDefault(field, row.newId !== null))
      setAndStage({ kind: 'default' });
    else if (isEnter && (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey)) draft.commit();
    else if (event.key === 'Escape' && !event.defaultPrevented && draft.isTouched) draft.reset();
    else return;
    event.preventDefault();
  }

  function setAndStage(value: Parameters<DraftControl['setValue']>[0]): void {
    draft.setValue(value);
    draft.commit();
  }

  const isCheck = isTruth(field, cell) && draft.draft.kind === 'value' && draft.draft.value.kind === 'cell';
  const staging: DraftControl = { ...draft, setValue: setAndStage };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the control inside; what is left is staged.
    <div
      className={classes.form}
      onKeyDown={onKeyDown}
      onFocus={() => setIsActive(true)}
      onBlur={(event) => {
        // Popups of the control are part of it, wherever they are in the page.
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setIsActive(false);
        draft.commit();
      }}
      onPointerEnter={() => setIsActive(true)}
      onPointerLeave={(event) => {
        if (!event.currentTarget.contains(document.activeElement)) setIsActive(false);
      }}
    >
      <div className={classes.formLine} data-kind={controlKind(field)}>
        {isCheck ? (
          <TruthCheck editing={editing} draft={staging} />
        ) : field.type === 'json' && controlKind(field) === 'text' ? (
          <DocumentInput editing={editing} draft={draft} describedBy={describedBy} />
        ) : (
          <FieldControl
            editing={editing}
            draft={controlKind(field) === 'text' || controlKind(field) === 'temporal' ? draft : staging}
            place="form"
            describedBy={describedBy}
          />
        )}
        {isActive && (
          <EditorTools
            editing={editing}
            draft={staging}
            onExpand={controlKind(field) === 'text' && takesLines(field) ? () => setIsLarge(true) : undefined}
          >
            {field.type === 'json' && <FormatButton draft={draft} />}
          </EditorTools>
        )}
      </div>
      <EditorNote id={noteId} draft={draft} />
      {isLarge && (
        <LargeEditor
          editing={editing}
          started={draft.isTouched ? draft.draft : undefined}
          onClose={() => {
            draft.reset();
            setIsLarge(false);
          }}
        />
      )}
    </div>
  );
}

/** A text that can't be staged is not thrown away because another row is looked at. */
function useKeepWhatIsLeft(left: Map<string, Draft>, stash: string, draft: DraftControl): void {
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
    if (!draft.isTouched) left.delete(stash);
  });
  useEffect(
    () => () => {
      const { isTouched, commit, draft: made } = latest.current;
      if (isTouched && !commit()) left.set(stash, made);
    },
    [left, stash],
  );
}

function TruthCheck({ editing, draft }: { editing: FieldEditing; draft: DraftControl }) {
  const { field } = editing;
  const value = draft.draft.kind === 'value' ? draft.draft.value : null;
  const cell = cellOfValue(value);
  const truth = cell === null ? null : truthOf(cell);
  return (
    <span className={classes.truth}>
      <Checkbox
        label={field.name}
        showLabel={false}
        isChecked={truth ?? 'mixed'}
        onChange={() => {
          const { yes, no } = truthForm(field, cellOfValue(subjectOf(editing).value));
          draft.setValue({ kind: 'cell', cell: truth === true ? no : yes });
        }}
      />
      <span className={classes.truthText}>{cell === null ? capsuleOf(value, field) : draft.text}</span>
    </span>
  );
}

/** Laid out for the eye while it is read; the very text, digit for digit, while it is edited. */
function DocumentInput({
  editing,
  draft,
  describedBy,
}: {
  editing: FieldEditing;
  draft: DraftControl;
  describedBy: string | undefined;
}) {
  const { field } = editing;
  const [height, setHeight] = useState<number | null>(null);
  const view = useRef<HTMLDivElement>(null);
  if (height !== null || draft.isTouched) {
    return (
      <div className={classes.document}>
        <CodeEditor
          label={field.name}
          language="json"
          value={draft.text}
          onChange={draft.setText}
          isInvalid={draft.problem !== null}
          describedBy={describedBy}
          takesFocus={height !== null}
          minimumHeight={height ?? undefined}
          maximumHeight={420}
          onBlur={() => setHeight(null)}
        />
      </div>
    );
  }
  const edit = () => setHeight(Math.min(420, view.current?.offsetHeight ?? 26));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a text in colours; it becomes an editor as soon as it has the focus.
    <div
      ref={view}
      role="textbox"
      aria-multiline
      aria-label={field.name}
      tabIndex={0}
      className={classes.documentView}
      onFocus={edit}
    >
      {draft.text === '' ? (
        capsuleOf(draft.draft.kind === 'value' ? draft.draft.value : null, field)
      ) : (
        <JsonText text={draft.text} />
      )}
    </div>
  );
}

function FormatButton({ draft }: { draft: DraftControl }) {
  const isEmpty = draft.text === '';
  return (
    <IconButton
      label="Format"
      icon="wand"
      iconSize={14}
      tabIndex={-1}
      className={classes.toolIcon}
      disabled={isEmpty || draft.judgement.kind === 'invalid'}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        const text = formatJson(draft.text, 2);
        if (text !== null) draft.setText(text);
      }}
    />
  );
}
