import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import type { StagedEdits } from '../../../shared/domain/staged-edits.ts';
import { toAppError, useClient, useProject } from '../../host/index.ts';
import { Icon } from '../../ui/index.ts';
import { impactText } from './impact-text.ts';
import classes from './review-dialog.module.css';
import { counted } from './staged-text.ts';
import { useModelNames } from './use-model-names.ts';

interface Deleted {
  readonly storage: string;
  readonly model: string;
  readonly keys: readonly RowKey[];
  readonly stamp: string;
}

/** As many keys as one question takes; beyond them the numbers are lower bounds. */
const maxKeys = 10_000;

/** What deleting the marked rows does to other things: the contributors of the host tell. */
export function ImpactNotes({ tables }: { tables: StagedEdits['tables'] }) {
  const client = useClient();
  const names = useModelNames();
  const { id: project } = useProject();
  const deleted = useMemo(() => deletedRows(tables), [tables]);
  const answers = useQueries({
    queries: deleted.map(({ storage, model, keys, stamp }) => ({
      // Not by the keys themselves: there may be thousands.
      queryKey: ['staged-impact', project, storage, model, stamp],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.changes.impact.get({ project, storage, model, keys: keys.map((key) => [...key]) }, { signal }),
      staleTime: 0,
      gcTime: 30_000,
    })),
  });
  if (deleted.length === 0) return null;
  return (
    <section className={classes.impact} aria-label="Effects of deleting" aria-live="polite">
      {deleted.map(({ storage, model, keys, stamp }, at) => {
        const answer = answers[at];
        const rows = `${counted(keys.length, 'row')} of ${names.of(storage, model)}`;
        return (
          <div key={`${storage}\n${model}\n${stamp}`}>
            <p className={classes.impactTitle}>Deleting {rows}</p>
            {answer?.isError && <p className={classes.impactNote}>{toAppError(answer.error).message}</p>}
            {answer?.isPending && <p className={classes.impactNote}>Looking at what refers to them…</p>}
            {answer?.data?.length === 0 && <p className={classes.impactNote}>Nothing refers to them</p>}
            <ul>
              {answer?.data?.map((impact) => (
                <li
                  key={`${impact.contributor} ${impact.effect} ${impact.title}`}
                  className={classes.impactLine}
                  data-effect={impact.effect}
                >
                  <Icon
                    name={impact.effect === 'blocks' ? 'failed' : impact.effect === 'cascade' ? 'trash' : 'link'}
                    size={14}
                  />
                  {impactText(impact)}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function deletedRows(tables: StagedEdits['tables']): readonly Deleted[] {
  return [...tables.values()].flatMap(({ storage, model, entries }) => {
    const keys = [...entries.values()].flatMap((entry) => (entry.kind === 'delete' ? [entry.key] : []));
    if (keys.length === 0) return [];
    const asked = keys.slice(0, maxKeys);
    return [{ storage, model, keys: asked, stamp: stampOf(asked) }];
  });
}

/** Tells sets of keys apart: their number and a sum over all of them. */
function stampOf(keys: readonly RowKey[]): string {
  let hash = 0;
  for (const key of keys) {
    for (const character of encodeRowKey(key)) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
    hash = (Math.imul(hash, 31) + 10) | 0;
  }
  return `${keys.length} ${hash}`;
}
