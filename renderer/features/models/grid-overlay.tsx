import type { AppError } from '../../../shared/domain/app-error.ts';
import { toAppError } from '../../host/index.ts';
import { Button, EmptyState, ErrorState, Icon } from '../../ui/index.ts';
import classes from './model-screen.module.css';
import type { RowStatus } from './use-row-status.ts';

export interface GridOverlayProps {
  status: RowStatus;
  /** Conditions or a search leave rows out. */
  isNarrowed: boolean;
  onRetry: () => void;
  onShowAll: () => void;
}

/** What stands in the place of the rows when there are none. */
export function GridOverlay({ status, isNarrowed, onRetry, onShowAll }: GridOverlayProps) {
  const { hasAnswer, error, isLoading, isStale, rowCount, isPaused } = status;
  if (!hasAnswer && error !== null) return <ErrorState error={toAppError(error)} onRetry={onRetry} />;
  if (!hasAnswer || isStale || isLoading || rowCount > 0) return null;
  if (isPaused) return <EmptyState title="Nothing found yet" hint="Continue looks at the next rows." />;
  if (!isNarrowed) return <EmptyState title="No rows" />;
  return <EmptyState title="No rows match" action={<Button onClick={onShowAll}>Show all rows</Button>} />;
}

/** The rows are those of before: reading them again, or more of them, failed. */
export function StaleNotice({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  return (
    <div className={classes.notice} role="alert">
      <Icon name="warning" size={15} className={classes.noticeIcon} />
      <span className={classes.noticeText}>{[error.message, error.detail.advice].filter(Boolean).join(' · ')}</span>
      <Button onClick={onRetry}>Retry</Button>
    </div>
  );
}
