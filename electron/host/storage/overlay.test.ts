import { expect, test } from 'vitest';
import type { Model, ModelSummary } from '../../../shared/domain/catalog.ts';
import { manifestSchema } from '../../../shared/domain/project.ts';
import type { Session } from './connector.ts';
import { overlayManifest } from './overlay.ts';

const op = { signal: new AbortController().signal };

function summary(id: string, schema: string | null): ModelSummary {
  return { id, caption: id, schema, kind: 'table' };
}

/** Only the catalogue of a session: the overlay asks for nothing else. */
function catalogueOf(models: readonly ModelSummary[]): Session {
  const describe = (id: string): Promise<Model> => {
    const found = models.find((model) => model.id === id);
    if (!found) throw new Error(`No model ${id}`);
    const rest = { key: { kind: 'none' as const, fields: [] }, outgoing: [], incoming: [], fields: [] };
    const facts = { readOnlyReason: null, hasTriggers: false, captionField: null, definition: '', keyPatterns: [] };
    return Promise.resolve({ ...found, ...rest, ...facts });
  };
  // As said above.
  return { list: () => Promise.resolve(models), describe } as unknown as Session;
}

async function captions(models: readonly ModelSummary[], named: Record<string, { caption: string }>) {
  const manifest = manifestSchema.parse({ version: 1, name: 'x', models: named });
  const session = overlayManifest(catalogueOf(models), manifest);
  const listed = (await session.list(op)).map(({ id, caption }) => [id, caption]);
  const described = await Promise.all(
    listed.map(async ([id = '']) => {
      const { caption } = await session.describe(id, op);
      return [id, caption];
    }),
  );
  expect(described).toEqual(listed);
  return listed;
}

test('finds a model by its bare name when only one schema has it, and puts it first', async () => {
  const models = [summary('app.person', 'app'), summary('public."My Album"', 'public')];
  expect(await captions(models, { 'My Album': { caption: 'Albums' } })).toEqual([
    ['public."My Album"', 'Albums'],
    ['app.person', 'app.person'],
  ]);
});

test('takes a bare name for none of several, and the full name always', async () => {
  const models = [summary('app.album', 'app'), summary('public.album', 'public')];
  expect(await captions(models, { album: { caption: 'Albums' } })).toEqual([
    ['app.album', 'app.album'],
    ['public.album', 'public.album'],
  ]);
  expect(await captions(models, { 'public.album': { caption: 'Ours' }, album: { caption: 'Albums' } })).toEqual([
    ['public.album', 'Ours'],
    ['app.album', 'app.album'],
  ]);
});

test('reads quoted names of schemas and tables, dots and quotes in them included', async () => {
  const models = [summary('"a.b""c"."d.""e"', 'a.b"c'), summary('a.b', 'a')];
  expect(await captions(models, { 'd."e': { caption: 'Found' } })).toEqual([
    ['"a.b""c"."d.""e"', 'Found'],
    ['a.b', 'a.b'],
  ]);
});

test('takes names of a store without schemas as they are', async () => {
  expect(await captions([summary('main.album', null)], { album: { caption: 'Albums' } })).toEqual([
    ['main.album', 'main.album'],
  ]);
});
