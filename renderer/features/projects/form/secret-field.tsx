import type { ReactNode } from 'react';
import { Button, PasswordField } from '../../../ui/index.ts';
import type { SecretDraft } from './project-draft.ts';

/** A password that may be kept already: left alone it stays, typing replaces it. */
export function SecretField({
  label,
  field,
  secret,
  error,
  hint,
  onChange,
}: {
  label: string;
  /** Name of the field, for those who look for it. */
  field: string;
  secret: SecretDraft;
  error: string | undefined;
  hint?: ReactNode;
  onChange: (secret: SecretDraft) => void;
}) {
  const isKept = secret.kind === 'kept';
  return (
    <PasswordField
      label={label}
      data-field={field}
      value={secret.kind === 'typed' ? secret.value : ''}
      placeholder={isKept ? '••••••••' : ''}
      error={error}
      hint={
        <>
          {isKept && (
            <>
              A password is kept.{' '}
              <Button kind="link" style={{ fontSize: 'inherit' }} onClick={() => onChange({ kind: 'forgotten' })}>
                Forget it
              </Button>{' '}
            </>
          )}
          {secret.kind === 'forgotten' && 'The kept one is forgotten when the project is saved. '}
          {hint}
        </>
      }
      onChange={(value) => onChange({ kind: 'typed', value })}
    />
  );
}
