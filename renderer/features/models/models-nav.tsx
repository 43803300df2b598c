import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import type { Project } from '../../../shared/domain/project.ts';
import { modelPath, toAppError, useApi, useProject } from '../../host/index.ts';
import {
  formatCount,
  IconButton,
  NavItem,
  NavSection,
  SearchField,
  Skeleton,
  useNavSurroundings,
} from '../../ui/index.ts';
import { useStagedModels } from '../changes/index.ts';
import { modelIcon } from './model-icon.ts';
import classes from './models-nav.module.css';
import { useModelCounts } from './use-model-counts.ts';
import { useNavWindow } from './use-nav-window.ts';

/** A list longer than this can be narrowed. */
const filterableModels = 12;

/** The sidebar section of the models, one for each storage. */
export function ModelsNav() {
  const project = useProject();
  return project.storages.map((storage) => (
    <StorageModels key={storage.id} storage={storage} isOnly={project.storages.length === 1} />
  ));
}

function StorageModels({ storage, isOnly }: { storage: Project['storages'][number]; isOnly: boolean }) {
  const api = useApi();
  const { id: project } = useProject();
  const { isCollapsed } = useNavSurroundings();
  const isReady = storage.state.kind === 'ready';
  const models = useQuery(api.models.list.queryOptions({ input: { project, storage: storage.id }, enabled: isReady }));
  const [text, setText] = useState<string | null>(null);
  const all = models.data ?? [];
  const wanted = text?.trim().toLowerCase() ?? '';
  const listed = wanted === '' ? all : all.filter((model) => matches(model, wanted));
  const title = isOnly ? 'Models' : `Models · ${storage.id}`;
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
        <Waiting state={storage.state} error={models.isError ? toAppError(models.error).message : null} />
      ) : listed.length === 0 ? (
        <p className={classes.note}>{all.length === 0 ? 'No models' : 'No model matches'}</p>
      ) : (
        <ModelList storage={storage.id} models={listed} />
      )}
    </NavSection>
  );
}

function matches({ id, caption, schema }: ModelSummary, wanted: string): boolean {
  return [id, caption, schema ?? ''].some((part) => part.toLowerCase().includes(wanted));
}

function Waiting({ state, error }: { state: Project['storages'][number]['state']; error: string | null }) {
  if (error !== null) return <p className={classes.note}>{error}</p>;
  if (state.kind === 'failed') return <p className={classes.note}>{state.message}</p>;
  return (
    <div className={classes.waiting}>
      {[96, 70, 84, 60].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}

/** Only the models in sight are in the page, and only they are counted. */
function ModelList({ storage, models }: { storage: string; models: readonly ModelSummary[] }) {
  const { id: project } = useProject();
  const { listRef, from, to, height, itemHeight } = useNavWindow(models.length);
  const countOf = useModelCounts(storage, models, from, to);
  const stagedModels = useStagedModels();
  const staged = new Set(stagedModels.filter(([of]) => of === storage).map(([, model]) => model));
  return (
    <div ref={listRef} className={classes.list} style={{ height }}>
      <div className={classes.shown} style={{ transform: `translateY(${from * itemHeight}px)` }}>
        {models.slice(from, to).map((model) => {
          const count = countOf(model.id);
          return (
            <NavItem
              key={model.id}
              to={modelPath({ project, storage, model: model.id })}
              icon={modelIcon(model)}
              label={model.caption}
              detail={count === null ? undefined : formatCount(count)}
              mark={staged.has(model.id) ? 'Has staged changes' : undefined}
              title={[
                model.schema === null ? model.id : `${model.schema}.${model.id}`,
                model.kind === 'view' ? 'view' : '',
              ]
                .filter(Boolean)
                .join(' · ')}
            />
          );
        })}
      </div>
    </div>
  );
}
