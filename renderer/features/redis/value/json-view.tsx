import { useMemo } from 'react';
import { type JsonTokenKind, tokenizeJson } from '../../../../shared/domain/json-text.ts';
import { RowList } from '../rows/scaled-rows.tsx';
import { visibleText } from './shown-cell.tsx';
import classes from './text-views.module.css';

const lineHeight = 19;

const kindClass: Readonly<Record<JsonTokenKind, string | undefined>> = {
  key: classes.key,
  string: classes.string,
  number: classes.number,
  literal: classes.literal,
  punctuation: classes.punctuation,
  space: undefined,
  invalid: undefined,
};

/**
 * Printed JSON with its line numbers. A line is coloured when it comes into sight: strings of JSON hold no line breaks,
 * so a line is read without those before it.
 */
export function JsonView({ text, className }: { text: string; className?: string | undefined }) {
  const lines = useMemo(() => text.split('\n'), [text]);
  const digits = String(lines.length).length;
  return (
    <RowList
      role="document"
      aria-label="JSON"
      tabIndex={0}
      fitsRows={className !== undefined}
      className={[classes.lines, className].filter(Boolean).join(' ')}
      rowCount={lines.length}
      rowHeight={lineHeight}
      row={(index) => (
        <div className={classes.line}>
          <span className={classes.lineNumber} style={{ width: `${digits}ch` }} aria-hidden data-number={index + 1} />
          <code>
            <Line text={lines[index] ?? ''} />
          </code>
        </div>
      )}
    />
  );
}

function Line({ text }: { text: string }) {
  return Array.from(tokenizeJson(text), ({ kind, start, end }) => (
    <span key={start} className={kindClass[kind]}>
      {visibleText(text.slice(start, end))}
    </span>
  ));
}
