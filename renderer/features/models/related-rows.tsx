import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { MouseEvent, ReactNode } from 'react';
import type { RelatedRows } from '../../../shared/contract/rows.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { modelPath, toAppError, useApi, useProject } from '../../host/index.ts';
import { EmptyState, ErrorState, Icon, Skeleton, useOpen } from '../../ui/index.ts';
import { conditionsOf, encodeCondition } from './condition.ts';
import { countText } from './model-count.ts';
import { modelIcon } from './model-icon.ts';
import classes from './related-rows.module.css';

/** The rows this row refers to, and those that refer to it. Each line leads to them. */
export function RelatedRowsList({ storage, query }: { storage: string; query: UseQueryResult<RelatedRows[]> }) {
  const api = useApi();
  const { id: project } = useProject();
  const models = useQuery(api.models.list.queryOptions({ input: { project, storage } }));
  if (query.isError)
    return <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />;
  if (query.data === undefined) {
    return (
      <div className={classes.related}>
        {[70, 55, 62].map((share) => (
          <div key={share} className={classes.line}>
            <Skeleton width={`${share}%`} />
          </div>
        ))}
      </div>
    );
  }
  const summaryOf = (id: string) => models.data?.find((model) => model.id === id);
  const outgoing = query.data.filter(({ direction }) => direction === 'out');
  const incoming = query.data.filter(({ direction }) => direction === 'in');
  if (query.data.length === 0) return <EmptyState title="No relations" />;

  const line = (related: RelatedRows) => {
    const summary = summaryOf(related.model);
    const caption = summary?.caption ?? related.model;
    const isOut = related.direction === 'out';
    const fields = related.relation.fromFields.join(', ');
    return (
      <RelatedLine
        key={`${related.direction} ${related.relation.id}`}
        icon={<Icon name={modelIcon(summary ?? { id: related.model, kind: 'table' })} className={classes.icon} />}
        title={isOut ? (related.caption ?? 'None') : caption}
        note={isOut ? `${fields} · ${caption}` : `by ${fields}`}
        count={isOut ? null : related.count === null ? '…' : countText(related.count)}
        path={isOut && related.key === null ? null : pathOf(project, storage, related)}
      />
    );
  };
  return (
    <div className={classes.related}>
      {outgoing.length > 0 && <h3 className={classes.heading}>Refers to</h3>}
      {outgoing.map(line)}
      {incoming.length > 0 && <h3 className={classes.heading}>Referred to by</h3>}
      {incoming.map(line)}
    </div>
  );
}

function pathOf(project: string, storage: string, related: RelatedRows): string | null {
  const at = { project, storage, model: related.model };
  if (related.direction === 'out' && related.key !== null) return modelPath(at, { row: encodeRowKey(related.key) });
  const conditions = conditionsOf(related.filter);
  return conditions === null ? null : modelPath(at, { where: conditions.map(encodeCondition) });
}

interface RelatedLineProps {
  icon: ReactNode;
  title: string;
  note: string;
  count: string | null;
  path: string | null;
}

function RelatedLine({ icon, title, note, count, path }: RelatedLineProps) {
  const open = useOpen();
  const content = (
    <>
      {icon}
      <span className={classes.texts}>
        <span className={classes.title}>{title}</span>
        <span className={classes.note}>{note}</span>
      </span>
      {count !== null && <span className={classes.count}>{count}</span>}
    </>
  );
  if (path === null) return <div className={`${classes.line} ${classes.isNone}`}>{content}</div>;
  return (
    <a
      className={classes.line}
      href={path}
      draggable={false}
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        open(path, { newTab: event.ctrlKey || event.metaKey });
      }}
    >
      {content}
    </a>
  );
}
