import { type ReactNode, useId } from 'react';
import { Button } from './button.tsx';
import classes from './dialog.module.css';
import { Dialog } from './dialog.tsx';

export interface FormDialogProps {
  title: string;
  /** In px. */
  width: number;
  /** The button that submits; Enter in a field does the same. */
  action: string;
  isDangerous?: boolean | undefined;
  /** Everything needed is filled in, and nothing is under way. */
  canSubmit: boolean;
  onSubmit: () => void;
  onClose: () => void;
  /** Before the buttons at the end. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A dialog that asks for something: fields, `Cancel` and one button. */
export function FormDialog(props: FormDialogProps) {
  const { title, width, action, isDangerous = false, canSubmit, onSubmit, onClose, aside, children } = props;
  const formId = useId();
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      width={width}
      footer={
        <>
          {aside}
          <Button onClick={onClose}>Cancel</Button>
          <Button kind={isDangerous ? 'danger' : 'primary'} type="submit" form={formId} disabled={!canSubmit}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          // A form around what opened this dialog is not meant, nor is this one by a dialog that is opened from it.
          event.stopPropagation();
          if (event.target === event.currentTarget && canSubmit) onSubmit();
        }}
      >
        {children}
      </form>
    </Dialog>
  );
}
