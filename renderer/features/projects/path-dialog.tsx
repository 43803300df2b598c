import { useState } from 'react';
import { toAppError } from '../../host/index.ts';
import { FormDialog, TextField } from '../../ui/index.ts';
import classes from './projects-screen.module.css';

/** Asks for a path where the browser tells none. */
export function PathDialog({
  fileName,
  onOpen,
  onClose,
}: {
  /** Of a file that was dropped: a browser gives its name only. `null` when none was. */
  fileName: string | null;
  /** Rejects when it can't be opened. */
  onOpen: (path: string) => Promise<unknown>;
  onClose: () => void;
}) {
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setIsBusy] = useState(false);
  const wanted = withoutQuotes(path.trim());

  async function open(): Promise<void> {
    if (!isAbsolute(wanted)) {
      setProblem('An absolute path is needed, such as /home/ada/shop.db');
      return;
    }
    setIsBusy(true);
    try {
      await onOpen(wanted);
      onClose();
    } catch (error) {
      const { message, detail } = toAppError(error);
      setProblem([message, detail.advice].filter(Boolean).join('. '));
      setIsBusy(false);
    }
  }

  return (
    <FormDialog
      title="Open file"
      width={520}
      action="Open"
      canSubmit={wanted !== '' && !isBusy}
      onSubmit={() => void open()}
      onClose={onClose}
    >
      <p className={classes.fileNote}>
        {fileName === null
          ? 'A storeroom.json, an SQLite file or a project folder on the machine where Storeroom runs.'
          : `The browser does not tell where ${fileName} lies. Its path can be copied from the file manager.`}
      </p>
      <TextField
        label="Path"
        value={path}
        error={problem}
        placeholder={fileName === null ? '/home/ada/shop/storeroom.json' : `…/${fileName}`}
        data-autofocus
        onChange={(text) => {
          setProblem(undefined);
          setPath(text);
        }}
      />
    </FormDialog>
  );
}

/** File managers copy paths in quotes. */
function withoutQuotes(path: string): string {
  return /^(["']).*\1$/.test(path) ? path.slice(1, -1) : path;
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(path);
}
