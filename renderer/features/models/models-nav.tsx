import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import type { Project } from '../../../shared/domain/project.ts';
import { storageName, toAppError, useApi, useProject } from '../../host/index.ts';
import { IconButton, NavSection, SearchField, Skeleton, useNavSurroundings } from '../../ui/index.ts';
import { EnterPassword } from '../projects/index.ts';
import { ModelList } from './model-list.tsx';
import classes from './models-nav.module.css';
import { findModels, searchTexts } from './nav-lines.ts';

/** A list longer than this can be narrowed. */
const filterableModels = 12;

/** The sidebar section of the models, one for each storage. */
export function ModelsNav() {
  const project = useProject();
  return project.storages.map((storage) => (
    <StorageModels
      key={storage.id}
      storage={storage}
      name={project.storages.length === 1 ? null : storageName(project.storages, storage.id)}
    />
  ));
}

const noModels: readonly ModelSummary[] = [];

interface StorageModelsProps {
  storage: Project['storages'][number];
  /** Tells it from the others; `null` when there are none. */
  name: string | null;
}

function StorageModels({ storage, name }: StorageModelsProps) {
  const api = useApi();
  const { id: project } = useProject();
  const { isCollapsed } = useNavSurroundings();
  const isReady = storage.state.kind === 'ready';
  const models = useQuery(api.models.list.queryOptions({ input: { project, storage: storage.id }, enabled: isReady }));
  const [text, setText] = useState<string | null>(null);
  const all = models.data ?? noModels;
  const texts = useMemo(() => searchTexts(all), [all]);
  // Typing goes on while a long list is drawn anew.
  const wanted = useDeferredValue(text?.trim() ?? '');
  const listed = useMemo(() => findModels(all, texts, wanted), [all, texts, wanted]);
  const title = name === null ? 'Models' : `Models · ${name}`;
  const canFilter = all.length > filterableModels;
  return (
    <NavSection
      title={title}
      action={
        canFilter && (
          <IconButton
            label="Find a model"
            icon="search"
            iconSize={14}
            aria-expanded={text !== null}
            onClick={() => setText(text === null ? '' : null)}
          />
        )
      }
    >
      {text !== null && !isCollapsed && (
        <SearchField
          label="Find a model"
          className={classes.find}
          autoFocus
          value={text}
          onChange={setText}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && text === '') setText(null);
          }}
        />
      )}
      {models.data === undefined ? (
        <Waiting storage={storage} error={models.isError ? toAppError(models.error).message : null} />
      ) : listed.length === 0 ? (
        <p className={classes.note}>{all.length === 0 ? 'No models' : 'No model matches'}</p>
      ) : (
        <ModelList storage={storage.id} name={name} models={listed} isNarrowed={wanted !== ''} />
      )}
    </NavSection>
  );
}

function Waiting({ storage, error }: { storage: Project['storages'][number]; error: string | null }) {
  const { isCollapsed } = useNavSurroundings();
  const { state } = storage;
  if (isCollapsed && (error !== null || state.kind === 'failed')) return null;
  if (error !== null) return <p className={classes.note}>{error}</p>;
  if (state.kind === 'failed') {
    return (
      <div className={classes.note}>
        <p>{state.message}</p>
        {state.needs === 'password' && (
          <div className={classes.noteAction}>
            <EnterPassword part={`storages.${storage.id}`} label={storage.address || storage.id} kind="link" />
          </div>
        )}
      </div>
    );
  }
  if (state.kind === 'reconnecting') return <p className={classes.note}>{state.message}</p>;
  return (
    <div className={classes.waiting}>
      {[96, 70, 84, 60].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
