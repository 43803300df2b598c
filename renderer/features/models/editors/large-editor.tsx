import { useId } from 'react';
import { assertNever } from '../../../../shared/domain/assert-never.ts';
import { type CutCell, isWhole, type WholeCell } from '../../../../shared/domain/cell.ts';
import type { BaseValue, NewValue } from '../../../../shared/domain/change-set.ts';
import { formatJson } from '../../../../shared/domain/json-text.ts';
import {
  Button,
  CodeEditor,
  Dialog,
  formatBytes,
  formatCount,
  Kbd,
  matchesShortcut,
  ProgressBar,
  Spacer,
} from '../../../ui/index.ts';
import { HexDump } from '../hex-dump.tsx';
import { cellOfValue, type Draft } from './draft.ts';
import { capsuleOf, EditorNote, EditorTools, setDefaultKeys, setNullKeys } from './editor-tools.tsx';
import classes from './editors.module.css';
import { type FieldEditing, nullRefusal, subjectOf, takesDefault } from './field-editing.ts';
import { FileButtons } from './file-buttons.tsx';
import { spacedHex } from './hex.ts';
import { useDraft } from './use-draft.ts';
import { useLoadedValue } from './use-loaded-value.ts';

/** Longer hex is not typed: it is loaded from a file. */
const editableHexBytes = 64 * 1024;
const formattedCharacters = 4_000_000;

export interface LargeEditorProps {
  readonly editing: FieldEditing;
  /** What was made of the value so far, where the editor was opened from. */
  readonly started?: Draft | undefined;
  readonly onClose: () => void;
}

/** A window of its own for long texts, documents and bytes. What is too big for a page is loaded first. */
export function LargeEditor(props: LargeEditorProps) {
  const { editing, onClose } = props;
  const { field, storage, model, row, stored, staged } = editing;
  const cut = staged === null && stored !== undefined && !isWhole(stored) ? stored : null;
  return (
    <Dialog title={`Edit ${field.name}`} isOpen onClose={onClose} width={880}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys in here are not those of the grid below. */}
      <div
        className={classes.large}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') event.stopPropagation();
        }}
      >
        {cut === null ? (
          <Loaded {...props} />
        ) : (
          <CutEditor {...props} cut={cut} at={{ storage, model: model.id, key: row.key, field: field.name }} />
        )}
      </div>
    </Dialog>
  );
}

function CutEditor({
  cut,
  at,
  ...props
}: LargeEditorProps & { cut: CutCell; at: Parameters<typeof useLoadedValue>[0] }) {
  const loading = useLoadedValue(at, cut);
  const { editing, onClose } = props;
  switch (loading.kind) {
    case 'loading':
      return (
        <>
          <div className={classes.waiting} role="status">
            <ProgressBar
              label={`Loading ${at.field}`}
              done={loading.doneBytes}
              total={loading.doneBytes === 0 ? null : loading.totalBytes}
              width={240}
            />
            {formatBytes(loading.doneBytes)} of {formatBytes(loading.totalBytes)}
          </div>
          <div className={classes.largeEnd}>
            <Spacer />
            <Button onClick={onClose}>Cancel</Button>
          </div>
        </>
      );
    case 'failed':
      return (
        <>
          <p className={classes.problem} role="alert">
            {loading.message}
          </p>
          <div className={classes.largeEnd}>
            <Spacer />
            <Button onClick={onClose}>Close</Button>
          </div>
        </>
      );
    case 'tooBig':
      return (
        <Replace
          {...props}
          text={`${formatBytes(cut.sizeBytes)} are too big to be edited here: they can be replaced.`}
          base={loading.base}
        />
      );
    case 'loaded':
      return <Loaded {...props} editing={{ ...editing, stored: loading.cell }} base={loading.base} />;
    default:
      return assertNever(loading);
  }
}

/** A value that is only replaced: from a file, by NULL or by the default. */
function Replace({ editing, onClose, base, text }: LargeEditorProps & { text: string; base?: BaseValue | undefined }) {
  const { field, row, stage } = editing;
  const give = (value: NewValue) => {
    if (stage(value, base)) onClose();
  };
  return (
    <>
      <p>{text}</p>
      <FileButtons editing={editing} onValue={give} />
      <div className={classes.largeEnd}>
        {nullRefusal(field) === null && <Button onClick={() => give({ kind: 'cell', cell: null })}>Set NULL</Button>}
        {takesDefault(field, row.newId !== null) && (
          <Button onClick={() => give({ kind: 'default' })}>Set DEFAULT</Button>
        )}
        <Spacer />
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </>
  );
}

function Loaded({ editing, started, onClose, base }: LargeEditorProps & { base?: BaseValue | undefined }) {
  const { field, row } = editing;
  const noteId = useId();
  const subject = subjectOf(editing);
  const draft = useDraft({ subject, started, stage: (value) => editing.stage(value, base) });
  const value = draft.draft.kind === 'value' ? draft.draft.value : null;
  const cell = cellOfValue(value ?? subject.value);
  const isHex = isBytes(cell) || (field.type === 'bytes' && typeof cell !== 'string');
  const capsule = value === null ? undefined : capsuleOf(value, field);
  const note = draft.problem ?? draft.note;

  function apply(): void {
    if (draft.commit()) onClose();
  }

  if (isHex && isBytes(cell) && cell.hex.length / 2 > editableHexBytes) {
    return (
      <>
        <HexDump hex={cell.hex} sizeBytes={cell.hex.length / 2} />
        <Replace editing={editing} onClose={onClose} base={base} text="Bytes of this size are replaced from a file." />
      </>
    );
  }
  const formatted = field.type === 'json' && !isHex ? () => formatJson(draft.text, 2, formattedCharacters) : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the editor inside.
    <div
      className={classes.largeBody}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) apply();
        else if (matchesShortcut(setNullKeys, event) && nullRefusal(field) === null)
          draft.setValue({ kind: 'cell', cell: null });
        else if (matchesShortcut(setDefaultKeys, event) && takesDefault(field, row.newId !== null))
          draft.setValue({ kind: 'default' });
        else return;
        event.preventDefault();
      }}
    >
      {isHex && field.type !== 'bytes' && (
        <p className={classes.note}>
          This value is no text that can be shown: it holds NUL, or is no UTF-8. What is written here is stored as
          bytes.
        </p>
      )}
      <div className={classes.largeText}>
        <CodeEditor
          label={field.name}
          language={field.type === 'json' && !isHex ? 'json' : 'text'}
          value={isHex && value !== null && isBytes(cell) ? spacedHex(cell.hex) : draft.text}
          onChange={draft.setText}
          isInvalid={draft.problem !== null}
          describedBy={note === null ? undefined : noteId}
          takesFocus
          fills
        />
        {capsule !== undefined && draft.text === '' && <span className={classes.largeCapsule}>{capsule}</span>}
      </div>
      <EditorNote id={noteId} draft={draft} />
      {(isHex || field.type === 'text' || field.type === 'json') && (
        <FileButtons editing={editing} onValue={draft.setValue} />
      )}
      <div className={classes.largeEnd}>
        <span className={classes.count}>{countText(draft.text, isHex)}</span>
        {formatted !== null && (
          <Button
            onClick={() => {
              const text = formatted();
              if (text !== null) draft.setText(text);
            }}
            disabled={draft.judgement.kind === 'invalid'}
          >
            Format
          </Button>
        )}
        <EditorTools editing={editing} draft={draft} />
        <Spacer />
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" onClick={apply}>
          Apply <Kbd keys="mod+Enter" />
        </Button>
      </div>
    </div>
  );
}

function isBytes(cell: WholeCell): cell is { kind: 'bytes'; hex: string } {
  return cell !== null && typeof cell === 'object' && cell.kind === 'bytes';
}

function countText(text: string, isHex: boolean): string {
  if (isHex) return formatBytes(Math.floor(text.replace(/\s/g, '').length / 2));
  const lines = text.split('\n').length;
  return `${formatCount(text.length)} characters, ${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'}`;
}
