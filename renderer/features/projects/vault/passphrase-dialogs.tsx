import { useState } from 'react';
import { toAppError } from '../../../host/index.ts';
import { Button, Dialog, FormDialog, PasswordField } from '../../../ui/index.ts';
import type { Vault } from './use-vault.ts';
import classes from './vault.module.css';

interface PassphraseDialogProps {
  vault: Vault;
  onClose: () => void;
}

/** Sets a passphrase, or another one. */
export function SetPassphraseDialog({ vault, onClose }: PassphraseDialogProps) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setIsBusy] = useState(false);
  const hasOne = vault.state?.kind === 'passphrase';

  async function set(): Promise<void> {
    if (passphrase !== again) {
      setProblem('The two are not the same');
      return;
    }
    setIsBusy(true);
    try {
      await vault.setPassphrase(passphrase);
      onClose();
    } catch (error) {
      setProblem(toAppError(error).message);
      setIsBusy(false);
    }
  }

  return (
    <FormDialog
      title={hasOne ? 'Change passphrase' : 'Set passphrase'}
      width={440}
      action={hasOne ? 'Change passphrase' : 'Set passphrase'}
      canSubmit={passphrase !== '' && !isBusy}
      onSubmit={() => void set()}
      onClose={onClose}
    >
      <p>
        Passwords are kept encrypted with this passphrase and Storeroom asks for it once after each start. It is stored
        nowhere: when it is forgotten, the passwords have to be typed again.
      </p>
      <PasswordField
        label="Passphrase"
        value={passphrase}
        data-autofocus
        onChange={(text) => {
          setProblem(undefined);
          setPassphrase(text);
        }}
      />
      <PasswordField
        label="Passphrase again"
        value={again}
        error={problem}
        onChange={(text) => {
          setProblem(undefined);
          setAgain(text);
        }}
      />
    </FormDialog>
  );
}

/** Gives the passphrase of an earlier run, or gives up what was kept with it. */
export function UnlockDialog({ vault, onClose }: PassphraseDialogProps) {
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setIsBusy] = useState(false);
  const [isGivingUp, setIsGivingUp] = useState(false);

  async function run(work: () => Promise<void>): Promise<void> {
    setIsBusy(true);
    try {
      await work();
      onClose();
    } catch (error) {
      const { code, message } = toAppError(error);
      setProblem(code === 'auth' ? 'It is another passphrase' : message);
      setIsBusy(false);
    }
  }

  if (isGivingUp) {
    return (
      <Dialog
        title="Forget kept passwords"
        isOpen
        onClose={onClose}
        width={440}
        footer={
          <>
            <Button data-autofocus onClick={() => setIsGivingUp(false)}>
              Cancel
            </Button>
            <Button kind="danger" disabled={isBusy} onClick={() => void run(() => vault.setPassphrase(''))}>
              Forget passwords
            </Button>
          </>
        }
      >
        <p>
          All passwords that were kept with the passphrase will be forgotten, and the passphrase with them. Projects
          stay; their passwords have to be typed again.
        </p>
        {problem !== undefined && (
          <p className={classes.problem} role="alert">
            {problem}
          </p>
        )}
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Unlock passwords"
      width={440}
      action="Unlock"
      canSubmit={passphrase !== '' && !isBusy}
      onSubmit={() => void run(() => vault.unlock(passphrase))}
      onClose={onClose}
      aside={
        <Button kind="quiet" className={classes.giveUp} onClick={() => setIsGivingUp(true)}>
          Passphrase forgotten…
        </Button>
      }
    >
      <p>The passwords of earlier runs are encrypted with a passphrase.</p>
      <PasswordField
        label="Passphrase"
        value={passphrase}
        error={problem}
        data-autofocus
        onChange={(text) => {
          setProblem(undefined);
          setPassphrase(text);
        }}
      />
    </FormDialog>
  );
}
