import type { ReactNode } from 'react';
import { type Cell, cellText } from '../../../../shared/domain/cell.ts';
import { formatBytes } from '../../../ui/index.ts';
import classes from './shown-cell.module.css';

/** Characters the eye would miss: controls, odd spaces, direction and zero-width marks. Joiners of emoji are none. */
const hidden = /([\u0000-\u001f\u007f-\u00a0\u00ad\u200b\u200e\u200f\u2028-\u202f\u2060-\u206f\ufeff])/u;
const named: Readonly<Record<string, string>> = { '\n': '↵', '\r': '␍', '\t': '→', '\u00a0': '⍽' };

/**
 * A value as text nodes only; its text is the stored text. Signs for characters that can't be seen, and sizes, are drawn
 * by the style sheet.
 */
export function ShownCell({ cell }: { cell: Cell }): ReactNode {
  if (cell !== null && typeof cell === 'object') {
    if (cell.kind === 'bytes') return <Sized size={formatBytes(cell.hex.length / 2)}>{bytesLabel(cell.hex)}</Sized>;
    if (cell.kind === 'cut') {
      const preview = cell.of === 'bytes' ? bytesLabel(cell.preview) : visibleText(cell.preview);
      return <Sized size={`… ${formatBytes(cell.sizeBytes)}`}>{preview}</Sized>;
    }
  }
  return visibleText(cellText(cell));
}

function Sized({ size, children }: { size: string; children: ReactNode }) {
  return (
    <span className={classes.sized} data-size={size}>
      <span className={classes.start}>{children}</span>
    </span>
  );
}

/** `\x8a\x00\xff`, as redis-cli writes bytes. */
export function bytesLabel(hex: string): string {
  return hex.replace(/../g, '\\x$&');
}

export function visibleText(text: string): ReactNode {
  if (!hidden.test(text)) return text;
  return text.split(new RegExp(hidden, 'gu')).map((part, index) =>
    // The capture group puts the separators at the odd places.
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change places.
      <span key={index} className={classes.sign} data-sign={signOf(part)}>
        {part}
      </span>
    ),
  );
}

function signOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return (
    named[character] ??
    (code < 0x20 ? String.fromCodePoint(0x2400 + code) : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`)
  );
}
