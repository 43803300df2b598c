import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { getNonce } from 'get-nonce';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { parseJsonText } from '../../shared/domain/json-text.ts';
import classes from './code-editor.module.css';
import type { CodeEditorProps } from './code-editor.tsx';

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--sr-accent)' },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--sr-muted)' },
  { tag: tags.invalid, color: 'var(--sr-deleted-text)' },
]);

const look = EditorView.theme({
  '&': { fontSize: 'var(--sr-font-size-mono)', color: 'var(--sr-text)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--sr-mono)', lineHeight: '18px', overflow: 'auto', letterSpacing: '0' },
  '.cm-content': { padding: '3px 0', caretColor: 'var(--sr-text)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-cursor': { borderLeftColor: 'var(--sr-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--sr-accent) 26%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--sr-accent-tint)',
    outline: 'none',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--sr-deleted-text)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    border: '1px solid var(--sr-line)',
    borderRadius: 'var(--sr-radius)',
    background: 'var(--sr-raised)',
    color: 'var(--sr-text)',
  },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--sr-deleted-text)' },
});

const jsonProblems = linter(
  (view): Diagnostic[] => {
    const text = view.state.doc.toString();
    if (text.trim() === '') return [];
    const read = parseJsonText(text);
    if (read.ok) return [];
    const from = Math.min(read.at, text.length);
    return [{ from, to: Math.min(text.length, from + 1), severity: 'error', message: read.message }];
  },
  { delay: 250 },
);

/** CodeMirror, drawn with the window's tokens. Loaded by `CodeEditor`. */
export default function CodeMirror(props: CodeEditorProps) {
  const { label, language, value, isReadOnly = false, isInvalid = false, describedBy } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes later is handed over below.
  useLayoutEffect(() => {
    if (host.current === null) return;
    const made = new EditorView({
      parent: host.current,
      doc: value,
      extensions: [
        EditorView.cspNonce.of(getNonce() ?? ''),
        // Tab moves on, as in every field of a form.
        keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap]),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        // What is edited has `\n` only: whoever gives the text keeps its other line breaks.
        EditorState.lineSeparator.of('\n'),
        look,
        language === 'json' ? [json(), bracketMatching(), syntaxHighlighting(colours), jsonProblems] : [],
        changing.of(attributes(props)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
        }),
        EditorView.domEventHandlers({
          blur: () => {
            // The focus may be on its way to a tooltip of the editor itself.
            queueMicrotask(() => latest.current.onBlur?.());
          },
        }),
      ],
    });
    view.current = made;
    if (props.takesFocus === true) made.focus();
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [language]);

  useEffect(() => {
    const { current } = view;
    if (current === null || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the attributes are made of.
  useEffect(() => {
    view.current?.dispatch({ effects: changing.reconfigure(attributes(props)) });
  }, [label, isReadOnly, isInvalid, describedBy]);

  return (
    <div
      ref={host}
      className={classes.editor}
      data-fills={props.fills || undefined}
      data-invalid={isInvalid || undefined}
      style={
        props.fills === true
          ? undefined
          : { minHeight: props.minimumHeight, maxHeight: props.maximumHeight, height: 'auto' }
      }
    />
  );
}

const changing = new Compartment();

function attributes({ label, isReadOnly, isInvalid, describedBy, takesFocus }: CodeEditorProps): Extension {
  return [
    EditorState.readOnly.of(isReadOnly === true),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-multiline': 'true',
      ...(isReadOnly === true ? { 'aria-readonly': 'true', tabindex: '0' } : {}),
      ...(isInvalid === true ? { 'aria-invalid': 'true' } : {}),
      // A dialog that opens around it gives it the focus.
      ...(takesFocus === true ? { 'data-autofocus': 'true' } : {}),
      ...(describedBy === undefined ? {} : { 'aria-describedby': describedBy }),
    }),
  ];
}
