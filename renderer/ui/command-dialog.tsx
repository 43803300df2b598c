import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import classes from './command-dialog.module.css';
import { highlight } from './highlight.ts';
import { Icon } from './icon.tsx';
import type { PaletteGroup, PaletteItem } from './palette-types.ts';

export interface CommandDialogProps {
  /** The accessible name of the dialog. */
  label: string;
  placeholder: string;
  isOpen: boolean;
  text: string;
  onTextChange: (text: string) => void;
  groups: readonly PaletteGroup[];
  onChoose: (item: PaletteItem) => void;
  onClose: () => void;
}

interface Place {
  readonly group: PaletteGroup;
  readonly item: PaletteItem;
}

/** A box to type in and what fits under it. Arrows move the choice, Enter takes it; the focus stays in the box. */
export function CommandDialog({
  label,
  placeholder,
  isOpen,
  text,
  onTextChange,
  groups,
  onChoose,
  onClose,
}: CommandDialogProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const places = useMemo<Place[]>(
    () => groups.flatMap((group) => group.items.map((item) => ({ group, item }))),
    [groups],
  );
  // The choice is held by name: answers that arrive later must not change what Enter takes.
  const [chosen, setChosen] = useState<string | null>(null);
  const found = places.findIndex((place) => placeKey(place) === chosen);
  const active = Math.max(0, found);
  const isLoading = groups.some((group) => group.isLoading);

  const focusedBefore = useRef<Element | null>(null);

  useLayoutEffect(() => {
    if (!isOpen) return;
    setChosen(null);
    focusedBefore.current = document.activeElement;
  }, [isOpen]);

  useEffect(() => {
    list.current?.querySelector(`#${CSS.escape(`${id}-${active}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  function move(to: number): void {
    const place = places.at(places.length === 0 ? 0 : ((to % places.length) + places.length) % places.length);
    if (place) setChosen(placeKey(place));
  }

  /** Back to where the person was; what is opened takes the focus itself. */
  function returnFocus(): void {
    const element = focusedBefore.current;
    if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  }

  function close(): void {
    onClose();
    returnFocus();
  }

  function choose(item: PaletteItem): void {
    onChoose(item);
    if (item.action.kind === 'run') returnFocus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: Math.min(active + 8, places.length - 1),
      PageUp: Math.max(active - 8, 0),
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const place = places[active];
      if (place) choose(place.item);
    }
  }

  let index = -1;
  return (
    <Modal.Root
      opened={isOpen}
      onClose={close}
      returnFocus={false}
      size={600}
      yOffset={84}
      transitionProps={{ duration: 80, transition: 'fade' }}
      classNames={{ overlay: classes.overlay ?? '', content: classes.content ?? '', body: classes.body ?? '' }}
    >
      <Modal.Overlay backgroundOpacity={0} />
      <Modal.Content aria-label={label}>
        <Modal.Body>
          <input
            data-autofocus
            className={classes.input}
            type="text"
            role="combobox"
            aria-label={label}
            aria-expanded
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={places.length > 0 ? `${id}-${active}` : undefined}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            value={text}
            onChange={(event) => {
              setChosen(null);
              onTextChange(event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
          />
          <div
            ref={list}
            id={`${id}-list`}
            className={classes.list}
            role="listbox"
            aria-label="Results"
            aria-busy={isLoading}
          >
            {groups
              .filter((group) => group.items.length > 0)
              .map((group) => (
                // biome-ignore lint/a11y/useSemanticElements: a group of options; fieldset is for controls.
                <div key={group.title} role="group" aria-labelledby={`${id}-${group.title}`}>
                  <div id={`${id}-${group.title}`} className={classes.heading} role="presentation">
                    {group.title}
                  </div>
                  {group.items.map((item) => {
                    index += 1;
                    return (
                      <Option
                        key={item.id}
                        id={`${id}-${index}`}
                        item={item}
                        text={text}
                        isActive={index === active}
                        onPoint={() => setChosen(placeKey({ group, item }))}
                        onChoose={() => choose(item)}
                      />
                    );
                  })}
                </div>
              ))}
          </div>
          {places.length === 0 && <p className={classes.note}>{isLoading ? 'Looking…' : 'Nothing found'}</p>}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function placeKey({ group, item }: Place): string {
  return `${group.title}\n${item.id}`;
}

interface OptionProps {
  id: string;
  item: PaletteItem;
  text: string;
  isActive: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Option({ id, item, text, isActive, onPoint, onChoose }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the active option.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's.
    <div
      id={id}
      className={classes.option}
      role="option"
      aria-selected={isActive}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <Icon name={item.icon} className={classes.icon} />
      <span className={classes.label} data-mono={item.isMono || undefined}>
        {highlight(item.label, text).map((piece, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never change places.
          piece.isMatch ? <b key={at}>{piece.text}</b> : piece.text,
        )}
      </span>
      {item.detail && <span className={classes.detail}>{item.detail}</span>}
    </div>
  );
}
