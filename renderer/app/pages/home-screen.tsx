import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { AppError } from '../../../shared/domain/app-error.ts';
import { EnterPassword } from '../../features/projects/index.ts';
import { galleryPath, keysPath, modelPath, toAppError, useApi, useClient, useProject } from '../../host/index.ts';
import { Button, EmptyState, ErrorState, Kbd, notify, useFrame } from '../../ui/index.ts';
import { useTabsController } from '../tabs/tabs-context.tsx';

/** Nothing is open. When the window has only just come up, the first item of the project opens by itself. */
export function HomeScreen() {
  const frame = useFrame();
  const controller = useTabsController();
  // Tabs were open in this window before: a person closed the last one.
  const isFresh = useRef(controller.get().clock === 0).current;
  if (isFresh) return <FirstItem />;
  return (
    <EmptyState
      title="Nothing is open"
      hint="Choose something in the sidebar, or go to it by name."
      action={
        <Button icon="search" onClick={frame.openPalette}>
          Go to… <Kbd keys="mod+K" />
        </Button>
      }
    />
  );
}

/** Opens the first model; without models the first file storage; without files the first Redis database. */
function FirstItem() {
  const project = useProject();
  const api = useApi();
  const client = useClient();
  const controller = useTabsController();
  const storage = project.storages[0];
  const isReady = storage?.state.kind === 'ready';
  const models = useQuery(
    api.models.list.queryOptions({ input: { project: project.id, storage: storage?.id ?? '' }, enabled: isReady }),
  );
  const hasNoModels = storage === undefined || models.data?.length === 0;
  const hasFiles = project.files.length > 0;
  const files = useQuery(
    api.files.list.queryOptions({ input: { project: project.id }, enabled: hasNoModels && hasFiles }),
  );
  const path = firstPath();

  function firstPath(): string | null {
    const at = { project: project.id };
    // Nobody is greeted by a model that can't be read.
    const model = models.data?.find(({ unreadable }) => !unreadable) ?? models.data?.[0];
    if (storage && model) return modelPath({ ...at, storage: storage.id, model: model.id });
    if (!hasNoModels) return null;
    const fileStorage = files.data?.[0];
    if (fileStorage) return galleryPath({ ...at, root: fileStorage.root, storage: fileStorage.storage });
    const connection = project.redis[0];
    if (connection && (!hasFiles || !files.isPending)) return keysPath({ ...at, connection: connection.id, db: 0 });
    return null;
  }

  useEffect(() => {
    if (path !== null) controller.dispatch({ kind: 'open', path, preview: false, newTab: false });
  }, [path, controller]);

  function connectAgain(part: string): void {
    client.projects
      .start({ project: project.id, part })
      .catch((error: unknown) => notify({ kind: 'error', message: toAppError(error).message }));
  }

  if (path !== null) return null;
  if (storage?.state.kind === 'failed' || storage?.state.kind === 'reconnecting') {
    const advice = storage.state.kind === 'failed' ? storage.state.advice : '';
    const error = new AppError('connection', storage.state.message, { subject: storage.address, advice });
    const needsPassword = storage.state.kind === 'failed' && storage.state.needs === 'password';
    return (
      <ErrorState
        error={needsPassword ? new AppError('auth', error.message, error.detail) : error}
        onRetry={() => connectAgain(storage.id)}
        action={
          needsPassword ? (
            <EnterPassword part={`storages.${storage.id}`} label={storage.address || storage.id} />
          ) : undefined
        }
      />
    );
  }
  const failed = [models, files].find((query) => query.isError);
  if (failed) return <ErrorState error={toAppError(failed.error)} onRetry={() => void failed.refetch()} />;
  const isWaiting = storage !== undefined ? !models.isSuccess : hasFiles && files.isPending;
  return isWaiting ? null : <EmptyState title="This project is empty" hint={project.path} />;
}
