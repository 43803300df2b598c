import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job } from '../../../shared/contract/jobs.ts';
import { toAppError, useApi, useClient } from '../../host/index.ts';
import { Button, formatCount, notify, Popover, ProgressBar } from '../../ui/index.ts';
import classes from './frame.module.css';

/** The jobs that run now, as one line with its progress; a click shows all of them. */
export function JobsIndicator() {
  const api = useApi();
  const { data: jobs = [] } = useQuery(
    api.jobs.watch.experimental_liveOptions({ staleTime: Number.POSITIVE_INFINITY }),
  );
  useFailureNotices(jobs);
  const running = jobs.filter((job) => job.state === 'running');
  const first = running[0];
  if (!first) return null;
  const label = running.length === 1 ? first.title : `${running.length} jobs`;
  return (
    <Popover
      label="Jobs"
      position="top-start"
      width={340}
      target={
        <button type="button" className={classes.statusPart}>
          <span className={classes.statusLabel}>{label}</span>
          <ProgressBar label={label} done={first.done} total={first.total} width={72} />
        </button>
      }
    >
      <ul className={classes.jobs}>
        {jobs.map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </ul>
    </Popover>
  );
}

function JobLine({ job }: { job: Job }) {
  const client = useClient();
  function cancel(): void {
    client.jobs
      .cancel({ job: job.id })
      .catch((error: unknown) => notify({ kind: 'error', message: toAppError(error).message }));
  }
  return (
    <li className={classes.job}>
      <div className={classes.jobHead}>
        <span className={classes.jobTitle}>{job.title}</span>
        {job.state === 'running' && job.canCancel && (
          <Button kind="link" aria-label={`Cancel ${job.title}`} onClick={cancel}>
            Cancel
          </Button>
        )}
      </div>
      {job.state === 'running' && <ProgressBar label={job.title} done={job.done} total={job.total} />}
      <div className={classes.jobStep} data-state={job.state}>
        <span>{stateText(job)}</span>
        {job.state === 'running' && job.total !== null && (
          <span>
            {formatCount(job.done)} of {formatCount(job.total)}
          </span>
        )}
      </div>
    </li>
  );
}

function stateText(job: Job): string {
  switch (job.state) {
    case 'running':
      return job.step;
    case 'done':
      return job.message || 'Done';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return job.message || 'Failed';
  }
}

/** A job that fails while the window is open is told about once; nobody watches a progress bar. */
function useFailureNotices(jobs: readonly Job[]): void {
  const seenRunning = useRef(new Set<string>());
  useEffect(() => {
    for (const job of jobs) {
      if (job.state === 'running') seenRunning.current.add(job.id);
      else if (seenRunning.current.delete(job.id) && job.state === 'failed') {
        notify({ kind: 'error', message: `${job.title}: ${job.message || 'failed'}` });
      }
    }
  }, [jobs]);
}
