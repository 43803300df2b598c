import type { ReactNode } from 'react';
import type { Field } from '../../../../shared/domain/catalog.ts';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import { DefaultBadge, formatBytes, IconButton, NullBadge } from '../../../ui/index.ts';
import { isNeeded } from '../staging/new-row.ts';
import { newRowName } from '../staging/new-row-name.ts';
import classes from './editors.module.css';
import { type FieldEditing, nullRefusal, takesDefault } from './field-editing.ts';
import type { DraftControl } from './use-draft.ts';

export const setNullKeys = 'alt+N';
export const setDefaultKeys = 'alt+shift+N';

/** What stands in an editor that holds no text: the capsule of NULL, of DEFAULT, or the name of an unsaved row. */
export function capsuleOf(value: NewValue | null, field: Field): ReactNode {
  if (value === null) return undefined;
  switch (value.kind) {
    case 'default':
      return isNeeded(field) ? <span className={classes.needed}>needs a value</span> : <DefaultBadge />;
    case 'cell':
      return value.cell === null ? <NullBadge /> : undefined;
    case 'inserted':
      return newRowName(value.change);
    case 'upload':
      return `${formatBytes(value.sizeBytes)} of ${value.as}, loaded`;
  }
}

/** `Set NULL`, `Set DEFAULT` and what more there is for this editor. The keys of a form move past them: they have keys of their own. */
export function EditorTools({
  editing,
  draft,
  onExpand,
  children,
}: {
  editing: FieldEditing;
  draft: DraftControl;
  onExpand?: (() => void) | undefined;
  children?: ReactNode;
}) {
  const { field, row } = editing;
  const value = draft.draft.kind === 'value' ? draft.draft.value : null;
  const isNull = value?.kind === 'cell' && value.cell === null;
  return (
    <span className={classes.tools}>
      {children}
      {nullRefusal(field) === null && !isNull && (
        <ToolButton label={`Set ${field.name} to NULL`} onClick={() => draft.setValue({ kind: 'cell', cell: null })}>
          NULL
        </ToolButton>
      )}
      {takesDefault(field, row.newId !== null) && value?.kind !== 'default' && (
        <ToolButton label={`Set ${field.name} to DEFAULT`} onClick={() => draft.setValue({ kind: 'default' })}>
          DEFAULT
        </ToolButton>
      )}
      {onExpand !== undefined && (
        <IconButton
          label="Open large editor"
          icon="expand"
          iconSize={14}
          tabIndex={-1}
          className={classes.toolIcon}
          onMouseDown={(event) => event.preventDefault()}
          onClick={onExpand}
        />
      )}
    </span>
  );
}

function ToolButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      tabIndex={-1}
      // The focus stays in the editor.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** Why it can't be staged, or what becomes of it. */
export function EditorNote({ id, draft }: { id: string; draft: Pick<DraftControl, 'problem' | 'note'> }) {
  if (draft.problem !== null) {
    return (
      <div id={id} className={classes.problem} role="alert">
        {draft.problem}
      </div>
    );
  }
  if (draft.note === null) return null;
  return (
    <div id={id} className={classes.note} role="status">
      {draft.note}
    </div>
  );
}
