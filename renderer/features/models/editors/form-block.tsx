import { useState } from 'react';
import type { Cell } from '../../../../shared/domain/cell.ts';
import { Button } from '../../../ui/index.ts';
import { FieldValue } from '../field-value.tsx';
import { capsuleOf } from './editor-tools.tsx';
import classes from './editors.module.css';
import { type FieldEditing, nullRefusal, subjectOf } from './field-editing.ts';
import { FileButtons } from './file-buttons.tsx';
import { LargeEditor } from './large-editor.tsx';

/** A value too big for a line: shown, replaced from a file, or edited in a window of its own. */
export function FormBlock({ editing }: { editing: FieldEditing }) {
  const { field, storage, model, row, stored, staged, context, stage } = editing;
  const [isLarge, setIsLarge] = useState(false);
  const { value } = subjectOf(editing);
  const cell: Cell | undefined = staged === null ? stored : staged.kind === 'cell' ? staged.cell : undefined;
  const isNull = value?.kind === 'cell' && value.cell === null;
  return (
    <div className={classes.block}>
      {cell === undefined || cell === null ? (
        <span>{capsuleOf(value, field)}</span>
      ) : (
        <FieldValue
          storage={storage}
          model={model}
          rowKey={staged === null ? row.key : null}
          field={field}
          cell={cell}
          context={context}
          hidesDownload
        />
      )}
      <FileButtons
        editing={editing}
        onValue={(next) => void stage(next)}
        before={
          value?.kind !== 'upload' && (
            <Button icon="pencil" aria-label={`Edit ${field.name}`} onClick={() => setIsLarge(true)}>
              Edit
            </Button>
          )
        }
        after={
          nullRefusal(field) === null &&
          !isNull && (
            <Button
              aria-label={`Set ${field.name} to NULL`}
              title={`Set ${field.name} to NULL`}
              onClick={() => void stage({ kind: 'cell', cell: null })}
            >
              NULL
            </Button>
          )
        }
      />
      {isLarge && <LargeEditor editing={editing} onClose={() => setIsLarge(false)} />}
    </div>
  );
}
