import { useQuery } from '@tanstack/react-query';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { cellPath } from '../../../shared/domain/byte-address.ts';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText, isWhole } from '../../../shared/domain/cell.ts';
import { looksLikeJson } from '../../../shared/domain/json-text.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import { toAppError, useApi, useBytesPrefix, useProject, useTimeZone } from '../../host/index.ts';
import { Button, formatBytes, formatInstant, Icon, LinkButton, NullBadge, notify } from '../../ui/index.ts';
import { FileThumbnail } from '../files/index.ts';
import { visibleText } from './cell-value.tsx';
import classes from './field-value.module.css';
import { HexDump } from './hex-dump.tsx';
import { JsonText } from './json-view.tsx';
import type { ColumnContext } from './model-columns.tsx';
import { useCaption } from './use-caption.ts';

/** Bigger values are downloaded, not shown. */
const loadableBytes = 8 * 1024 * 1024;

/** Longer texts are folded until asked for. */
const foldedCharacters = 4000;

export interface FieldValueProps {
  storage: string;
  model: Model;
  rowKey: RowKey | null;
  field: Field;
  cell: Cell;
  context: ColumnContext;
  /** The surroundings offer it already. */
  hidesDownload?: boolean | undefined;
}

/** One field of a row, all of it: what is too big for a page can be read here, or downloaded. */
export function FieldValue(props: FieldValueProps) {
  const { cell, rowKey } = props;
  const row = rowKey === null ? '' : encodeRowKey(rowKey);
  /** The row whose value was asked for: the same field of another row is shown cut again. */
  const [wantedRow, setWantedRow] = useState<string | null>(null);
  if (cell === null) return <NullBadge />;
  if (wantedRow === row && rowKey !== null) return <LoadedValue {...props} rowKey={rowKey} />;
  const canLoad = !isWhole(cell) && rowKey !== null && cell.sizeBytes <= loadableBytes;
  return (
    <ValueFrame {...props}>
      {canLoad && <Button onClick={() => setWantedRow(row)}>Show all {formatBytes(cell.sizeBytes)}</Button>}
    </ValueFrame>
  );
}

/** A component of its own: fields that are whole, nearly all of them, need no query. */
function LoadedValue(props: FieldValueProps & { rowKey: RowKey }) {
  const { storage, model, rowKey, field, cell } = props;
  const api = useApi();
  const { id: project } = useProject();
  const { data, error } = useQuery(
    api.rows.cell.get.queryOptions({
      input: { project, storage, model: model.id, key: [...rowKey], field: field.name },
      // A value may hold megabytes.
      gcTime: 0,
    }),
  );
  const note = error === null ? (data === undefined ? 'Reading…' : null) : toAppError(error).message;
  return (
    <ValueFrame {...props} cell={data?.cell ?? cell}>
      {note !== null && <span className={classes.note}>{note}</span>}
    </ValueFrame>
  );
}

/** A value with what can be done with it. */
function ValueFrame({ children, ...props }: FieldValueProps & { children: ReactNode }) {
  const { field, cell, rowKey } = props;
  if (cell === null) return <NullBadge />;
  return (
    <div className={classes.value}>
      <Shown {...props} />
      <div className={classes.actions}>
        {children}
        {props.hidesDownload !== true && isBig(field, cell) && rowKey !== null && <Download {...props} />}
      </div>
      {isWhole(cell) && cellText(cell) !== '' && (
        // Plain, without the tooltip of an icon button: there is one for each field of each row one passes.
        <button
          type="button"
          className={classes.copy}
          aria-label={`Copy ${field.name}`}
          title={`Copy ${field.name}`}
          onClick={() => copy(cellText(cell))}
        >
          <Icon name="copy" size={14} />
        </button>
      )}
    </div>
  );
}

function isBig(field: Field, cell: Cell): boolean {
  if (cell === null || typeof cell !== 'object') return false;
  return cell.kind === 'cut' || (cell.kind === 'bytes' && field.type === 'bytes');
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).catch(() => notify({ kind: 'error', message: 'The clipboard can’t be written' }));
}

function Download({ storage, model, rowKey, field }: FieldValueProps) {
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const path = cellPath(prefix, {
    project,
    storage,
    model: model.id,
    key: encodeRowKey(rowKey ?? []),
    field: field.name,
  });
  return (
    <LinkButton href={path} download icon="download">
      Download
    </LinkButton>
  );
}

function Shown(props: FieldValueProps): ReactNode {
  const { field, cell } = props;
  if (cell === null) return <NullBadge />;
  if (typeof cell === 'object' && cell.kind === 'bytes')
    return <HexDump hex={cell.hex} sizeBytes={cell.hex.length / 2} />;
  if (typeof cell === 'object' && cell.kind === 'cut') {
    if (cell.of === 'bytes') return <HexDump hex={cell.preview} sizeBytes={cell.sizeBytes} />;
    return (
      <span className={classes.text}>
        {visibleText(cell.preview)}
        <span className={classes.note}>… {formatBytes(cell.sizeBytes)}</span>
      </span>
    );
  }
  const text = cellText(cell);
  if (field.file !== null && typeof cell === 'string' && /^[0-9a-f]{32}$/.test(cell))
    return <FileValue {...props} id={cell} />;
  if (field.reference !== null) return <ReferenceValue {...props} />;
  if ((field.type === 'json' || field.type === 'text') && looksLikeJson(text)) return <JsonText text={text} />;
  if (field.type === 'datetime') return <InstantValue text={text} />;
  return <LongText text={text} />;
}

function LongText({ text }: { text: string }) {
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const isFolded = text.length > foldedCharacters && unfolded !== text;
  return (
    <span className={classes.text}>
      {text.split('\n').map((line, index, lines) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never change places.
        <span key={index}>
          {isFolded && index * 80 > foldedCharacters ? null : visibleText(fold(line, isFolded))}
          {index < lines.length - 1 ? '\n' : null}
        </span>
      ))}
      {isFolded && (
        <Button kind="link" onClick={() => setUnfolded(text)}>
          Show all {text.length.toLocaleString('en-US')} characters
        </Button>
      )}
    </span>
  );
}

function fold(line: string, isFolded: boolean): string {
  return isFolded && line.length > foldedCharacters ? line.slice(0, foldedCharacters) : line;
}

/** The same moment in the chosen zone, where that reads differently; `null` where it does not. */
export function instantNote(text: string, zone: string): string | null {
  const shown = formatInstant(text, zone);
  const isSame = shown === text || shown === text.replace('T', ' ').replace(/ ?(?:Z|[+-]00(?::?00)?)$/i, '');
  return isSame ? null : `${shown} ${zone === 'local' ? 'here' : zone}`;
}

/** The stored text, and beside it what it is in the chosen zone. */
function InstantValue({ text }: { text: string }) {
  const note = instantNote(text, useTimeZone());
  return (
    <span className={classes.text}>
      {text}
      {note !== null && <span className={classes.note}> {note}</span>}
    </span>
  );
}

function ReferenceValue({ storage, model, field, cell, context }: FieldValueProps) {
  const value = isWhole(cell) ? cell : null;
  const caption = useCaption(context.captions(field.name), value);
  const path = context.referencePath(field, value);
  const text = cellText(cell);
  if (path === null) return <LongText text={text} />;
  return (
    <span className={classes.text} data-storage={storage} data-model={model.id}>
      <PathLink path={path} context={context}>
        {caption ?? text}
      </PathLink>
      {caption !== undefined && caption !== null && caption !== text && <span className={classes.note}> {text}</span>}
      {caption === null && <span className={classes.note}> no such row</span>}
    </span>
  );
}

function FileValue({ field, id, context }: FieldValueProps & { id: string }) {
  if (field.file === null) return id;
  return (
    <span className={classes.file}>
      <span className={classes.picture}>
        <FileThumbnail key={id} file={{ ...field.file, id }} box={56} />
      </span>
      <span className={classes.fileText}>
        <PathLink path={context.filePath(field, id)} context={context}>
          {field.file.storage}
        </PathLink>
        <span className={classes.id}>{id}</span>
      </span>
    </span>
  );
}

function PathLink({ path, context, children }: { path: string; context: ColumnContext; children: ReactNode }) {
  return (
    <a
      className={classes.link}
      href={path}
      draggable={false}
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        context.follow(path, { newTab: event.ctrlKey || event.metaKey });
      }}
    >
      {children}
    </a>
  );
}
