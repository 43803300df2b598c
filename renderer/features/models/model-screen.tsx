import { useQuery } from '@tanstack/react-query';
import { toAppError, useApi, useClient, useProject } from '../../host/index.ts';
import { EmptyState, ErrorState, notify, Toolbar, useTabTitle } from '../../ui/index.ts';
import { EnterPassword } from '../projects/index.ts';
import { modelIcon } from './model-icon.ts';
import { ModelRowsView } from './model-rows-view.tsx';
import classes from './model-screen.module.css';
import { useModelView } from './model-search.ts';

/** The rows of one model. */
export function ModelScreen() {
  const view = useModelView();
  const { storage, model } = view;
  const api = useApi();
  const client = useClient();
  const project = useProject();
  const part = project.storages.find(({ id }) => id === storage);
  const isReady = part?.state.kind === 'ready';
  const described = useQuery(
    api.models.describe.queryOptions({ input: { project: project.id, storage, model }, enabled: isReady }),
  );
  useTabTitle(described.data?.caption ?? '', modelIcon(described.data ?? { id: model, kind: 'table' }));

  if (described.data !== undefined)
    return <ModelRowsView key={`${storage}/${model}`} view={view} model={described.data} />;
  if (part === undefined) return <EmptyState title={`No storage “${storage}” in this project`} />;
  if (part.state.kind === 'failed') {
    const { message, advice } = part.state;
    const retry = () => {
      client.projects.start({ project: project.id, part: storage }).catch((error: unknown) => {
        notify({ kind: 'error', message: toAppError(error).message });
      });
    };
    const needsPassword = part.state.needs === 'password';
    return (
      <ErrorState
        error={{ code: needsPassword ? 'auth' : 'connection', message, detail: { advice, subject: part.address } }}
        onRetry={retry}
        action={
          needsPassword ? <EnterPassword part={`storages.${storage}`} label={part.address || part.id} /> : undefined
        }
      />
    );
  }
  if (described.isError) {
    return <ErrorState error={toAppError(described.error)} onRetry={() => void described.refetch()} />;
  }
  return (
    <div className={classes.screen}>
      <Toolbar title="" />
    </div>
  );
}
