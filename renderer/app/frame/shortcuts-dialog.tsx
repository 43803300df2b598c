import { Fragment } from 'react';
import { Dialog, Kbd, useShortcuts } from '../../ui/index.ts';
import classes from './frame.module.css';

/** Every command that can be reached by keys from where the person is now. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const shortcuts = useShortcuts();
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose} width={460}>
      <div className={classes.shortcuts}>
        {shortcuts.map((shortcut) => (
          <Fragment key={shortcut.id}>
            <span>{shortcut.label}</span>
            <Kbd keys={shortcut.keys} />
          </Fragment>
        ))}
      </div>
    </Dialog>
  );
}
