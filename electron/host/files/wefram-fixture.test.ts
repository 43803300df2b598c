import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { copyFixture, fixture } from '../../../test/support/fixtures.ts';
import { makeTestPlace } from '../../../test/support/test-place.ts';
import { openFilesRoot } from './files-part.ts';
import { openThumbnails } from './thumbnails/thumbnails.ts';

const expectedSchema = z.object({
  references: z.array(
    z.object({
      entity: z.string(),
      file_id: z.string(),
      status: z.string(),
      filename: z.string().optional(),
      filesize: z.number().optional(),
      content_type: z.string().optional(),
    }),
  ),
  orphans: z.array(z.object({ entity: z.string(), file_id: z.string(), filename: z.string() })),
});

const states: Readonly<Record<string, string>> = {
  ok: 'ok',
  'size-mismatch': 'damaged',
  'missing-blob': 'missing',
  'missing-directory': 'missing',
};
/** What our sniffer says of types that the uploader told by name. */
const sniffed: Readonly<Record<string, string>> = { 'text/csv': 'text/plain', 'application/octet-stream': '' };

test('reads what Wefram itself wrote, and tells what was damaged afterwards', async (context) => {
  await using given = await makeTestPlace();
  await copyFixture(context, 'wefram/.storage/files', join(given.directory, 'files'));
  const truth = await readFile(await fixture(context, 'wefram/expected-files.json'), 'utf8');
  const expected = expectedSchema.parse(JSON.parse(truth));
  const thumbnails = openThumbnails({ environment: given.environment, limitBytes: () => 1e9 });
  const manifest = {
    version: 1 as const,
    name: 'Test',
    environment: 'development' as const,
    readOnly: false,
    storages: {},
    files: {},
    redis: {},
    models: {},
  };
  const part = openFilesRoot(
    'files',
    { root: 'files', layout: 'wefram' },
    { environment: given.environment, projectId: 'p', projectDirectory: given.directory, manifest, readOnly: true },
    { thumbnails },
  );
  try {
    await vi.waitFor(() => {
      expect(part.list().length).toBeGreaterThan(0);
      expect(part.list().every(({ isComplete }) => isComplete)).toBe(true);
    }, 15_000);
    const stored = expected.references.filter(({ status }) => !status.startsWith('static'));
    for (const reference of stored) {
      const [item] = await part.lookup(reference.entity, [reference.file_id]);
      const declared = reference.content_type ?? '';
      const contentType = reference.status === 'ok' ? (sniffed[declared] ?? declared) : item?.contentType;
      expect(item).toMatchObject({
        state: states[reference.status],
        name: reference.filename ?? reference.file_id,
        contentType,
        ...(reference.status === 'ok' ? { sizeBytes: reference.filesize } : {}),
      });
    }
    const named = new Set(stored.map((reference) => reference.file_id));
    const page = { order: 'name' as const, search: '', offset: 0, limit: 1000 };
    const all = await Promise.all(part.list().map(({ storage }) => part.page({ storage, ...page })));
    const unnamed = all.flatMap(({ items }) => items).filter((item) => !named.has(item.id));
    expect(unnamed.map(({ storage, id, name }) => ({ entity: storage, file_id: id, filename: name }))).toEqual(
      expected.orphans,
    );
  } finally {
    await part.close();
    await thumbnails.close();
  }
});
