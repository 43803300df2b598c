import { useState } from 'react';
import { toAppError, useClient, useProject } from '../../host/index.ts';
import { Button, Checkbox, FormDialog, PasswordField } from '../../ui/index.ts';
import { useVault } from './vault/use-vault.ts';
import { VaultNote } from './vault/vault-note.tsx';

export interface EnterPasswordProps {
  /** The part that needs one: `storages.<id>`, `redis.<id>`. */
  part: string;
  /** `PostgreSQL lumen on db.example.org`. */
  label: string;
  kind?: 'primary' | 'link' | undefined;
  className?: string | undefined;
}

/** A button where a part can't be reached without a password, and the dialog that takes it. */
export function EnterPassword({ part, label, kind = 'primary', className }: EnterPasswordProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        kind={kind}
        icon={kind === 'link' ? undefined : 'key'}
        className={className}
        aria-label={`Enter password of ${label}`}
        onClick={() => setIsOpen(true)}
      >
        Enter password
      </Button>
      {isOpen && <PasswordDialog part={part} label={label} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function PasswordDialog({ part, label, onClose }: { part: string; label: string; onClose: () => void }) {
  const client = useClient();
  const { id: project } = useProject();
  const { state: vault } = useVault();
  const [password, setPassword] = useState('');
  const [keeps, setKeeps] = useState(true);
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setIsBusy] = useState(false);
  const canKeep = vault !== undefined && vault.kind !== 'run' && !vault.isLocked;

  async function apply(): Promise<void> {
    setIsBusy(true);
    try {
      await client.projects.secret.apply({ project, part, password, keep: canKeep && keeps });
      onClose();
    } catch (error) {
      setProblem(toAppError(error).message);
      setIsBusy(false);
    }
  }

  return (
    <FormDialog
      title="Enter password"
      width={420}
      action="Connect"
      canSubmit={!isBusy}
      onSubmit={() => void apply()}
      onClose={onClose}
    >
      <p>{label}</p>
      <PasswordField
        label="Password"
        value={password}
        error={problem}
        data-autofocus
        onChange={(text) => {
          setProblem(undefined);
          setPassword(text);
        }}
      />
      {canKeep ? (
        <Checkbox
          label={
            vault.kind === 'keyring'
              ? 'Keep it in the keyring of the system'
              : 'Keep it, encrypted with your passphrase'
          }
          isChecked={keeps}
          onChange={setKeeps}
        />
      ) : (
        <VaultNote />
      )}
    </FormDialog>
  );
}
