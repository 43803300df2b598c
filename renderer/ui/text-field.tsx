import { type ComponentPropsWithRef, useId } from 'react';
import classes from './field.module.css';
import { Icon } from './icon.tsx';

export interface TextFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value'> {
  label: string;
  /** False: the label is only the accessible name. Default true. */
  showLabel?: boolean | undefined;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: string | undefined;
  /** Draws the text in the fixed-width face. */
  isMono?: boolean | undefined;
}

export function TextField({
  label,
  showLabel = true,
  value,
  onChange,
  error,
  hint,
  isMono,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId();
  const noteId = useId();
  const note = error ?? hint;
  return (
    <div className={[classes.field, isMono ? classes.mono : undefined, className].filter(Boolean).join(' ')}>
      {showLabel && (
        <label className={classes.label} htmlFor={id}>
          {label}
        </label>
      )}
      <div className={classes.box}>
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          id={id}
          className={classes.input}
          value={value}
          aria-label={showLabel ? undefined : label}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? noteId : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
      {note && (
        <div id={noteId} className={error ? classes.error : classes.hint} role={error ? 'alert' : undefined}>
          {note}
        </div>
      )}
    </div>
  );
}

export interface SearchFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value' | 'type'> {
  /** The accessible name and, where nothing else is given, the placeholder. */
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A search box. Esc empties it; the host of a long search debounces, not this. */
export function SearchField({ label, value, onChange, placeholder, className, onKeyDown, ...rest }: SearchFieldProps) {
  const boxClass = [classes.box, classes.withIcon, value ? classes.hasClear : undefined, className]
    .filter(Boolean)
    .join(' ');
  return (
    <div className={boxClass}>
      <Icon name="search" size={15} className={classes.icon} />
      <input
        autoComplete="off"
        spellCheck={false}
        {...rest}
        type="search"
        className={classes.input}
        aria-label={label}
        placeholder={placeholder ?? label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          onKeyDown?.(event);
          if (event.key === 'Escape' && value && !event.defaultPrevented) {
            event.preventDefault();
            event.stopPropagation();
            onChange('');
          }
        }}
      />
      {value && (
        <button
          type="button"
          className={classes.clear}
          aria-label="Clear search"
          tabIndex={-1}
          onClick={() => onChange('')}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </div>
  );
}
