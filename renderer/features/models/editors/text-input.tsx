import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import { takesLines } from './draft.ts';
import { capsuleOf } from './editor-tools.tsx';
import classes from './editors.module.css';
import type { ControlProps } from './field-control.tsx';

const mono = new Set(['json', 'bytes']);
const numbers = new Set(['integer', 'real', 'decimal']);

/** Where a text is typed: one line, or as many as it has where the field takes several. */
export function TextInput({ editing, draft, place, describedBy }: ControlProps) {
  const { field } = editing;
  const { text } = draft;
  const element = useRef<HTMLInputElement | HTMLTextAreaElement>(null);
  const hasLines = takesLines(field) || text.includes('\n');

  // The value is chosen whole, as F2 does elsewhere; what was typed is gone on from behind it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the editor opens.
  useLayoutEffect(() => {
    if (place !== 'cell' || element.current === null) return;
    const { current } = element;
    current.focus({ preventScroll: true });
    if (draft.isTouched) current.setSelectionRange(current.value.length, current.value.length);
    else current.select();
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      insertLine(event.currentTarget);
    } else if (event.shiftKey || (place === 'form' && !event.ctrlKey && !event.metaKey)) {
      // The break is the text field's own.
      event.stopPropagation();
    }
  }

  const shared = {
    'aria-label': field.name,
    'aria-invalid': draft.problem !== null || undefined,
    'aria-describedby': describedBy,
    autoComplete: 'off',
    spellCheck: false,
    'data-mono': mono.has(field.type) || undefined,
    'data-end': (place === 'cell' && numbers.has(field.type)) || undefined,
    value: text,
  } as const;
  const capsule = text === '' && draft.draft.kind === 'value' ? capsuleOf(draft.draft.value, field) : undefined;
  return (
    <span className={classes.textBox} data-place={place}>
      {hasLines ? (
        <textarea
          {...shared}
          ref={(node) => {
            element.current = node;
          }}
          className={classes.input}
          rows={place === 'cell' ? 1 : rowsOf(text)}
          onChange={(event) => draft.setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      ) : (
        <input
          {...shared}
          ref={(node) => {
            element.current = node;
          }}
          type="text"
          inputMode={numbers.has(field.type) ? 'decimal' : undefined}
          className={classes.input}
          onChange={(event) => draft.setText(event.currentTarget.value)}
        />
      )}
      {capsule !== undefined && (
        <span className={classes.capsule} aria-hidden>
          {capsule}
        </span>
      )}
    </span>
  );
}

/** Where the browser does not fit text fields to their text itself. */
function rowsOf(text: string): number {
  return Math.min(10, text.split('\n').length);
}

function insertLine(field: HTMLTextAreaElement): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way that the field's own undo knows of
  document.execCommand('insertText', false, '\n');
  field.scrollTop = field.scrollHeight;
}
