import { useQuery } from '@tanstack/react-query';
import type { MouseEvent } from 'react';
import type { FileItem, FileScope } from '../../../shared/contract/files.ts';
import type { Count } from '../../../shared/domain/catalog.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import { galleryPath, relatedFilesPath, toAppError, useApi, useProject } from '../../host/index.ts';
import { EmptyState, ErrorState, formatBytes, formatCount, Skeleton, useOpen } from '../../ui/index.ts';
import { FilePicture } from './file-card.tsx';
import { fileKind, fileLabel } from './file-kind.ts';
import classes from './row-files.module.css';

export interface RowFilesProps {
  storage: string;
  model: string;
  rowKey: RowKey;
}

/** The files of one row, for its details: its own, then the galleries of the rows that belong to it. */
export function RowFiles({ storage, model, rowKey }: RowFilesProps) {
  const api = useApi();
  const { id: project } = useProject();
  const query = useQuery(api.files.related.list.queryOptions({ input: { project, storage, model, key: rowKey } }));
  if (query.isError)
    return <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />;
  if (!query.data) {
    return (
      <div className={classes.files}>
        <Skeleton width="100%" height={64} />
        <Skeleton width="100%" height={120} />
      </div>
    );
  }
  const { own, galleries } = query.data;
  if (own.length === 0 && galleries.length === 0) return <EmptyState title="This row has no files" />;
  return (
    <div className={classes.files}>
      {own.map(({ field, item }) => (
        <OwnFile
          key={field}
          field={field}
          item={item}
          path={galleryPath({ project, root: item.root, storage: item.storage }, { file: item.id })}
        />
      ))}
      {galleries.map((gallery) => (
        <Gallery
          key={JSON.stringify([
            gallery.title,
            gallery.scope.kind === 'related' ? [gallery.scope.relation, gallery.scope.field] : null,
          ])}
          {...gallery}
        />
      ))}
    </div>
  );
}

function useFollow(): (event: MouseEvent, path: string) => void {
  const open = useOpen();
  return (event, path) => {
    event.preventDefault();
    open(path, { preview: !(event.ctrlKey || event.metaKey), newTab: event.ctrlKey || event.metaKey });
  };
}

function OwnFile({ field, item, path }: { field: string; item: FileItem; path: string }) {
  const follow = useFollow();
  const facts = item.state === 'missing' ? 'Missing' : `${fileKind(item).label} · ${formatBytes(item.sizeBytes)}`;
  return (
    <section className={classes.section} aria-label={field}>
      <h3 className={classes.heading}>{field}</h3>
      <a className={classes.own} href={path} onClick={(event) => follow(event, path)}>
        <span className={classes.ownPicture}>
          <FilePicture file={item} box={96} />
        </span>
        <span className={classes.ownText}>
          <span className={classes.name}>{item.name}</span>
          <span className={classes.muted}>{facts}</span>
        </span>
      </a>
    </section>
  );
}

function Gallery({
  scope,
  title,
  total,
  items,
}: {
  scope: FileScope;
  title: string;
  total: Count;
  items: readonly FileItem[];
}) {
  const { id: project } = useProject();
  const follow = useFollow();
  if (scope.kind !== 'related') return null;
  const { storage, model, key, relation, field } = scope;
  const search = { scope: { storage, model, key: encodeRowKey(key), relation, field } };
  const path = relatedFilesPath(project, search);
  return (
    <section className={classes.section} aria-label={title}>
      <h3 className={classes.heading}>
        {title} <span className={classes.muted}>{formatCount(total)}</span>
        <a className={classes.open} href={path} onClick={(event) => follow(event, path)}>
          Open gallery
        </a>
      </h3>
      <ul className={classes.strip}>
        {items.map((item, at) => {
          const itemPath = relatedFilesPath(project, { ...search, file: item.id, at });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rows may name the same file, and places do not move
            <li key={`${at}/${item.id}`}>
              <a
                className={classes.tile}
                href={itemPath}
                aria-label={fileLabel(item)}
                title={fileLabel(item)}
                onClick={(event) => follow(event, itemPath)}
              >
                <FilePicture file={item} box={84} />
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
