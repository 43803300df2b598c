import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { galleryPath, keysPath, modelPath, toAppError, useApi, useProject } from '../../host/index.ts';
import { Button, EmptyState, ErrorState, Kbd, useFrame } from '../../ui/index.ts';
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
  const controller = useTabsController();
  const storage = project.storages[0];
  const models = useQuery(
    api.models.list.queryOptions({
      input: { project: project.id, storage: storage?.id ?? '' },
      enabled: storage !== undefined,
    }),
  );
  const hasNoModels = storage === undefined || models.isError || models.data?.length === 0;
  const hasFiles = project.files.length > 0;
  const files = useQuery(
    api.files.list.queryOptions({ input: { project: project.id }, enabled: hasNoModels && hasFiles }),
  );
  const path = firstPath();

  function firstPath(): string | null {
    const at = { project: project.id };
    const model = models.data?.[0];
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

  if (models.error && path === null)
    return <ErrorState error={toAppError(models.error)} onRetry={() => void models.refetch()} />;
  const isWaiting = storage !== undefined ? models.isPending : hasFiles && files.isPending;
  if (path !== null || isWaiting) return null;
  return <EmptyState title="This project is empty" hint={project.path} />;
}
