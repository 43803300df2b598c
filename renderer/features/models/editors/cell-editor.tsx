import { type KeyboardEvent, useId, useLayoutEffect, useState } from 'react';
import type { CellEditor as GridEditor } from '../../../grid/index.ts';
import { matchesShortcut } from '../../../ui/index.ts';
import type { ModelRow } from '../model-row.ts';
import { type Draft, takesLines } from './draft.ts';
import { EditorNote, EditorTools, setDefaultKeys, setNullKeys } from './editor-tools.tsx';
import classes from './editors.module.css';
import { controlKind, FieldControl, fitsCell } from './field-control.tsx';
import { type FieldEditing, nullRefusal, subjectOf, takesDefault } from './field-editing.ts';
import { LargeEditor } from './large-editor.tsx';
import { useDraft } from './use-draft.ts';

export interface CellEditorProps {
  readonly editor: GridEditor<ModelRow>;
  readonly editing: FieldEditing;
}

/** The editor over a cell of the grid: a control in its place, or, for what is too big for it, a window. */
export function CellEditor(props: CellEditorProps) {
  const { editor, editing } = props;
  const [isLarge, setIsLarge] = useState(
    () => editor.typed === null && !fitsCell(subjectOf(editing).value, editing.field),
  );
  const [started, setStarted] = useState<Draft | undefined>();
  if (isLarge) return <LargeCellEditor {...props} started={started} />;
  return (
    <SmallCellEditor
      {...props}
      onExpand={(draft) => {
        setStarted(draft);
        setIsLarge(true);
      }}
    />
  );
}

/** The window stands for the cell's editor: leaving it leaves the cell. */
function LargeCellEditor({ editor, editing, started }: CellEditorProps & { started: Draft | undefined }) {
  const { register, cancel } = editor;
  useLayoutEffect(() => {
    register(() => true);
  }, [register]);
  return <LargeEditor editing={editing} started={started} onClose={cancel} />;
}

function SmallCellEditor({
  editor,
  editing,
  onExpand,
}: CellEditorProps & { onExpand: (draft: Draft | undefined) => void }) {
  const { field, row } = editing;
  const noteId = useId();
  const draft = useDraft({ subject: subjectOf(editing), typed: editor.typed, stage: editing.stage });
  const { register } = editor;
  useLayoutEffect(() => {
    register(draft.commit);
  });
  const canExpand = controlKind(field) === 'text' && (takesLines(field) || field.type === 'bytes');
  const expand = () => onExpand(draft.isTouched ? draft.draft : undefined);

  function onKeyDown(event: KeyboardEvent): void {
    if (matchesShortcut(setNullKeys, event) && nullRefusal(field) === null)
      draft.setValue({ kind: 'cell', cell: null });
    else if (matchesShortcut(setDefaultKeys, event) && takesDefault(field, row.newId !== null))
      draft.setValue({ kind: 'default' });
    else if (matchesShortcut('shift+F2', event) && canExpand) expand();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const hasNote = draft.problem !== null || draft.note !== null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the control inside.
    <div className={classes.cell} style={{ maxWidth: editor.maximumWidth }} onKeyDown={onKeyDown}>
      <div className={classes.cellLine} style={{ minHeight: editor.height }}>
        <span className={classes.cellControl} style={{ minWidth: Math.min(editor.width, editor.maximumWidth - 90) }}>
          <FieldControl editing={editing} draft={draft} place="cell" describedBy={hasNote ? noteId : undefined} />
        </span>
        <EditorTools editing={editing} draft={draft} onExpand={canExpand ? expand : undefined} />
      </div>
      <EditorNote id={noteId} draft={draft} />
    </div>
  );
}
