import { Fragment, useMemo } from 'react';
import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import { modelPath, useProject, useWorkspace, useWorkspaceStore } from '../../host/index.ts';
import { formatCount, NavGroupHeading, NavItem } from '../../ui/index.ts';
import { useStagedModels } from '../changes/index.ts';
import { kindWords, modelIcon } from './model-icon.ts';
import classes from './models-nav.module.css';
import { type NavLine, navGroups, navLines } from './nav-lines.ts';
import { useModelCounts } from './use-model-counts.ts';
import { useNavWindow } from './use-nav-window.ts';

/** The models of a storage, under the headings of their schemas. Only those in sight are in the page, and only they are counted. */
export function ModelList({
  storage,
  name,
  models,
  isNarrowed,
}: {
  storage: string;
  /** Tells its schemas from those of other storages; `null` where there are none. */
  name: string | null;
  models: readonly ModelSummary[];
  /** What was searched for is shown also in groups that are closed. */
  isNarrowed: boolean;
}) {
  const { id: project } = useProject();
  const [closed, toggle] = useClosedSchemas(storage);
  const lines = useMemo(() => navLines(models, isNarrowed ? nothing : closed), [models, closed, isNarrowed]);
  const { listRef, from, to, height, itemHeight } = useNavWindow(lines.length);
  const listed = useMemo(() => lines.flatMap((line) => (line.kind === 'model' ? [line.model] : [])), [lines]);
  const countOf = useModelCounts(storage, listed, ...modelRange(lines, from, to));
  const stagedModels = useStagedModels();
  const staged = new Set(stagedModels.filter(([of]) => of === storage).map(([, model]) => model));

  function item(model: ModelSummary) {
    const count = model.unreadable ? null : countOf(model.id);
    return (
      <NavItem
        key={model.id}
        to={modelPath({ project, storage, model: model.id })}
        icon={modelIcon(model)}
        label={model.caption}
        detail={count === null ? undefined : formatCount(count)}
        mark={staged.has(model.id) ? 'Has staged changes' : undefined}
        lockedReason={model.unreadable ?? undefined}
        title={[model.id, kindWords[model.kind]].filter(Boolean).join(' · ')}
      />
    );
  }

  const draw = (line: NavLine) =>
    line.kind === 'model' ? (
      item(line.model)
    ) : (
      <NavGroupHeading
        key="heading"
        label={line.schema}
        count={line.count}
        isOpen={!line.isClosed}
        onToggle={() => toggle(line.schema)}
      />
    );

  return (
    <div ref={listRef} className={classes.list} style={{ height }}>
      <div className={classes.shown} style={{ transform: `translateY(${from * itemHeight}px)` }}>
        {navGroups(lines, from, to).map((group) =>
          group.schema === null ? (
            <Fragment key="">{group.lines.map(draw)}</Fragment>
          ) : (
            // biome-ignore lint/a11y/useSemanticElements: a group of links; fieldset is for controls.
            <div key={group.schema} role="group" aria-label={[name, group.schema].filter(Boolean).join(' · ')}>
              {group.lines.map(draw)}
            </div>
          ),
        )}
      </div>
    </div>
  );
}

const nothing: ReadonlySet<string> = new Set();

/** Where the lines in sight stand among the models alone. */
function modelRange(lines: readonly NavLine[], from: number, to: number): [number, number] {
  let before = 0;
  let within = 0;
  for (let at = 0; at < Math.min(to, lines.length); at += 1) {
    if (lines[at]?.kind !== 'model') continue;
    if (at < from) before += 1;
    else within += 1;
  }
  return [before, before + within];
}

/** The closed groups are part of how the window was left. */
function useClosedSchemas(storage: string): [ReadonlySet<string>, (schema: string) => void] {
  const store = useWorkspaceStore();
  const all = useWorkspace((workspace) => workspace.closedGroups);
  const closed = useMemo(() => {
    const schemas = new Set<string>();
    for (const text of all ?? []) {
      const [of, schema] = readGroup(text);
      if (of === storage && schema !== undefined) schemas.add(schema);
    }
    return schemas;
  }, [all, storage]);
  return [
    closed,
    (schema) => {
      const known = store.get().closedGroups ?? [];
      const text = JSON.stringify([storage, schema]);
      store.update({
        closedGroups: known.includes(text) ? known.filter((other) => other !== text) : [...known, text],
      });
    },
  ];
}

function readGroup(text: string): readonly (string | undefined)[] {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.map(String) : [];
  } catch {
    return [];
  }
}
