import { describe, expect, it } from 'vitest';
import type { ProjectSettings } from '../../../../shared/domain/project-settings.ts';
import {
  draftErrors,
  draftOfSettings,
  emptyDraft,
  formFieldOf,
  isSameDraft,
  type ProjectDraft,
  secretsOf,
  settingsOf,
  suggestedName,
} from './project-draft.ts';

const postgres: ProjectSettings = {
  name: 'Lumen',
  environment: 'production',
  readOnly: true,
  database: {
    kind: 'postgresql',
    host: 'a.example.org,b.example.org',
    port: '5432,5433',
    databases: ['lumen', 'lumen stats'],
    user: 'ada',
    sslMode: 'verify-full',
    rootCertificate: '/etc/ca.pem',
    certificate: '',
    key: '',
    schemas: ['public', 'Straße'],
  },
  filesRoot: '/srv/files',
  redisUrl: 'redis://127.0.0.1:6379/0',
};

describe('the form of a project', () => {
  it('gives back the settings it was filled from', () => {
    const sqlite: ProjectSettings = {
      ...postgres,
      database: { kind: 'sqlite', path: '/a/shop.db', attached: [{ name: 'old', path: '/a/old.db' }] },
      filesRoot: null,
      redisUrl: null,
    };
    for (const settings of [postgres, sqlite, { ...postgres, database: null }])
      expect(settingsOf(draftOfSettings(settings, { database: true, redis: false }))).toEqual(settings);
  });

  it('keeps passwords nobody touched, forgets emptied ones, takes typed ones', () => {
    const draft = draftOfSettings(postgres, { database: true, redis: true });
    expect(secretsOf(draft)).toEqual({ database: { kind: 'keep' }, redis: { kind: 'keep' } });
    expect(
      secretsOf({ ...draft, password: { kind: 'typed', value: ' x ' }, redisPassword: { kind: 'forgotten' } }),
    ).toEqual({ database: { kind: 'set', value: ' x ' }, redis: { kind: 'clear' } });
    expect(secretsOf({ ...draft, password: { kind: 'typed', value: '' } }).database).toEqual({ kind: 'clear' });
  });

  it('knows a changed form from one that only looks different', () => {
    const draft = draftOfSettings(postgres, { database: true, redis: false });
    expect(isSameDraft(draft, { ...draft, host: ` ${draft.host}` })).toBe(true);
    expect(isSameDraft(draft, { ...draft, path: '/never/shown' })).toBe(true);
    expect(isSameDraft(draft, { ...draft, password: { kind: 'typed', value: 'x' } })).toBe(false);
    expect(isSameDraft(draft, { ...draft, environment: 'staging' })).toBe(false);
  });

  it('says which fields are missing, and nothing about what is not shown', () => {
    expect(draftErrors(emptyDraft, 'save')).toEqual({
      name: 'A name is needed',
      url: 'A project is at least one of a database, a files root and a Redis address',
    });
    const draft: ProjectDraft = { ...emptyDraft, kind: 'postgresql', name: 'x', host: 'h', port: '70000' };
    expect(draftErrors(draft, 'test')).toEqual({
      port: 'Ports reach from 1 to 65535',
      database: 'A database is needed',
      user: 'A user is needed',
    });
    expect(draftErrors({ ...draft, port: '5432,5433', databases: ['d'], user: 'u' }, 'save')).toEqual({});
    expect(draftErrors({ ...emptyDraft, filesRoot: '/f' }, 'test')).toEqual({});
  });

  it('is named after what it holds while nobody gives a name', () => {
    expect(suggestedName({ ...emptyDraft, kind: 'postgresql', host: 'h', databases: ['lumen'] })).toBe('lumen');
    expect(suggestedName({ ...emptyDraft, kind: 'sqlite', path: 'C:\\data\\Shop.sqlite3' })).toBe('Shop');
    expect(suggestedName({ ...emptyDraft, filesRoot: '/srv/fotos/' })).toBe('fotos');
    expect(suggestedName({ ...emptyDraft, redisUrl: 'rediss://:x@cache.example.org:6380' })).toBe('cache.example.org');
    expect(suggestedName(emptyDraft)).toBe('');
  });

  it('finds the field that the host means', () => {
    expect(['database.host', 'databases.0', 'sslmode', 'redisUrl', 'files', 'what', null].map(formFieldOf)).toEqual([
      'host',
      'database',
      'sslMode',
      'redisUrl',
      'filesRoot',
      null,
      null,
    ]);
  });
});
