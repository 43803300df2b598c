import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Field, Model } from '../../../shared/domain/catalog.ts';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { galleryPath, modelPath, useApi, useClient, useProject } from '../../host/index.ts';
import { useOpen } from '../../ui/index.ts';
import { type CaptionStore, createCaptionStore } from './caption-store.ts';
import { encodeCondition } from './condition.ts';
import type { ColumnContext } from './model-columns.tsx';

/** Captions of referenced rows and the ways to them, the same for as long as the model is. */
export function useColumnContext(storage: string, model: Model, generation: number): ColumnContext {
  const client = useClient();
  const open = useOpen();
  const { id: project } = useProject();
  const referencePath = useReferencePath(storage, model);

  const [stores] = useState(() => new Map<string, CaptionStore>());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another generation of rows has other captions.
  const captions = useMemo(() => {
    for (const store of stores.values()) store.stop();
    stores.clear();
    return (field: string): CaptionStore => {
      const known = stores.get(field);
      if (known !== undefined) return known;
      const made = createCaptionStore((values, signal) =>
        client.rows.captions.list({ project, storage, model: model.id, field, values }, { signal }),
      );
      stores.set(field, made);
      return made;
    };
  }, [stores, client, project, storage, model.id, generation]);
  useEffect(
    () => () => {
      for (const store of stores.values()) store.stop();
    },
    [stores],
  );

  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  return useMemo<ColumnContext>(
    () => ({
      captions,
      referencePath,
      follow: (path, options) => latest.current(path, { newTab: options?.newTab === true }),
      filePath: (field, id) =>
        galleryPath(
          { project, root: field.file?.root ?? '', storage: field.file?.storage ?? '' },
          { search: id, file: id, at: 0 },
        ),
    }),
    [captions, referencePath, project],
  );
}

/** The row a value names: by its key where the reference names the key, else by a condition. */
export function useReferencePath(storage: string, model: Model): (field: Field, value: WholeCell) => string | null {
  const api = useApi();
  const { id: project } = useProject();
  const targets = useMemo(
    () => [...new Set(model.fields.flatMap(({ reference }) => (reference === null ? [] : [reference.model])))],
    [model],
  );
  const keys = useQueries({
    queries: targets.map((target) => api.models.describe.queryOptions({ input: { project, storage, model: target } })),
    combine: (results) => JSON.stringify(results.map(({ data }) => data?.key.fields ?? null)),
  });
  return useMemo(() => {
    const known = JSON.parse(keys) as (string[] | null)[];
    return (field, value) => {
      const { reference } = field;
      if (reference === null || value === null) return null;
      const at = { project, storage, model: reference.model };
      const key = known[targets.indexOf(reference.model)];
      if (key?.length === 1 && key[0] === reference.field) return modelPath(at, { row: encodeRowKey([value]) });
      return modelPath(at, { where: [encodeCondition({ field: reference.field, operator: 'is', values: [value] })] });
    };
  }, [keys, targets, project, storage]);
}
