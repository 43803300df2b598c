import { onTestFinished } from 'vitest';
import type { RowChange } from '../../../../shared/domain/change-set.ts';
import { testEnvironment } from '../../../../test/support/environment.ts';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { openLocalState } from '../../local-state/local-state.ts';
import type { Operation } from '../../storage/connector.ts';
import { Changes } from '../changes.ts';
import { Journal } from '../journal.ts';
import { Saving } from '../saving.ts';
import { Uploads } from '../uploads.ts';
import { FakeStore } from './fake-store.ts';

export const calm: Operation = { signal: new AbortController().signal };
export const everything = { text: '', storage: null, model: null, after: null, limit: 100 };

/** One run of Storeroom on a data folder. */
export async function openRun(dataDirectory: string) {
  const environment = testEnvironment(dataDirectory);
  const { log, logLines } = environment;
  const localState = await openLocalState(environment);
  const uploads = await Uploads.open({ directory: `${dataDirectory}/uploads`, localState, log });
  const journal = new Journal(localState.journal);
  const saving = new Saving({ journal, uploads, log });
  const changes = new Changes({ journal, saving, uploads });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await saving.close();
    await uploads.close();
    await localState.close();
  };
  onTestFinished(close);
  return { changes, saving, journal, localState, logLines, close };
}

export function edit(id: string, value: string): RowChange {
  const base = { kind: 'cell' as const, cell: null };
  return {
    kind: 'update',
    id: `edit-${id}`,
    model: 'note',
    key: [id],
    fields: [{ field: 'text', value: { kind: 'cell', cell: value }, base }],
  };
}

export function add(id: string, value = 'new'): RowChange {
  const cell = (text: string) => ({ kind: 'cell' as const, cell: text });
  return {
    kind: 'insert',
    id: `new-${id}`,
    model: 'note',
    fields: [
      { field: 'id', value: cell(id) },
      { field: 'text', value: cell(value) },
    ],
  };
}

export const remove = (id: string): RowChange => ({
  kind: 'delete',
  id: `del-${id}`,
  model: 'note',
  key: [id],
  base: [],
});

export async function openStore() {
  const data = await temporaryDirectory();
  const store = new FakeStore();
  const project = store.project();
  const run = await openRun(data);
  await run.changes.apply(project, 'main', [add('a', 'first'), add('b', 'second')], calm.signal);
  return { ...run, data, store, project };
}

export const textOf = (store: FakeStore, id: string) => store.rows.get(`t${id}`)?.get('text');
