import { type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';
import classes from './dialog.module.css';
import { Dialog } from './dialog.tsx';
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
  const formId = useId();
  const isSame = typed.trim() === name.trim();
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      width={480}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" type="submit" form={formId} disabled={!isSame || isBusy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={classes.confirm}
        onSubmit={(event) => {
          event.preventDefault();
          if (isSame && !isBusy) onConfirm();
        }}
      >
        <div>{children}</div>
        <TextField
          label="Project name"
          value={typed}
          onChange={setTyped}
          hint={`Type ${name} to go on`}
          data-autofocus
        />
      </form>
    </Dialog>
  );
}
