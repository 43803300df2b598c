import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { call } from '@orpc/server';
import { expect, test } from 'vitest';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import type { ChangeSet, FieldEdit, RowChange } from '../../../shared/domain/change-set.ts';
import { router } from '../api/router.ts';
import { contentsOf, makeShop, openShop, writeOutside } from './testing/shop-host.ts';

function field(name: string, base: WholeCell, cell: WholeCell): FieldEdit {
  return { field: name, value: { kind: 'cell', cell }, base: { kind: 'cell', cell: base } };
}

function edit(key: bigint, ...fields: FieldEdit[]): RowChange {
  return { kind: 'update', id: `edit-${key}`, model: 'album', key: [key], fields };
}

const removeFirst: ChangeSet = [{ kind: 'delete', id: 'edit-1', model: 'album', key: [1n], base: [] }];

test('brings back deleted rows with all that went with them, byte for byte, in a later run', async () => {
  const place = await makeShop();
  const before = contentsOf(place);
  const first = await openShop(place);
  expect(await first.apply(removeFirst)).toMatchObject({ kind: 'saved', entry: '1' });
  expect((await first.list())[0]?.models).toEqual([
    { model: 'photo', inserted: 0, updated: 0, deleted: 0, followed: 2 },
    { model: 'album', inserted: 0, updated: 0, deleted: 1, followed: 0 },
  ]);
  expect((await first.rows('1')).map(({ model, key, followed }) => [model, key, followed])).toEqual(
    expect.arrayContaining([
      ['album', [1n], false],
      ['photo', [10n], true],
      ['photo', [11n], true],
    ]),
  );
  expect(contentsOf(place).photos).toHaveLength(1);
  await first.close();

  const second = await openShop(place);
  expect(await second.undo('1')).toMatchObject({ kind: 'saved', entry: '2' });
  expect(contentsOf(place)).toEqual(before);
  // And forth again.
  await second.undo('2');
  expect(contentsOf(place).photos).toHaveLength(1);
});

test('shows what somebody has changed since, and lets a person settle it both ways', async () => {
  const place = await makeShop();
  const shop = await openShop(place);
  const both = [edit(2n, field('title', 'Second', 'Mine')), edit(3n, field('title', 'Third', 'Mine too'))];
  await shop.apply(both);
  writeOutside(
    place,
    `UPDATE album SET title = 'Theirs' WHERE id = 2; UPDATE album SET title = 'Theirs too' WHERE id = 3`,
  );
  const after = contentsOf(place);
  const refused = await shop.undo('1');
  if (refused.kind !== 'refused') throw new Error('The undo must not overwrite');
  expect(refused.problems).toHaveLength(2);
  expect(contentsOf(place)).toEqual(after);
  const [first, second] = refused.problems.toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  if (first?.kind !== 'changed' || second?.kind !== 'changed') throw new Error('Both are conflicts');
  expect(first.fields).toMatchObject([{ field: 'title', base: 'Mine', theirs: 'Theirs', mine: 'Second' }]);

  const guard = first.fields[0]?.guard ?? '';
  const settled = await shop.undo('1', [
    { change: first.change, field: 'title', take: 'mine', guard },
    { change: second.change, field: 'title', take: 'theirs' },
  ]);
  expect(settled).toMatchObject({ kind: 'saved', entry: '2' });
  const titles = contentsOf(place).albums.map((row) => (row as { title: string }).title);
  expect(titles).toEqual(['First', 'Second', 'Theirs too']);
});

test('does not overwrite what has changed again since the conflict was shown', async () => {
  const place = await makeShop();
  const shop = await openShop(place);
  await shop.apply([edit(2n, field('title', 'Second', 'Mine'))]);
  writeOutside(place, `UPDATE album SET title = 'Theirs' WHERE id = 2`);
  const refused = await shop.undo('1');
  if (refused.kind !== 'refused' || refused.problems[0]?.kind !== 'changed') throw new Error('It is a conflict');
  const { change, fields } = refused.problems[0];
  writeOutside(place, `UPDATE album SET title = 'Theirs again' WHERE id = 2`);
  const mine = { change, field: 'title', take: 'mine' as const, guard: fields[0]?.guard ?? '' };
  expect(await shop.undo('1', [mine])).toMatchObject({
    kind: 'refused',
    problems: [{ kind: 'changed', fields: [{ theirs: 'Theirs again' }] }],
  });
});

test('finds entries by what stands in real rows, also deep in a long text', async () => {
  const place = await makeShop();
  const shop = await openShop(place);
  await shop.apply([edit(2n, field('title', 'Second', `${'x'.repeat(1000)} Größe 42 at the end`))]);
  await shop.apply([edit(3n, field('title', 'Third', 'A \\ "quote"\nand a line'))]);
  const found = async (text: string) => (await shop.list(text)).map(({ id }) => id);
  expect(await found('größe 42')).toEqual(['1']);
  expect(await found('\\ "QUOTE"\nand')).toEqual(['2']);
  expect(await found('second')).toEqual(['1']);
  expect(await found('album')).toEqual(['2', '1']);
  expect(await found('nothing of it')).toEqual([]);
});

test('says when the model of an entry is gone', async () => {
  const place = await makeShop();
  const first = await openShop(place);
  await first.apply([edit(3n, field('title', 'Third', 'x'))]);
  await first.close();
  writeOutside(place, 'ALTER TABLE album RENAME TO gone');
  const second = await openShop(place);
  await expect.poll(async () => (await second.list())[0]?.undoBlocked).toBe('There is no model “album” any more');
  await expect(second.undo('1')).rejects.toMatchObject({ code: 'conflict' });
});

test('leaves what was cut off pending while the project is read-only, and says so', async () => {
  const place = await makeShop();
  const first = await openShop(place);
  await first.apply([edit(3n, field('title', 'Third', 'x'))]);
  await first.close();
  writeOutside({ ...place, database: `${place.data}/storeroom.db` }, `UPDATE changes SET state = 'pending'`);

  const locked = await openShop(place, { readOnly: true });
  await expect(locked.undo('1')).rejects.toMatchObject({ code: 'read_only' });
  expect((await locked.list())[0]).toMatchObject({
    state: 'pending',
    undoBlocked:
      'Storeroom ended while saving it, and it is not known yet whether it was saved: Storeroom was started with --read-only',
  });
  await locked.close();
  const last = await openShop(place);
  expect(await last.settled()).toMatchObject([{ state: 'saved', undoBlocked: null }]);
});

test('lets the saves of two windows on the same field follow each other: the second sees the first', async () => {
  const place = await makeShop();
  const shop = await openShop(place);
  const results = await Promise.all(
    ['One', 'Two'].map((title) => shop.apply([edit(3n, field('title', 'Third', title))])),
  );
  expect(results).toMatchObject([
    { kind: 'saved' },
    { kind: 'refused', problems: [{ kind: 'changed', fields: [{ base: 'Third', theirs: 'One', mine: 'Two' }] }] },
  ]);
});

test('says what would be written and what goes with deleted rows, and names values exactly', async () => {
  const place = await makeShop();
  const { context, project } = await openShop(place);
  const before = contentsOf(place);
  const ref = { project, storage: 'main' };
  const changes = [edit(3n, field('title', 'Third', 'x')), edit(2n, field('title', 'Other', 'y'))];
  const described = await call(router.changes.describe, { ...ref, changes }, { context });
  expect(described.problems).toMatchObject([{ kind: 'changed', change: 'edit-2' }]);
  expect(described.statements.find(({ change }) => change === 'edit-3')?.sql).toContain('UPDATE');

  const keys = [[1n], [2n]];
  const models = await call(router.models.list, ref, { context });
  expect(await call(router.changes.impact.get, { ...ref, model: 'album', keys }, { context })).toMatchObject([
    {
      contributor: 'rows',
      effect: 'cascade',
      model: 'photo',
      title: models.find(({ id }) => id === 'photo')?.caption,
      count: { kind: 'exact', value: 3 },
    },
  ]);
  expect(await call(router.changes.impact.get, { ...ref, model: 'photo', keys: [[10n]] }, { context })).toEqual([]);

  const of = { ...ref, model: 'album', key: [2n] };
  expect(await call(router.changes.base.get, { ...of, field: 'cover' }, { context })).toEqual({
    base: { kind: 'cell', cell: { kind: 'bytes', hex: '00ff' } },
  });
  await expect(call(router.changes.base.get, { ...of, key: [99n], field: 'cover' }, { context })).rejects.toMatchObject(
    { code: 'not_found' },
  );
  expect(contentsOf(place)).toEqual(before);
});

test('writes what was uploaded', async () => {
  const place = await makeShop();
  const shop = await openShop(place);
  const { context, project } = shop;
  const { upload } = await call(router.changes.uploads.start, { project }, { context });
  const content = Buffer.alloc(300_000, 'cover');
  await context.uploads.put(context.projects.get(project), upload, 0, Readable.from([content]));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const value = { kind: 'upload' as const, upload, as: 'bytes' as const, sizeBytes: content.length };
  const change: RowChange = {
    kind: 'update',
    id: 'edit-2',
    model: 'album',
    key: [2n],
    fields: [{ field: 'cover', value, base: { kind: 'cell', cell: { kind: 'bytes', hex: '00ff' } } }],
  };
  await expect(shop.apply([change])).rejects.toMatchObject({ code: 'not_found' });
  await call(router.changes.uploads.apply, { project, upload, sizeBytes: content.length, sha256 }, { context });
  expect(await shop.apply([change])).toMatchObject({ kind: 'saved' });
  const cover = (contentsOf(place).albums[1] as { cover: string }).cover;
  expect(cover).toBe(content.toString('hex').toUpperCase());
  await shop.undo('1');
  expect(contentsOf(place).albums[1]).toMatchObject({ cover: '00FF' });
});

test('writes no value of a cell into the log', async () => {
  const place = await makeShop();
  const shop = await openShop(place);
  const secret = 'a-value-of-a-cell';
  await shop.apply([edit(2n, field('title', 'Second', secret))]);
  await shop.apply([edit(2n, field('title', secret, null))]);
  await shop.apply([edit(2n, field('title', `not ${secret}`, secret))]);
  await shop.undo('1');
  await shop.list(secret);
  expect(await shop.hostLog.read()).not.toContain(secret);
});
