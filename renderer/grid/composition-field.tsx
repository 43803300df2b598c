import { type HTMLAttributes, type Ref, useState } from 'react';
import classes from './grid.module.css';

type Events = 'onKeyDown' | 'onCopy' | 'onCut' | 'onPaste' | 'onContextMenu';

/** Keys and clipboard are answered as the grid answers them. */
export interface CompositionFieldProps extends Required<Pick<HTMLAttributes<HTMLElement>, Events>> {
  readonly field: Ref<HTMLTextAreaElement>;
  readonly label: string;
  readonly gridId: string;
  readonly activeId: string | undefined;
  /** Of the active cell, in CSS px from the edges of the grid. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Text came that was not a single key: composed, dictated, chosen from a palette. */
  readonly onText: (text: string) => void;
}

/** Has the focus in the place of the grid and composes text over the active cell, where it will be edited. */
export function CompositionField(props: CompositionFieldProps) {
  const { onKeyDown, onCopy, onCut, onPaste, onContextMenu } = props;
  const [isComposing, setIsComposing] = useState(false);

  function take(element: HTMLTextAreaElement): void {
    const text = element.value;
    element.value = '';
    if (text !== '') props.onText(text);
  }

  return (
    <textarea
      ref={props.field}
      className={classes.composition}
      data-composing={isComposing || undefined}
      tabIndex={-1}
      aria-label={props.label}
      aria-controls={props.gridId}
      aria-activedescendant={props.activeId}
      autoCapitalize="off"
      autoComplete="off"
      spellCheck={false}
      rows={1}
      {...{ onKeyDown, onCopy, onCut, onPaste, onContextMenu }}
      style={{ left: props.left, top: props.top, minWidth: props.width, height: props.height }}
      onCompositionStart={() => setIsComposing(true)}
      onCompositionEnd={(event) => {
        setIsComposing(false);
        take(event.currentTarget);
      }}
      onInput={(event) => {
        if (!(event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing)) take(event.currentTarget);
      }}
    />
  );
}
