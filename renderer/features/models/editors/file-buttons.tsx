import { type ReactNode, useRef } from 'react';
import { cellPath } from '../../../../shared/domain/byte-address.ts';
import type { NewValue } from '../../../../shared/domain/change-set.ts';
import { encodeRowKey } from '../../../../shared/domain/row-key.ts';
import { useBytesPrefix, useProject } from '../../../host/index.ts';
import { Button, formatBytes, LinkButton, ProgressBar } from '../../../ui/index.ts';
import classes from './editors.module.css';
import type { FieldEditing } from './field-editing.ts';
import { useFileValue } from './use-file-value.ts';

/** `Load…` from a file and, for what is stored, `Save…` to one. */
export function FileButtons({
  editing,
  onValue,
  before,
  after,
}: {
  editing: FieldEditing;
  onValue: (value: NewValue) => void;
  /** Buttons on the same line. */
  before?: ReactNode;
  after?: ReactNode;
}) {
  const { field, storage, model, row, stored } = editing;
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const chooser = useRef<HTMLInputElement>(null);
  const { progress, problem, load, cancel } = useFileValue(field, onValue);
  const isStored = row.key !== null && stored !== undefined && stored !== null;
  return (
    <div className={classes.fileButtons}>
      {before}
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label={`File for ${field.name}`}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file can be chosen again.
          event.currentTarget.value = '';
          if (file !== undefined) load(file);
        }}
      />
      <Button
        icon="upload"
        aria-label={`Load ${field.name} from a file`}
        title={`Load ${field.name} from a file`}
        onClick={() => chooser.current?.click()}
      >
        Load…
      </Button>
      {isStored && (
        <LinkButton
          href={cellPath(prefix, {
            project,
            storage,
            model: model.id,
            key: encodeRowKey(row.key ?? []),
            field: field.name,
          })}
          download
          icon="download"
          aria-label={`Save ${field.name} to a file`}
          title={`Save ${field.name} to a file`}
        >
          Save…
        </LinkButton>
      )}
      {after}
      {progress !== null && (
        <span className={classes.loading} role="status">
          <ProgressBar label="Loading the file" done={progress.doneBytes} total={progress.totalBytes} width={90} />
          {formatBytes(progress.doneBytes)} of {formatBytes(progress.totalBytes)}
          <Button onClick={cancel}>Cancel</Button>
        </span>
      )}
      {problem !== null && (
        <div className={classes.problem} role="alert">
          {problem}
        </div>
      )}
    </div>
  );
}
