import { useEffect, useRef, useState } from 'react';
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
  const { hexAt, failure } = useWindows(source);
  const digits = Math.max(8, sizeBytes.toString(16).length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text is reached by the keyboard.
    <RowList
      role="document"
      aria-label="Bytes"
      tabIndex={0}
      className={[classes.lines, className].filter(Boolean).join(' ')}
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

function useWindows(source: string | LoadHex): { hexAt: (offset: number) => string | null; failure: string | null } {
  const [windows, setWindows] = useState<ReadonlyMap<number, string>>(new Map());
  const [failure, setFailure] = useState<string | null>(null);
  const [wanted, setWanted] = useState<number | null>(null);
  const missing = useRef<number | null>(null);

  useEffect(() => {
    setWindows(new Map());
    setFailure(null);
  }, [source]);
  // What a drawing did not find is read after it.
  useEffect(() => {
    if (missing.current !== wanted) setWanted(missing.current);
  });
  useEffect(() => {
    if (wanted === null || typeof source === 'string') return;
    const abort = new AbortController();
    source(wanted * windowBytes, abort.signal).then(
      (hex) => {
        // A few windows are enough to scroll in; the rest is read again.
        setWindows((before) => new Map([...[...before].slice(-15), [wanted, hex]]));
        missing.current = null;
        setFailure(null);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFailure(error instanceof Error ? error.message : 'Could not be read');
      },
    );
    return () => abort.abort();
  }, [source, wanted]);

  return {
    failure,
    hexAt: (offset) => {
      if (typeof source === 'string') return source.slice(offset * 2, (offset + bytesPerRow) * 2);
      const number = Math.floor(offset / windowBytes);
      const hex = windows.get(number);
      if (hex === undefined) {
        missing.current = number;
        return null;
      }
      const start = (offset - number * windowBytes) * 2;
      return hex.slice(start, start + bytesPerRow * 2);
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
