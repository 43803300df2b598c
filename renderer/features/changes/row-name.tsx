import { useQuery } from '@tanstack/react-query';
import type { MouseEvent } from 'react';
import { cellText } from '../../../shared/domain/cell.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import { modelPath, useApi, useProject } from '../../host/index.ts';
import { useOpen } from '../../ui/index.ts';
import classes from './row-name.module.css';

/** `1007`, or `ada, 3` for a key of several fields. */
export function keyText(key: RowKey): string {
  return key.map((cell) => (cell === null ? 'NULL' : cellText(cell))).join(', ');
}

/** The caption of a stored row, once it is known, and its key. A row that is gone has only its key. */
export function RowName({ storage, model, rowKey }: { storage: string; model: string; rowKey: RowKey }) {
  const api = useApi();
  const { id: project } = useProject();
  const row = useQuery(
    api.rows.get.queryOptions({ input: { project, storage, model, key: [...rowKey] }, retry: false }),
  );
  const caption = row.data?.caption;
  const text = keyText(rowKey);
  if (!caption || caption === text) return <span className={classes.caption}>{text}</span>;
  return (
    <>
      <span className={classes.caption}>{caption}</span> <span className={classes.key}>{text}</span>
    </>
  );
}

export interface ShowRowLinkProps {
  storage: string;
  model: string;
  /** Of a stored row, or the temporary id of a new one: those stand first in their model. */
  row: RowKey | string;
  onFollow?: (() => void) | undefined;
}

/** Leads to a row in its model. */
export function ShowRowLink({ storage, model, row, onFollow }: ShowRowLinkProps) {
  const { id: project } = useProject();
  const open = useOpen();
  const path = modelPath({ project, storage, model }, { row: typeof row === 'string' ? row : encodeRowKey(row) });
  return (
    <a
      className={classes.link}
      href={path}
      draggable={false}
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        onFollow?.();
        open(path, { newTab: event.ctrlKey || event.metaKey });
      }}
    >
      Show row
    </a>
  );
}
