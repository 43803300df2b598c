import { Popover } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import classes from './combo-box.module.css';
import { Icon } from './icon.tsx';
import menuClasses from './menu.module.css';

export interface ComboOption {
  /** Unique in the list. */
  readonly id: string;
  readonly content: ReactNode;
  /** Muted, at the end of the line. */
  readonly detail?: ReactNode;
}

export interface ComboBoxProps {
  /** The accessible name. */
  label: string;
  text: string;
  onText: (text: string) => void;
  options: readonly ComboOption[];
  onChoose: (id: string) => void;
  /** The first option is ready to be taken: a person who types means it. */
  suggestsFirst: boolean;
  /** Stands in the box while it is empty: the capsule of NULL. */
  placeholder?: ReactNode;
  /** Under the options: how many more there are, why none was found. */
  note?: ReactNode;
  isLoading?: boolean | undefined;
  /** The end of the list is in sight. */
  onEnd?: (() => void) | undefined;
  /** The list is wanted: what is in it may be read now. */
  onOpen?: (() => void) | undefined;
  /** Opens the list at once. Default false: typing, arrows and the button open it. */
  opensAtOnce?: boolean | undefined;
  isInvalid?: boolean | undefined;
  describedBy?: string | undefined;
  isMono?: boolean | undefined;
  className?: string | undefined;
  onKeyDown?: ((event: KeyboardEvent<HTMLInputElement>) => void) | undefined;
  onBlur?: (() => void) | undefined;
}

/**
 * A box to type in with a list of what it may mean. Arrows move the choice; Enter and Tab take it and then do what they do
 * around it; Esc closes the list first. The focus stays in the box.
 */
export function ComboBox(props: ComboBoxProps) {
  const { label, text, options, onChoose, suggestsFirst } = props;
  const id = useId();
  const [isOpen, setIsOpen] = useState(props.opensAtOnce === true);
  /** Chosen by the arrows or the pointer; `null`: what typing suggests. */
  const [pointed, setPointed] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);

  // The value is chosen whole, so that typing replaces it; what was typed already is gone on from.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens.
  useLayoutEffect(() => {
    if (props.opensAtOnce !== true || box.current === null) return;
    box.current.focus({ preventScroll: true });
    if (suggestsFirst) box.current.setSelectionRange(text.length, text.length);
    else box.current.select();
  }, []);

  function open(next: boolean): void {
    setIsOpen(next);
    if (next) props.onOpen?.();
  }
  const pointedAt = options.findIndex((option) => option.id === pointed);
  const active = pointedAt !== -1 ? pointedAt : suggestsFirst && options.length > 0 ? 0 : -1;
  const hasList = isOpen && (options.length > 0 || props.isLoading === true || props.note !== undefined);

  useEffect(() => {
    if (hasList && active !== -1)
      list.current?.querySelector(`#${CSS.escape(`${id}-${active}`)}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active, hasList]);

  function move(by: number): void {
    open(true);
    if (options.length === 0) return;
    const next = active === -1 ? (by > 0 ? 0 : options.length - 1) : (active + by + options.length) % options.length;
    setPointed(options[next]?.id ?? null);
    if (next >= options.length - 2) props.onEnd?.();
  }

  function choose(option: ComboOption | undefined): void {
    if (option === undefined) return;
    onChoose(option.id);
    setPointed(null);
    setIsOpen(false);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const by = event.altKey || event.ctrlKey || event.metaKey ? undefined : steps[event.key];
    if (by !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      move(Math.abs(by) === 1 ? by : Math.max(-options.length + 1, Math.min(options.length - 1, by)));
      return;
    }
    if ((event.key === 'Enter' || event.key === 'Tab') && hasList) choose(options[active]);
    if (event.key === 'Escape' && hasList && props.opensAtOnce !== true) {
      event.preventDefault();
      event.stopPropagation();
      setIsOpen(false);
      return;
    }
    props.onKeyDown?.(event);
  }

  return (
    <Popover
      opened={hasList}
      onChange={setIsOpen}
      position="bottom-start"
      offset={3}
      width="target"
      trapFocus={false}
      returnFocus={false}
      closeOnEscape={false}
      // The input says itself what it is; its box must not say it again.
      withRoles={false}
      transitionProps={{ duration: 60, transition: 'fade' }}
      middlewares={{ flip: true, shift: true, size: true }}
      classNames={{ dropdown: `${menuClasses.dropdown} ${classes.dropdown}` }}
    >
      <Popover.Target>
        <div className={[classes.box, props.className].filter(Boolean).join(' ')}>
          <input
            ref={box}
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            className={[classes.input, props.isMono ? classes.mono : undefined].filter(Boolean).join(' ')}
            aria-label={label}
            aria-expanded={hasList}
            aria-controls={hasList ? `${id}-list` : undefined}
            aria-autocomplete="list"
            aria-activedescendant={hasList && active !== -1 ? `${id}-${active}` : undefined}
            aria-invalid={props.isInvalid || undefined}
            aria-describedby={props.describedBy}
            value={text}
            onChange={(event) => {
              setPointed(null);
              open(true);
              props.onText(event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
            onClick={() => open(true)}
            onBlur={() => {
              setIsOpen(false);
              props.onBlur?.();
            }}
          />
          {text === '' && props.placeholder !== undefined && (
            <span className={classes.placeholder} aria-hidden>
              {props.placeholder}
            </span>
          )}
          {/* The arrow keys do the same. */}
          <span
            aria-hidden
            className={classes.toggle}
            onMouseDown={(event) => {
              event.preventDefault();
              event.currentTarget.parentElement?.querySelector('input')?.focus();
              open(!isOpen);
            }}
          >
            <Icon name="chevronDown" size={14} />
          </span>
        </div>
      </Popover.Target>
      {/* Elsewhere in the page, so a region of its own. A press must not take the focus from the box. */}
      <Popover.Dropdown
        role="region"
        aria-label={`Choices for ${label}`}
        onMouseDown={(event) => event.preventDefault()}
      >
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          aria-busy={props.isLoading || undefined}
          className={classes.list}
          onScroll={({ currentTarget }) => {
            const { scrollTop, clientHeight, scrollHeight } = currentTarget;
            if (scrollTop + clientHeight > scrollHeight - 60) props.onEnd?.();
          }}
        >
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the active option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's.
            <div
              key={option.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className={classes.option}
              onPointerMove={() => {
                if (index !== active) setPointed(option.id);
              }}
              onClick={() => choose(option)}
            >
              <span className={classes.content}>{option.content}</span>
              {option.detail !== undefined && <span className={classes.detail}>{option.detail}</span>}
            </div>
          ))}
        </div>
        {(props.note !== undefined || props.isLoading) && (
          <div className={classes.note} role="status">
            {props.note ?? 'Looking…'}
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
