import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { PartState } from '../../../shared/domain/project.ts';
import { toAppError, useApi, useClient, useProject } from '../../host/index.ts';
import {
  Button,
  EmptyState,
  ErrorState,
  formatCount,
  Icon,
  notify,
  SearchField,
  Skeleton,
  Spacer,
  Toolbar,
  useShortcut,
  useTabTitle,
} from '../../ui/index.ts';
import classes from './keys-screen.module.css';
import { type DatabaseRef, type KeysView, useKeysView } from './keys-view.ts';
import { ScanStatus } from './scan-status.tsx';
import { SplitPanes } from './split-panes.tsx';
import { KeyTree } from './tree/key-tree.tsx';
import { useKeyTree } from './tree/use-key-tree.ts';
import { type Scan, useScan } from './use-scan.ts';
import { useSearchText } from './use-search-text.ts';
import { ValuePanel } from './value/value-panel.tsx';

/** The keys of a Redis database and the value of the selected one. */
export function KeysScreen() {
  const view = useKeysView();
  const { redis } = useProject();
  const part = redis.find(({ id }) => id === view.database?.connection);
  if (!view.database || !part) return <EmptyState title="This address names no Redis database of the project" />;
  const { connection, db } = view.database;
  return <Keys key={`${connection}/${db}`} database={view.database} view={view} state={part.state} />;
}

function Keys({ database, view, state }: { database: DatabaseRef; view: KeysView; state: PartState }) {
  const { search, change } = view;
  const name = useDatabaseName(database);
  useTabTitle(name, 'key');
  // A Redis that was never reached has nothing to show; one that was lost keeps what is known.
  const [wasReady, setWasReady] = useState(state.kind === 'ready');
  if (state.kind === 'ready' && !wasReady) setWasReady(true);
  if (!wasReady && state.kind !== 'ready') {
    return (
      <div className={classes.screen}>
        <Toolbar title={name} />
        <div className={classes.unreached}>
          <Unreached database={database} state={state} />
        </div>
      </div>
    );
  }
  return <Reached database={database} name={name} state={state} search={search} change={change} />;
}

function Reached({
  database,
  name,
  state,
  search: { key, search: wanted = '' },
  change,
}: { database: DatabaseRef; name: string; state: PartState } & Pick<KeysView, 'search' | 'change'>) {
  const scan = useScan(database);
  const [input, setInput, searchBox] = useSearchText(wanted, (next) => change({ search: next || undefined }));
  const { store, snapshot } = useKeyTree(database, wanted, scan.progress?.generation, key);
  const [reading, setReading] = useState(0);
  const rereadValue = useRereadValues();
  const refresh = () => {
    scan.again();
    setReading((before) => before + 1);
    rereadValue();
  };
  useShortcut('F5', 'Refresh', refresh);
  useShortcut('mod+F', 'Search keys', () => searchBox.current?.focus());

  return (
    <div className={classes.screen}>
      <Toolbar
        title={name}
        detail={<KeyCount scan={scan} matches={wanted === '' ? null : snapshot.total} isExact={snapshot.isComplete} />}
      >
        <SearchField ref={searchBox} label="Search keys" className={classes.search} value={input} onChange={setInput} />
        <Spacer />
        <ScanStatus scan={{ ...scan, again: refresh }} />
      </Toolbar>
      {state.kind !== 'ready' && <Lost database={database} state={state} />}
      <div className={classes.body}>
        <SplitPanes
          label="Width of the key tree"
          left={
            <TreePane
              scan={scan}
              error={snapshot.error}
              isEmpty={snapshot.total === 0}
              search={wanted}
              onClear={() => setInput('')}
              retry={() => void store?.refresh()}
            >
              {store && snapshot.total !== null ? (
                <KeyTree
                  key={wanted}
                  database={database}
                  store={store}
                  snapshot={snapshot}
                  search={wanted}
                  selectedKey={key}
                  reading={reading}
                  onSelect={(next) => change({ key: next })}
                />
              ) : (
                <WaitingTree />
              )}
            </TreePane>
          }
          right={<ValuePanel database={database} keyName={key} />}
        />
      </div>
    </div>
  );
}

/** `db0`; with the connection's name where the project has more than one Redis. */
function useDatabaseName({ connection, db }: DatabaseRef): string {
  const { redis } = useProject();
  return redis.length > 1 ? `${connection} db${db}` : `db${db}`;
}

function useRereadValues(): () => void {
  const api = useApi();
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: api.redis.get.key() });
    void queryClient.invalidateQueries({ queryKey: api.redis.values.key() });
  };
}

function KeyCount({ scan: { progress }, matches, isExact }: { scan: Scan; matches: number | null; isExact: boolean }) {
  if (!progress) return null;
  const count = (value: number, exact: boolean) => formatCount({ kind: exact ? 'exact' : 'atLeast', value });
  if (matches !== null) return `${count(matches, isExact)} ${matches === 1 ? 'match' : 'matches'}`;
  const known = Math.max(progress.found, progress.state === 'complete' ? 0 : progress.total);
  return `${formatCount(known)} ${known === 1 ? 'key' : 'keys'}`;
}

interface TreePaneProps {
  scan: Scan;
  error: unknown;
  isEmpty: boolean;
  search: string;
  onClear: () => void;
  retry: () => void;
  children: ReactNode;
}

/** The tree, or why there is none. */
function TreePane({ scan, error, isEmpty, search, onClear, retry, children }: TreePaneProps) {
  const { progress, failure } = scan;
  if (failure) return <ErrorState error={failure} onRetry={scan.retry} />;
  if (error !== null && isEmpty) return <ErrorState error={toAppError(error)} onRetry={retry} />;
  if (progress?.state === 'failed' && progress.found === 0 && isEmpty) {
    return <ErrorState error={new AppError('connection', progress.message)} onRetry={scan.again} />;
  }
  if (!isEmpty) return children;
  if (search !== '') {
    return (
      <EmptyState
        title={progress?.state === 'complete' ? 'No keys match' : 'No keys match so far'}
        hint={`Searched for “${search}” in the names of ${formatCount(progress?.found ?? 0)} keys.`}
        action={<Button onClick={onClear}>Clear search</Button>}
      />
    );
  }
  if (progress?.state === 'complete') return <EmptyState title="No keys in this database" />;
  return <WaitingTree />;
}

function WaitingTree() {
  return (
    <div className={classes.waiting}>
      {[120, 90, 150, 110, 84, 132].map((width) => (
        <Skeleton key={width} width={width} height={11} />
      ))}
    </div>
  );
}

function useReconnect({ project, connection }: DatabaseRef): () => void {
  const client = useClient();
  return () =>
    void client.projects
      .start({ project, part: `redis.${connection}` })
      .catch((error: unknown) => notify({ kind: 'error', message: toAppError(error).message }));
}

/** Before the first connection: what is tried, or what is missing and how to get it. */
function Unreached({ database, state }: { database: DatabaseRef; state: Exclude<PartState, { kind: 'ready' }> }) {
  const reconnect = useReconnect(database);
  if (state.kind !== 'failed') return <EmptyState title={state.message || 'Connecting to Redis'} />;
  const error = new AppError('connection', state.message, state.advice ? { advice: state.advice } : {});
  return <ErrorState error={error} onRetry={reconnect} />;
}

/** The connection was lost: what is shown is what was known. */
function Lost({ database, state }: { database: DatabaseRef; state: PartState }) {
  const reconnect = useReconnect(database);
  if (state.kind === 'ready') return null;
  return (
    <div className={classes.lost} role="status">
      <Icon name="warning" size={15} />
      <span className={classes.lostText}>
        {state.message || 'Connecting'}. Keys and values are shown as they were read.
      </span>
      <Button kind="link" onClick={reconnect}>
        Reconnect
      </Button>
    </div>
  );
}
