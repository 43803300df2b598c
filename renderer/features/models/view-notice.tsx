import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Button, formatCount, Icon } from '../../ui/index.ts';
import classes from './model-screen.module.css';
import type { PageReport } from './page-report.ts';

/** A sort that takes longer than this says why. */
const slowMs = 400;

function Notice({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.notice} role="status">
      <Icon name="info" size={15} className={classes.noticeIcon} />
      <span className={classes.noticeText}>{children}</span>
      {action}
    </div>
  );
}

/** Where a search or an unindexed filter stopped, how to go on, and what it did not look at. */
export function StoppedNotice({
  report,
  isSearch,
  isLoading,
  onContinue,
}: {
  report: PageReport;
  isSearch: boolean;
  isLoading: boolean;
  onContinue: () => void;
}) {
  const { stoppedAfterRows, skipped } = report;
  const skippedText =
    isSearch && skipped.length > 0
      ? `Not searched: ${skipped.map(({ field, reason }) => `${field} (${reason})`).join(', ')}`
      : null;
  if (stoppedAfterRows === null && skippedText === null) return null;
  const stoppedText =
    stoppedAfterRows === null
      ? null
      : isSearch
        ? `Search stopped after 2 s: ${formatCount(stoppedAfterRows)} rows searched`
        : `Reading stopped: ${formatCount(stoppedAfterRows)} rows looked at`;
  return (
    <Notice
      action={
        stoppedText !== null && (
          <Button disabled={isLoading} onClick={onContinue}>
            Continue
          </Button>
        )
      }
    >
      {[stoppedText, skippedText].filter(Boolean).join(' · ')}
    </Notice>
  );
}

/** Says why a sort takes long, and how to leave it. Shown while its first rows are awaited. */
export function SlowSortNotice({ field, onCancel }: { field: string; onCancel: () => void }) {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setIsSlow(true), slowMs);
    return () => window.clearTimeout(timer);
  }, []);
  if (!isSlow) return null;
  return (
    <Notice action={<Button onClick={onCancel}>Cancel sort</Button>}>
      No index on {field}: every row is read to sort by it
    </Notice>
  );
}

/** Saved rows keep their places; whether they still belong there is known after the next reading. */
export function MovedNotice({ count, onRefresh }: { count: number; onRefresh: () => void }) {
  if (count === 0) return null;
  const rows = `${formatCount(count)} saved ${count === 1 ? 'row' : 'rows'}`;
  return (
    <Notice action={<Button onClick={onRefresh}>Refresh</Button>}>
      Changed: may no longer match this view ({rows})
    </Notice>
  );
}
