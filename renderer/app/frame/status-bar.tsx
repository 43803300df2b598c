import { useMutation } from '@tanstack/react-query';
import type { PartState, Project } from '../../../shared/domain/project.ts';
import { EnterPassword } from '../../features/projects/index.ts';
import { toAppError, useApi, useConnection, useProject, useRetryConnection } from '../../host/index.ts';
import { Button, notify, Popover, StateDot } from '../../ui/index.ts';
import classes from './frame.module.css';
import { JobsIndicator } from './jobs-indicator.tsx';

type Part = Project['storages'][number];

const kindNames: Readonly<Record<string, string>> = { sqlite: 'SQLite', redis: 'Redis', postgresql: 'PostgreSQL' };

/** `SQLite studio.db`: the kind, where people know it by a name, and where the part lies. */
function partLabel({ kind, address, id }: Pick<Part, 'kind' | 'address' | 'id'>): string {
  return [kindNames[kind], address || id].filter(Boolean).join(' ');
}

const stateNames: Readonly<Record<PartState['kind'], string>> = {
  ready: 'Connected',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  failed: 'Failed',
};

export function StatusBar({ endRef }: { endRef: (element: HTMLElement | null) => void }) {
  const project = useProject();
  const parts = [
    ...project.storages.map((part) => ({ name: `storages.${part.id}`, part })),
    ...project.files.map((part) => ({ name: `files.${part.id}`, part })),
    ...project.redis.map((part) => ({ name: `redis.${part.id}`, part })),
  ];
  return (
    // What changes here is looked at, not announced; the pieces that matter are live regions of their own.
    <div className={classes.statusBar} role="status" aria-live="off" aria-label="Status">
      <ConnectionNotice />
      {parts.map(({ name, part }) => (
        <PartStatus key={name} name={name} part={part} />
      ))}
      <JobsIndicator />
      <div ref={endRef} className={classes.statusEnd} />
    </div>
  );
}

function ConnectionNotice() {
  const connection = useConnection();
  const retry = useRetryConnection();
  return (
    <span aria-live="polite">
      {connection.kind === 'reconnecting' && (
        <span className={classes.reconnecting}>
          <StateDot state="reconnecting" />
          Reconnecting to Storeroom
          <Button kind="link" className={classes.statusRetry} onClick={retry}>
            Retry now
          </Button>
        </span>
      )}
    </span>
  );
}

/** `name`: `storages.main`, since a storage and a Redis may have the same id. */
function PartStatus({ name, part }: { name: string; part: Part }) {
  const api = useApi();
  const project = useProject();
  const start = useMutation(
    api.projects.start.mutationOptions({
      onError: (error) => notify({ kind: 'error', message: toAppError(error).message }),
    }),
  );
  const { state } = part;
  const label = partLabel(part);
  const needsPassword = state.kind === 'failed' && state.needs === 'password';
  const canRetry = state.kind === 'failed' || state.kind === 'reconnecting';
  function retry(): void {
    start.mutate({ project: project.id, part: name });
  }
  return (
    <>
      <Popover
        label={label}
        position="top-start"
        width={340}
        target={
          <button type="button" className={classes.statusPart} title={`${part.address} · ${stateNames[state.kind]}`}>
            <StateDot state={state.kind} />
            <span className={classes.statusLabel}>{label}</span>
            {state.kind !== 'ready' && <span>{stateNames[state.kind].toLowerCase()}</span>}
          </button>
        }
      >
        {(close) => (
          <>
            <p className={classes.partTitle}>{label}</p>
            <dl className={classes.partFacts}>
              <dt>State</dt>
              <dd>{stateNames[state.kind]}</dd>
              <dt>Address</dt>
              <dd>{part.address}</dd>
              {state.kind === 'ready' ? (
                state.version && (
                  <>
                    <dt>Version</dt>
                    <dd>{state.version}</dd>
                  </>
                )
              ) : (
                <>
                  <dt>Reason</dt>
                  <dd>{state.message}</dd>
                </>
              )}
              {state.kind === 'failed' && state.advice && (
                <>
                  <dt>Next step</dt>
                  <dd>{state.advice}</dd>
                </>
              )}
            </dl>
            {canRetry && (
              <div className={classes.partActions}>
                {needsPassword && <EnterPassword part={name} label={label} />}
                <Button
                  kind={needsPassword ? 'default' : 'primary'}
                  icon="refresh"
                  onClick={() => {
                    retry();
                    close();
                  }}
                >
                  Connect again
                </Button>
              </div>
            )}
          </>
        )}
      </Popover>
      {needsPassword && <EnterPassword part={name} label={label} kind="link" className={classes.statusRetry} />}
      {canRetry && !needsPassword && (
        <Button
          kind="link"
          className={classes.statusRetry}
          aria-label={`Retry ${label}`}
          disabled={start.isPending}
          onClick={retry}
        >
          Retry
        </Button>
      )}
    </>
  );
}
