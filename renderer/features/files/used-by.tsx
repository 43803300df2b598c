import { useQueries } from '@tanstack/react-query';
import type { MouseEvent } from 'react';
import type { FileDetails } from '../../../shared/contract/files.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { useApi, useProject } from '../../host/index.ts';
import { useOpen } from '../../ui/index.ts';
import { rowPath } from './file-actions.ts';
import classes from './file-details.module.css';

/** The rows that refer to a file, as links to them. */
export function UsedBy({ references, isComplete }: { references: FileDetails['references']; isComplete: boolean }) {
  const { id: project } = useProject();
  const open = useOpen();
  const captionOf = useModelCaptions(references.map(({ storage }) => storage));

  function follow(event: MouseEvent, path: string): void {
    event.preventDefault();
    open(path, { preview: !(event.ctrlKey || event.metaKey), newTab: event.ctrlKey || event.metaKey });
  }

  return (
    <div className={classes.usedBy}>
      {references.map((reference) => {
        const path = rowPath(project, reference);
        const id = [reference.storage, reference.model, reference.field, encodeRowKey(reference.key)].join('/');
        return (
          <a key={id} className={classes.reference} href={path} onClick={(event) => follow(event, path)}>
            {reference.caption}
            <span className={classes.where}> · {captionOf(reference.storage, reference.model)}</span>
          </a>
        );
      })}
      {references.length === 0 && isComplete && <span className={classes.where}>No row</span>}
      {!isComplete && (
        <span className={classes.where}>{references.length === 0 ? 'No row found in time' : 'There may be more'}</span>
      )}
    </div>
  );
}

function useModelCaptions(storages: readonly string[]): (storage: string, model: string) => string {
  const api = useApi();
  const { id: project } = useProject();
  const asked = [...new Set(storages)];
  const lists = useQueries({
    queries: asked.map((storage) => api.models.list.queryOptions({ input: { project, storage } })),
  });
  return (storage, model) => lists[asked.indexOf(storage)]?.data?.find(({ id }) => id === model)?.caption ?? model;
}
