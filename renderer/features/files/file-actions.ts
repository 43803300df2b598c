import { useMemo } from 'react';
import type { FileItem } from '../../../shared/contract/files.ts';
import { downloadPath } from '../../../shared/domain/byte-address.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import { modelPath, toAppError, useBytesPrefix, useClient, useProject } from '../../host/index.ts';
import { type MenuEntry, notify, useOpen } from '../../ui/index.ts';

export interface FileActions {
  download(file: FileItem): void;
  copy(text: string, what: string): void;
  /** Opens the row that refers to the file; says so when there is none. */
  openRow(file: FileItem): void;
  /** The same commands for the card, its right click and the details. */
  menu(file: FileItem, preview: () => void): readonly MenuEntry[];
}

/** Path of a row, opened beside its model's grid. */
export function rowPath(project: string, row: { storage: string; model: string; key: RowKey }): string {
  return modelPath({ project, storage: row.storage, model: row.model }, { row: encodeRowKey(row.key) });
}

export function useFileActions(): FileActions {
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  const client = useClient();
  const open = useOpen();
  return useMemo(() => {
    const actions: FileActions = {
      download({ root, storage, id }) {
        const link = document.createElement('a');
        link.href = downloadPath(prefix, { project, root, storage, id });
        link.download = '';
        link.click();
      },
      copy(text, what) {
        navigator.clipboard.writeText(text).then(
          () => notify({ kind: 'success', message: `${what} copied` }),
          () => notify({ kind: 'error', message: 'The clipboard can’t be written' }),
        );
      },
      openRow({ root, storage, id }) {
        client.files.get({ project, root, storage, id }).then(
          ({ references, referencesComplete }) => {
            const [reference] = references;
            if (reference) open(rowPath(project, reference));
            else
              notify({
                kind: 'info',
                message: referencesComplete
                  ? 'No row refers to this file'
                  : 'No row found in time that refers to this file',
              });
          },
          (error: unknown) => notify({ kind: 'error', message: toAppError(error).message }),
        );
      },
      menu(file, preview) {
        const missing = file.state === 'missing' ? 'The file is not on disk' : undefined;
        return [
          { label: 'Preview', icon: 'eye', shortcut: 'Space', onSelect: preview },
          { label: 'Download', icon: 'download', disabledReason: missing, onSelect: () => actions.download(file) },
          { label: 'Open row', icon: 'table', onSelect: () => actions.openRow(file) },
          { kind: 'divider' },
          { label: 'Copy name', icon: 'copy', onSelect: () => actions.copy(file.name, 'Name') },
          { label: 'Copy id', icon: 'id', onSelect: () => actions.copy(file.id, 'Id') },
        ];
      },
    };
    return actions;
  }, [prefix, project, client, open]);
}
