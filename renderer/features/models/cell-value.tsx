import type { ReactNode } from 'react';
import type { Field } from '../../../shared/domain/catalog.ts';
import { type Cell, type CutCell, cellText } from '../../../shared/domain/cell.ts';
import type { CellSurroundings } from '../../grid/index.ts';
import { formatBytes } from '../../ui/index.ts';
import classes from './cells.module.css';
import { numberFits } from './number-width.ts';
import { splitVisible } from './visible-text.ts';

const numbers: ReadonlySet<Field['type']> = new Set(['integer', 'real', 'decimal']);

/** Numbers stand at the right, unless a caption stands beside them. */
export function alignsEnd(field: Field): boolean {
  return numbers.has(field.type) && field.reference === null && field.file === null;
}

/** A value as text nodes only. The text is the stored text; what is drawn beside it comes from style sheets. */
export function cellValue(field: Field, cell: Cell, { width }: CellSurroundings): ReactNode {
  if (cell === null) return <span className={classes.null}>NULL</span>;
  if (typeof cell === 'object' && cell.kind === 'cut') return <CutValue cell={cell} />;
  if (typeof cell === 'object' && cell.kind === 'bytes') return <BytesValue hex={cell.hex} />;
  const text = cellText(cell);
  if (typeof cell === 'boolean' || field.type === 'boolean') return <BooleanValue text={text} />;
  if (typeof cell !== 'string' || alignsEnd(field)) {
    if (!numberFits(text, width))
      return (
        <span className={classes.tooWide} title={text}>
          <span className={classes.unseen}>{text}</span>
        </span>
      );
    return text;
  }
  if (field.type === 'json') return <span className={classes.json}>{text}</span>;
  return visibleText(text);
}

/** Text in which controls, invisible and bidirectional characters can be seen; they stay what they are when copied. */
export function visibleText(text: string): ReactNode {
  const pieces = splitVisible(text);
  if (pieces === null) return text;
  return pieces.map((piece, index) =>
    piece.sign === null ? (
      piece.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change places.
      <span key={index} className={classes.sign} data-sign={piece.sign} title={nameOf(piece.text)}>
        {piece.text}
      </span>
    ),
  );
}

function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

const truths: Readonly<Record<string, boolean>> = {
  '1': true,
  '0': false,
  true: true,
  false: false,
  t: true,
  f: false,
};

/** A tick or a dash for the eye; the stored text for everything else. Values that are no truth are shown as they are. */
function BooleanValue({ text }: { text: string }) {
  const isTrue = truths[text.toLowerCase()];
  if (isTrue === undefined) return text;
  return (
    <span className={isTrue ? classes.true : classes.false} title={text}>
      <span className={classes.unseen}>{text}</span>
    </span>
  );
}

function BytesValue({ hex }: { hex: string }) {
  return (
    <span className={classes.withSize} data-size={formatBytes(hex.length / 2)}>
      <span className={classes.hex}>{hex}</span>
    </span>
  );
}

function CutValue({ cell }: { cell: CutCell }) {
  return (
    <span className={classes.withSize} data-size={`… ${formatBytes(cell.sizeBytes)}`}>
      <span className={cell.of === 'bytes' ? classes.hex : classes.start}>
        {cell.of === 'bytes' ? cell.preview : visibleText(cell.preview)}
      </span>
    </span>
  );
}

/** What a screen reader hears beside the value. */
export function describeCell(cell: Cell): string | undefined {
  if (cell === null || typeof cell !== 'object') return undefined;
  if (cell.kind === 'cut') return `cut, ${formatBytes(cell.sizeBytes)}`;
  return cell.kind === 'bytes' ? formatBytes(cell.hex.length / 2) : undefined;
}
