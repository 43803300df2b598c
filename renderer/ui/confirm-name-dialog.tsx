import { type ReactNode, useState } from 'react';
import { FormDialog } from './form-dialog.tsx';
import { TextField } from './text-field.tsx';

export interface ConfirmNameDialogProps {
  title: string;
  /** What must be typed, to the letter: the name of the project. */
  name: string;
  /** The button: `Save and delete 3 rows`. */
  action: string;
  /** What will happen. */
  children: ReactNode;
  isBusy?: boolean | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks for a name before something that can't be taken back lightly. Nothing happens until the name is the same. */
export function ConfirmNameDialog(props: ConfirmNameDialogProps) {
  const { title, name, action, children, isBusy = false, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  return (
    <FormDialog
      title={title}
      width={480}
      action={action}
      isDangerous
      canSubmit={typed.trim() === name.trim() && !isBusy}
      onSubmit={onConfirm}
      onClose={onClose}
    >
      <div>{children}</div>
      <TextField label="Project name" value={typed} onChange={setTyped} hint={`Type ${name} to go on`} data-autofocus />
    </FormDialog>
  );
}
