import { lazy, Suspense } from 'react';
import { Skeleton } from './skeleton.tsx';

export interface CodeEditorProps {
  /** The accessible name. */
  label: string;
  language: 'json' | 'text';
  value: string;
  onChange: (value: string) => void;
  isReadOnly?: boolean | undefined;
  isInvalid?: boolean | undefined;
  describedBy?: string | undefined;
  /** The element that shows the text takes the focus as soon as it is there. */
  takesFocus?: boolean | undefined;
  /** In CSS px; it grows with its text up to `maximumHeight`. */
  minimumHeight?: number | undefined;
  maximumHeight?: number | undefined;
  /** Takes all the room there is. */
  fills?: boolean | undefined;
  onBlur?: (() => void) | undefined;
}

/** Loaded when the first one is shown: most windows never need it. */
const Editor = lazy(() => import('./code-mirror.tsx'));

/** A text in the fixed-width face with line numbers of its own making: syntax colours, search, errors in their places. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<Skeleton width="60%" />}>
      <Editor {...props} />
    </Suspense>
  );
}
