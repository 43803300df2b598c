import { useState } from 'react';
import { Button } from '../../../ui/index.ts';
import { SetPassphraseDialog, UnlockDialog } from './passphrase-dialogs.tsx';
import { useVault } from './use-vault.ts';
import classes from './vault.module.css';

/** Where a password that is typed beside it is kept, and what can be done about that. */
export function VaultNote() {
  const vault = useVault();
  const [dialog, setDialog] = useState<'set' | 'unlock' | null>(null);
  const { state } = vault;
  if (state === undefined) return null;
  const close = () => setDialog(null);
  return (
    <span className={classes.note}>
      {state.kind === 'keyring' && 'Kept in the keyring of the system'}
      {state.kind === 'run' && (
        <>
          <span title={state.refusal ?? undefined}>Kept until Storeroom ends</span>
          <Button kind="link" onClick={() => setDialog('set')}>
            Set passphrase…
          </Button>
        </>
      )}
      {state.kind === 'passphrase' && state.isLocked && (
        <>
          <span>Locked with a passphrase</span>
          <Button kind="link" onClick={() => setDialog('unlock')}>
            Unlock…
          </Button>
        </>
      )}
      {state.kind === 'passphrase' && !state.isLocked && (
        <>
          <span>Kept encrypted with your passphrase</span>
          <Button kind="link" onClick={() => setDialog('set')}>
            Change…
          </Button>
        </>
      )}
      {dialog === 'set' && <SetPassphraseDialog vault={vault} onClose={close} />}
      {dialog === 'unlock' && <UnlockDialog vault={vault} onClose={close} />}
    </span>
  );
}
