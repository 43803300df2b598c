import type { ReactNode } from 'react';
import { assertNever } from '../../../shared/domain/assert-never.ts';
import { type Cell, cellText } from '../../../shared/domain/cell.ts';
import type { BaseValue, NewValue } from '../../../shared/domain/change-set.ts';
import { newRowNumber } from '../../../shared/domain/staged-edits.ts';
import { splitVisible } from '../../../shared/domain/visible-text.ts';
import { formatBytes, NullBadge } from '../../ui/index.ts';
import classes from './shown-value.module.css';

/** Enough to tell two values apart; the rows themselves show all of it. */
const shownCharacters = 600;

/** A value as text nodes, short, on several lines where it has them; what the eye would miss has a sign. */
export function ShownCell({ cell, isStruck = false }: { cell: Cell; isStruck?: boolean }) {
  return <span className={isStruck ? `${classes.value} ${classes.struck}` : classes.value}>{content(cell)}</span>;
}

function content(cell: Cell): ReactNode {
  if (cell === null) return <NullBadge />;
  if (cell === '') return <span className={classes.note}>empty text</span>;
  if (typeof cell === 'object' && cell.kind === 'bytes') {
    return (
      <>
        <span className={classes.hex}>{cell.hex.slice(0, 64)}</span>
        <span className={classes.note}>
          {cell.hex.length > 64 ? '… ' : ' '}
          {formatBytes(cell.hex.length / 2)}
        </span>
      </>
    );
  }
  if (typeof cell === 'object' && cell.kind === 'cut') {
    const preview = cell.preview.slice(0, shownCharacters);
    return (
      <>
        {cell.of === 'bytes' ? <span className={classes.hex}>{preview}</span> : visible(preview)}
        <span className={classes.note}>… {formatBytes(cell.sizeBytes)}</span>
      </>
    );
  }
  const text = cellText(cell);
  if (text.length <= shownCharacters) return visible(text);
  return (
    <>
      {visible(text.slice(0, shownCharacters))}
      <span className={classes.note}>… {text.length.toLocaleString('en-US')} characters</span>
    </>
  );
}

function visible(text: string): ReactNode {
  // Lines are shown as lines; within them nothing is left unseen.
  return text.split(/(\n)/).map((line, index) => {
    if (line === '\n') return line;
    const pieces = splitVisible(line);
    if (pieces === null) return line;
    return pieces.map((piece, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change places.
      <span key={`${index} ${at}`} className={piece.sign === null ? undefined : classes.sign} data-sign={piece.sign}>
        {piece.text}
      </span>
    ));
  });
}

/** What a field shall hold. */
export function ShownNewValue({ value }: { value: NewValue }) {
  switch (value.kind) {
    case 'cell':
      return <ShownCell cell={value.cell} />;
    case 'default':
      return <span className={classes.default}>DEFAULT</span>;
    case 'inserted':
      return (
        <span className={classes.value}>
          {value.field} of {newRowText(value.change)}
        </span>
      );
    case 'upload':
      return (
        <span className={classes.value}>
          {formatBytes(value.sizeBytes)} <span className={classes.note}>as {value.as}, loaded</span>
        </span>
      );
    default:
      return assertNever(value);
  }
}

/** What a field held. A value that is known only by a guard of its store can't be shown. */
export function ShownBase({ base }: { base: BaseValue }) {
  if (base.kind === 'cell') return <ShownCell cell={base.cell} isStruck />;
  return <span className={classes.note}>value in the store</span>;
}

/** `new row 3` for `new-3`. */
export function newRowText(change: string): string {
  const number = newRowNumber(change);
  return number === null ? 'a new row' : `new row ${number}`;
}
