import { type ComponentPropsWithRef, type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';
import classes from './field.module.css';

export interface PasswordFieldProps extends Omit<ComponentPropsWithRef<'input'>, 'onChange' | 'value' | 'type'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  hint?: ReactNode;
}

/** A text of which only dots are seen until it is revealed. Nothing of it is offered to the browser's own keeping. */
export function PasswordField({ label, value, onChange, error, hint, className, ...rest }: PasswordFieldProps) {
  const id = useId();
  const noteId = useId();
  const [isRevealed, setIsRevealed] = useState(false);
  const note = error ?? hint;
  return (
    <div className={[classes.field, className].filter(Boolean).join(' ')}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <div className={`${classes.box} ${classes.withReveal}`}>
        <input
          autoComplete="new-password"
          spellCheck={false}
          {...rest}
          id={id}
          type={isRevealed ? 'text' : 'password'}
          className={classes.input}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? noteId : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        {value !== '' && (
          <Button
            kind="link"
            className={classes.reveal}
            aria-pressed={isRevealed}
            onClick={() => setIsRevealed(!isRevealed)}
          >
            {isRevealed ? 'Hide' : 'Reveal'}
          </Button>
        )}
      </div>
      {note && (
        <div id={noteId} className={error ? classes.error : classes.hint} role={error ? 'alert' : undefined}>
          {note}
        </div>
      )}
    </div>
  );
}
