import { useId, useState } from 'react';
import { toAppError } from '../../../host/index.ts';
import { Button, Dialog, PasswordField } from '../../../ui/index.ts';
import type { Vault } from './use-vault.ts';
import classes from './vault.module.css';

interface PassphraseDialogProps {
  vault: Vault;
  onClose: () => void;
}

/** Sets a passphrase, or another one. */
export function SetPassphraseDialog({ vault, onClose }: PassphraseDialogProps) {
  const formId = useId();
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
    <Dialog
      title={hasOne ? 'Change passphrase' : 'Set passphrase'}
      isOpen
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} disabled={passphrase === '' || isBusy}>
            {hasOne ? 'Change passphrase' : 'Set passphrase'}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={classes.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== '' && !isBusy) void set();
        }}
      >
        <p>
          Passwords are kept encrypted with this passphrase and Storeroom asks for it once after each start. It is
          stored nowhere: when it is forgotten, the passwords have to be typed again.
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
      </form>
    </Dialog>
  );
}

/** Gives the passphrase of an earlier run, or gives up what was kept with it. */
export function UnlockDialog({ vault, onClose }: PassphraseDialogProps) {
  const formId = useId();
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
    <Dialog
      title="Unlock passwords"
      isOpen
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button kind="quiet" className={classes.giveUp} onClick={() => setIsGivingUp(true)}>
            Passphrase forgotten…
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form={formId} disabled={passphrase === '' || isBusy}>
            Unlock
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={classes.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          if (passphrase !== '' && !isBusy) void run(() => vault.unlock(passphrase));
        }}
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
      </form>
    </Dialog>
  );
}
