import { useCallback, useEffect, useState } from 'react';
import { toAppError } from '../../../host/index.ts';
import { RowList } from '../rows/scaled-rows.tsx';
import classes from './text-views.module.css';

const bytesPerRow = 16;
const lineHeight = 19;
/** As the host cuts them. */
const windowBytes = 65_536;

/** Bytes as lower-case hex from a position, up to the end of its window. */
export type LoadHex = (offset: number, signal: AbortSignal) => Promise<string>;

interface HexViewProps {
  sizeBytes: number;
  /** The bytes when they are all here, else how to read a window of them. */
  source: string | LoadHex;
  className?: string | undefined;
}

/** Offset, bytes and their ASCII, sixteen to a row; of a long value only the windows in sight are read. */
export function HexView({ sizeBytes, source, className }: HexViewProps) {
  const { hexAt, failure, onShow } = useWindows(source);
  const digits = Math.max(8, sizeBytes.toString(16).length);
  return (
    <RowList
      role="document"
      aria-label="Bytes"
      tabIndex={0}
      fitsRows={className !== undefined}
      className={[classes.lines, className].filter(Boolean).join(' ')}
      onShow={onShow}
      rowCount={Math.ceil(sizeBytes / bytesPerRow)}
      rowHeight={lineHeight}
      row={(index) => {
        const hex = hexAt(index * bytesPerRow);
        return (
          <div className={classes.hexLine}>
            <span className={classes.hexOffset}>{(index * bytesPerRow).toString(16).padStart(digits, '0')}</span>
            <code className={classes.hexBytes}>{hex === null ? (failure ?? '') : spaced(hex)}</code>
            <code className={classes.hexText}>{hex === null ? '' : ascii(hex)}</code>
          </div>
        );
      }}
    />
  );
}

interface Windows {
  readonly source: string | LoadHex;
  readonly read: ReadonlyMap<number, string>;
  readonly failure: string | null;
}

/** A few windows are enough to scroll in; the rest is read again. */
const mostWindows = 16;

interface WindowsInSight {
  readonly hexAt: (offset: number) => string | null;
  readonly failure: string | null;
  readonly onShow: (firstRow: number, lastRow: number) => void;
}

function useWindows(source: string | LoadHex): WindowsInSight {
  const [held, setHeld] = useState<Windows>({ source, read: new Map(), failure: null });
  const windows = held.source === source ? held : { source, read: new Map<number, string>(), failure: null };
  const [shown, setShown] = useState({ from: 0, to: 0 });
  // The rows in sight lie in one window or in two; one after the other is read.
  const wanted = [shown.from, shown.to].find((number) => !windows.read.has(number));
  useEffect(() => {
    if (wanted === undefined || typeof source === 'string') return;
    const abort = new AbortController();
    source(wanted * windowBytes, abort.signal).then(
      (hex) =>
        setHeld((before) => {
          const kept = before.source === source ? [...before.read].slice(1 - mostWindows) : [];
          return { source, read: new Map([...kept, [wanted, hex]]), failure: null };
        }),
      (error: unknown) => {
        if (!abort.signal.aborted) setHeld((before) => ({ ...before, source, failure: toAppError(error).message }));
      },
    );
    return () => abort.abort();
  }, [source, wanted]);

  const onShow = useCallback((firstRow: number, lastRow: number) => {
    const numberOf = (row: number) => Math.floor((row * bytesPerRow) / windowBytes);
    setShown({ from: numberOf(firstRow), to: numberOf(lastRow) });
  }, []);
  return {
    failure: windows.failure,
    onShow,
    hexAt: (offset) => {
      if (typeof source === 'string') return source.slice(offset * 2, (offset + bytesPerRow) * 2);
      const number = Math.floor(offset / windowBytes);
      const start = (offset - number * windowBytes) * 2;
      return windows.read.get(number)?.slice(start, start + bytesPerRow * 2) ?? null;
    },
  };
}

/** Two groups of eight bytes. */
function spaced(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  const left = bytes.slice(0, 8).join(' ');
  return bytes.length > 8 ? `${left}  ${bytes.slice(8).join(' ')}` : left;
}

function ascii(hex: string): string {
  return hex.replace(/../g, (byte) => {
    const code = Number.parseInt(byte, 16);
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
  });
}

/** UTF-8 of a text as hex. */
export function hexOfText(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
