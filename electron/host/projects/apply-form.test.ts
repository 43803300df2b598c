import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestSchema } from '../../../shared/domain/project.ts';
import type { PostgresSettings, ProjectSettings } from '../../../shared/domain/project-settings.ts';
import { applyForm } from './apply-form.ts';
import { parseRaw, type RawObject, writeRaw } from './manifest-file.ts';
import { formOf } from './project-form.ts';
import { nothing } from './testing/empty-form.ts';

const own = { directory: '/shop', paths: 'relative' } as const;

const server: PostgresSettings = {
  kind: 'postgresql',
  host: 'db.example.org',
  port: '5432',
  databases: ['lumen'],
  user: 'me',
  sslMode: 'prefer',
  rootCertificate: '',
  certificate: '',
  key: '',
  schemas: [],
};

/** The file after a form was saved over it. */
function saved(file: object, change: (settings: ProjectSettings) => ProjectSettings): RawObject {
  const raw = parseRaw(JSON.stringify(file), 'storeroom.json');
  const before = manifestSchema.parse(file);
  applyForm(raw, before, change(formOf(before, own.directory).settings), own);
  return JSON.parse(JSON.stringify(raw));
}

const start = { version: 1, name: 'Shop' };

test('several databases are storages with ids of their names, which stay over edits', () => {
  const two = saved(start, () => ({ ...nothing, database: { ...server, databases: ['Lumen Größe', 'lumen'] } }));
  expect(two.storages).toEqual({
    'lumen-gro-e': { kind: 'postgresql', host: 'db.example.org', port: 5432, database: 'Lumen Größe', user: 'me' },
    lumen: { kind: 'postgresql', host: 'db.example.org', port: 5432, database: 'lumen', user: 'me' },
  });
  const edited = saved(two, (settings) => ({
    ...settings,
    database: { ...server, host: 'other', port: '6000,6001', sslMode: 'require', databases: ['lumen', 'lumen!'] },
  }));
  const common = { kind: 'postgresql', host: 'other', port: '6000,6001', user: 'me', sslmode: 'require' };
  expect(edited.storages).toEqual({
    lumen: { ...common, database: 'lumen' },
    'lumen-2': { ...common, database: 'lumen!' },
  });
});

test('the only database keeps its id when it gets another name', () => {
  const one = { ...start, storages: { main: { ...postgres('lumen'), note: 'kept' } } };
  const renamed = saved(one, (settings) => ({ ...settings, database: { ...server, databases: ['lumen_2'] } }));
  expect(renamed.storages).toMatchObject({ main: { database: 'lumen_2', note: 'kept' } });
});

function postgres(database: string): object {
  return { kind: 'postgresql', host: 'db.example.org', port: 5432, database, user: 'me' };
}

test('storages of other servers and kinds, and a database named twice, are beyond the form and stay', () => {
  const file = {
    ...start,
    storages: {
      main: postgres('lumen'),
      twice: postgres('lumen'),
      far: { ...postgres('lumen'), host: 'far.example.org' },
      old: { kind: 'sqlite', path: 'old.db' },
      odd: { kind: 'pickle', folder: 'x' },
    },
    redis: { a: { url: 'redis://a' }, b: { url: 'redis://b' } },
  };
  expect(formOf(manifestSchema.parse(file), '/shop').others).toEqual([
    ...['storages.twice', 'storages.far', 'storages.old', 'storages.odd'],
    'redis.b',
  ]);
  const { main: _, ...others } = file.storages;
  const emptied = saved(file, (settings) => ({ ...settings, database: null, redisUrl: null }));
  expect(emptied.storages).toEqual(others);
  expect(emptied.redis).toEqual({ b: { url: 'redis://b' } });
});

test('attached files keep how their paths are written', () => {
  const file = {
    ...start,
    storages: { main: { kind: 'sqlite', path: 'a.db', attach: { old: './o/../old.db', gone: 'gone.db' } } },
  };
  const path = '/shop/a.db';
  const attached = [
    { name: 'old', path: '/shop/old.db' },
    { name: 'far', path: '/elsewhere/far.db' },
  ];
  const after = saved(file, (settings) => ({ ...settings, database: { kind: 'sqlite', path, attached } }));
  expect(after.storages).toEqual({
    main: { kind: 'sqlite', path: 'a.db', attach: { old: './o/../old.db', far: '/elsewhere/far.db' } },
  });
  expect(formOf(manifestSchema.parse(after), '/shop').settings.database).toEqual({ kind: 'sqlite', path, attached });
});

describe('a form that is saved as it is', () => {
  const part = {
    sqlite: fc.record({
      kind: fc.constant('sqlite'),
      path: fc.constantFrom('a.db', './b/../a.db', '/abs/a.db'),
      attach: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('./x.db', '/x.db'), { minKeys: 1 }),
      note: fc.jsonValue(),
    }),
    postgresql: fc.record(
      {
        kind: fc.constant('postgresql'),
        host: fc.constantFrom('db', 'a,b', '/run/postgresql'),
        port: fc.constantFrom(5432, '5433', '1,2'),
        database: fc.constantFrom('one', 'two'),
        user: fc.constantFrom('me', 'you'),
        sslmode: fc.constantFrom('prefer', 'verify-full'),
        sslrootcert: fc.constantFrom('ca.pem', '/abs/ca.pem', 'system'),
        schemas: fc.constantFrom(['app'], ['a', 'b']),
      },
      { requiredKeys: ['kind', 'database', 'user'] },
    ),
  };
  const manifest = fc.record(
    {
      version: fc.constant(1),
      name: fc.constantFrom('Shop', '山'),
      environment: fc.constantFrom('development', 'production'),
      readOnly: fc.boolean(),
      storages: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(part.sqlite, part.postgresql), { minKeys: 1 }),
      files: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom({ root: './f', layout: 'wefram' }), {
        minKeys: 1,
      }),
      redis: fc.dictionary(
        fc.constantFrom('a', 'b'),
        fc.constantFrom({ url: 'redis://h/1' }, { url: 'redis://u:p@h' }),
        {
          minKeys: 1,
        },
      ),
      models: fc.dictionary(fc.constantFrom('a', '__proto__'), fc.constantFrom({ caption: 'A' }), { minKeys: 1 }),
      later: fc.jsonValue(),
    },
    { requiredKeys: ['version', 'name'] },
  );

  test('changes nothing of the project', () => {
    fc.assert(
      fc.property(manifest, (file) => {
        const text = JSON.stringify(file);
        const after = saved(JSON.parse(text), (settings) => settings);
        const same = (value: object) => formOf(manifestSchema.parse(value), '/shop');
        expect(same(after)).toEqual(same(file));
        const { storages: _, ...rest } = after;
        const { storages: __, ...given } = JSON.parse(text);
        expect(rest).toEqual(given);
      }),
    );
  });
});

test('numbers, their digits and names like __proto__ outlive a rewrite', () => {
  const text =
    '{\n    "version": 1,\n    "a": 1.50,\n    "b": 12345678901234567890,\n    "__proto__": {\n        "c": -0\n    }\n}\n';
  expect(writeRaw(parseRaw(text, 'x'), text)).toBe(text);
});
