import type { BrowserWindow } from 'electron';
import type { ElectronParts } from './electron-parts.ts';

/** Asks before a window with staged edits closes. */
export interface CloseGuard {
  setUnsaved(count: number): void;
  /** From now on windows close unasked: whoever ends the process from outside has decided. */
  disarm(): void;
  /** @param onKept called when the person keeps the window open */
  watch(window: BrowserWindow, onKept: () => void): void;
}

const closeButton = 0;
const cancelButton = 1;

export function createCloseGuard({ dialog }: Pick<ElectronParts, 'dialog'>): CloseGuard {
  let unsaved = 0;
  let isArmed = true;
  return {
    setUnsaved: (count) => {
      unsaved = count;
    },
    disarm: () => {
      isArmed = false;
    },
    watch: (window, onKept) => {
      let isAsking = false;
      let isDecided = false;
      window.on('close', (event) => {
        if (unsaved === 0 || !isArmed || isDecided) return;
        event.preventDefault();
        if (isAsking) return;
        isAsking = true;
        void dialog.showMessageBox(window, question(unsaved)).then(({ response }) => {
          isAsking = false;
          if (response !== closeButton) return onKept();
          isDecided = true;
          if (!window.isDestroyed()) window.close();
        });
      });
      // A `beforeunload` of the page would keep the window open without a word; the question above is asked instead.
      window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
    },
  };
}

function question(count: number) {
  return {
    type: 'warning' as const,
    message: `Close with ${count} staged ${count === 1 ? 'edit' : 'edits'}?`,
    detail: `${count === 1 ? 'It is' : 'They are'} not saved. The draft is kept, and offered again when the project is opened the next time.`,
    buttons: ['Close anyway', 'Cancel'],
    defaultId: cancelButton,
    cancelId: cancelButton,
    noLink: true,
  };
}
