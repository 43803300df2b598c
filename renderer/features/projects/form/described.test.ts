import { describe, expect, it } from 'vitest';
import { type Described, looksLikeAddress, withDescribed, withoutPassword } from './described.ts';
import { emptyDraft } from './project-draft.ts';

describe('an address in the form', () => {
  it('is shown without its password', () => {
    const shown = [
      'postgres://ada:s3cret@db.example.org/lumen',
      'postgres://ada:p%40ss@[::1]:5433/lumen?sslmode=require',
      'postgresql://ada:with@sign@db/lumen',
      'postgres://db/lumen?password=s3cret&sslmode=require',
      'postgres://db/lumen?sslmode=require&password=s3cret',
      'postgres://db/lumen?password=s3cret',
      'redis://:s3cret@127.0.0.1:6379/0',
      "host=db dbname=lumen password='it\\'s' user=ada",
      'host=db password=s3cret',
      'postgres://db:5432/lumen',
      '/var/data/shop.db',
      'service=lumen',
    ].map(withoutPassword);
    expect(shown).toEqual([
      'postgres://ada@db.example.org/lumen',
      'postgres://ada@[::1]:5433/lumen?sslmode=require',
      'postgresql://ada@db/lumen',
      'postgres://db/lumen?sslmode=require',
      'postgres://db/lumen?sslmode=require',
      'postgres://db/lumen',
      'redis://@127.0.0.1:6379/0',
      'host=db dbname=lumen user=ada',
      'host=db',
      'postgres://db:5432/lumen',
      '/var/data/shop.db',
      'service=lumen',
    ]);
  });

  it('is told from prose, however long that is', () => {
    const addresses = ['postgres://db/lumen', 'host=db dbname = lumen', ' redis://h:6379 ', 'service=lumen\nuser=ada'];
    const prose = ['Call me', 'a=b and more', 'https://example.org', `${'a='.repeat(40)} and more`];
    expect([...addresses, ...prose].map(looksLikeAddress)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('fills in what it speaks of and leaves the rest', () => {
    const described: Described = {
      part: 'database',
      database: {
        kind: 'postgresql',
        host: 'db.example.org',
        port: '5432',
        databases: ['lumen'],
        user: 'ada',
        sslMode: 'require',
        rootCertificate: '',
        certificate: '',
        key: '',
        schemas: [],
      },
      filesRoot: null,
      redisUrl: null,
      password: 's3cret',
      origins: {},
      notes: [],
    };
    const draft = withDescribed({ ...emptyDraft, filesRoot: '/srv/files', environment: 'staging' }, described);
    expect(draft).toEqual({
      ...emptyDraft,
      name: 'lumen',
      environment: 'staging',
      kind: 'postgresql',
      host: 'db.example.org',
      port: '5432',
      databases: ['lumen'],
      user: 'ada',
      sslMode: 'require',
      password: { kind: 'typed', value: 's3cret' },
      filesRoot: '/srv/files',
    });
    expect(withDescribed({ ...draft, name: 'Lumen, the real one' }, described).name).toBe('Lumen, the real one');
  });

  it('keeps the password that is kept already when it brings none', () => {
    const redis: Described = {
      part: 'redis',
      database: null,
      filesRoot: null,
      redisUrl: 'redis://127.0.0.1:6379/0',
      password: null,
      origins: {},
      notes: [],
    };
    expect(withDescribed({ ...emptyDraft, redisPassword: { kind: 'kept' } }, redis)).toMatchObject({
      redisUrl: 'redis://127.0.0.1:6379/0',
      redisPassword: { kind: 'kept' },
      name: '127.0.0.1',
    });
  });

  it('is told from prose', () => {
    expect(['postgres://db/lumen', 'redis://h', 'host=db dbname=lumen', 'service=x'].map(looksLikeAddress)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['hello world', 'see https://example.org', '/a/path'].map(looksLikeAddress)).toEqual([false, false, false]);
  });
});
