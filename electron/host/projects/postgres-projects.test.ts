import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PostgresSettings } from '../../../shared/domain/project-settings.ts';
import { makeDatabase, type TestDatabase } from '../../../test/support/postgres.ts';
import { startTestPostgres, type TestPostgres } from '../../../test/support/services/postgres-server.ts';
import { nothing } from './testing/empty-form.ts';
import { makeProjectPlace } from './testing/project-host.ts';

const password = 'p@ss: w/ö%d';

let server: TestPostgres;
let shop: TestDatabase;
let form: PostgresSettings;
let address: string;

beforeAll(async () => {
  // As a real one: its administrator may come in by the socket, everybody else has a password.
  server = await startTestPostgres({
    listen: 'tcp',
    authentication: ['host all postgres 127.0.0.1/32 trust', 'host all all 127.0.0.1/32 scram-sha-256'],
  });
  shop = await makeDatabase({ server: server.url, sql: 'CREATE TABLE album (id int PRIMARY KEY)' });
  await shop.run(`CREATE ROLE clerk LOGIN PASSWORD '${password}'; GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk`);
  form = {
    ...{ kind: 'postgresql', host: '127.0.0.1', port: String(server.port), databases: [shop.name], user: 'clerk' },
    ...{ sslMode: 'prefer', rootCertificate: '', certificate: '', key: '', schemas: [] },
  };
  address = `127.0.0.1:${server.port}/${shop.name}`;
});

afterAll(async () => {
  await server.stop();
});

const set = (value: string) => ({ database: { kind: 'set' as const, value }, redis: { kind: 'keep' as const } });

describe('an address', () => {
  test('is opened as a project, without its password in what is remembered', async () => {
    const place = await makeProjectPlace();
    const first = await place.start();
    const url = `postgres://clerk:${encodeURIComponent(password)}@${address}`;
    const id = await first.calls.open({ kind: 'url', url });
    await first.part(id, 'storages', 'ready');
    expect(await first.project(id)).toMatchObject({ name: shop.name, path: `postgresql://clerk@${address}` });
    expect(await first.calls.open({ kind: 'url', url })).toBe(id);
    await first.close();

    const second = await place.start();
    expect(await second.calls.known()).toMatchObject([
      {
        ...{ id, path: `postgresql://clerk@${address}`, isSaved: false, missing: null },
        parts: [{ kind: 'storage', text: `PostgreSQL ${shop.name} on 127.0.0.1` }],
      },
    ]);
    await second.calls.open({ kind: 'known', id });
    expect(await second.part(id, 'storages', 'failed')).toMatchObject({ needs: 'password' });
    await second.calls.setPassword(
      id,
      `storages.${Object.keys(second.host.context.projects.get(id).manifest.storages)[0]}`,
      password,
      false,
    );
    await second.part(id, 'storages', 'ready');
  });

  test('takes what it leaves out from where libpq looks', async () => {
    const place = await makeProjectPlace();
    writeFileSync(
      join(place.home, '.pg_service.conf'),
      `[shop]\nhost=127.0.0.1\nport=${server.port}\ndbname=${shop.name}\n`,
    );
    writeFileSync(join(place.home, '.pgpass'), `*:*:*:clerk:${password.replaceAll(/[\\:]/g, '\\$&')}\n`, {
      mode: 0o600,
    });
    const { calls, part, project } = await place.start({ environment: { PGUSER: 'clerk' } });
    const id = await calls.open({ kind: 'url', url: 'service=shop' });
    await part(id, 'storages', 'ready');
    expect((await project(id)).path).toBe(`postgresql://clerk@${address}`);
    const described = await calls.describe('service=shop');
    expect(described).toMatchObject({
      part: 'database',
      database: form,
      password,
      origins: { host: { kind: 'service' }, user: { text: 'PGUSER' }, password: { text: '~/.pgpass, line 1' } },
    });
    await expect(calls.describe('service=nowhere')).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('that nobody can read is refused in one line, without what it holds', async () => {
    const { calls, host } = await (await makeProjectPlace()).start();
    const target = await host.examine('postgres://me:secret-word@[::1/x');
    if (target.kind !== 'refused') throw new Error('It was taken');
    expect(target.message).not.toMatch(/secret-word|\n/);
    await expect(calls.open({ kind: 'url', url: 'service=nowhere' })).rejects.toMatchObject({ code: 'bad_request' });
  });

  test('of a server that is down opens a window that says so, and connects when the server is there', async () => {
    const place = await makeProjectPlace();
    const { calls, part } = await place.start({ environment: { PGPASSWORD: password } });
    await server.halt('INT');
    try {
      const id = await calls.open({ kind: 'url', url: `postgres://clerk@${address}` });
      expect(await part(id, 'storages', 'failed')).toMatchObject({ message: expect.stringContaining('127.0.0.1') });
      await server.start();
      await part(id, 'storages', 'ready');
    } finally {
      await server.start().catch(() => undefined);
    }
  });
});

describe('a saved project', () => {
  test('keeps its password with a passphrase, and connects when it is given', async () => {
    const place = await makeProjectPlace();
    const first = await place.start();
    const { id } = await first.calls.save(null, { ...nothing, database: form }, set(password));
    expect(await first.calls.setPassphrase('correct horse')).toMatchObject({ kind: 'passphrase', isLocked: false });
    await first.calls.open({ kind: 'known', id });
    await first.part(id, 'storages', 'ready');
    await first.close();

    const second = await place.start();
    expect(await second.calls.vault()).toMatchObject({ kind: 'passphrase', isLocked: true });
    expect(await second.calls.settings(id)).toMatchObject({ hasPassword: { database: true, redis: false } });
    await second.calls.open({ kind: 'known', id });
    expect(await second.part(id, 'storages', 'failed')).toMatchObject({
      ...{ message: 'The password is locked by the passphrase', needs: 'password' },
    });
    await expect(second.calls.unlock('wrong')).rejects.toMatchObject({ code: 'auth' });
    await second.calls.unlock('correct horse');
    await second.part(id, 'storages', 'ready');
  }, 60_000);

  test('asks again for a password that is wrong, and never sends it to another server', async () => {
    const place = await makeProjectPlace();
    const { calls, part, project } = await place.start();
    const { id } = await calls.save(null, { ...nothing, database: form }, set('not it'));
    await calls.open({ kind: 'known', id });
    expect(await part(id, 'storages', 'failed')).toMatchObject({ needs: 'password' });
    const [storage] = (await project(id)).storages;
    await calls.setPassword(id, `storages.${storage?.id}`, password, true);
    await part(id, 'storages', 'ready');

    // Somebody else edits the file: the password was given for the server before.
    const file = join(place.data, 'projects', id, 'storeroom.json');
    const { settings } = await calls.settings(id);
    await calls.close(id);
    const manifest = { version: 1, name: 'Shop', storages: { [storage?.id ?? '']: {} } };
    Object.assign(manifest.storages[storage?.id ?? ''] ?? {}, {
      ...{ kind: 'postgresql', host: 'localhost', port: server.port, database: shop.name, user: 'clerk' },
    });
    writeFileSync(file, JSON.stringify(manifest));
    await calls.open({ kind: 'known', id });
    expect(await part(id, 'storages', 'failed')).toMatchObject({ needs: 'password' });
    // In the form the person says so.
    await calls.settings(id);
    await calls.save(id, { ...settings, database: { ...form, host: 'localhost' } });
    await part(id, 'storages', 'ready');
  });

  test('of several databases has a storage for each, and one password', async () => {
    const place = await makeProjectPlace();
    const { calls, part, project } = await place.start();
    const databases = [shop.name, 'postgres'];
    const { id } = await calls.save(null, { ...nothing, database: { ...form, databases } }, set(password));
    await calls.open({ kind: 'known', id });
    await part(id, 'storages', 'ready');
    await expect
      .poll(async () => (await project(id)).storages.map(({ state }) => state.kind))
      .toEqual(['ready', 'ready']);
    const { settings } = await calls.settings(id);
    expect(settings.database).toEqual({ ...form, databases });
    // One goes, the other's connection goes on.
    const before = (await project(id)).storages.map((storage) => storage.id);
    await calls.save(id, { ...settings, database: { ...form, databases: ['postgres'] } });
    const after = await project(id);
    expect(after.storages.map((storage) => [storage.id, storage.state.kind])).toEqual([[before[1], 'ready']]);
  });

  test('goes on with its connections when only its name and colour change', async () => {
    const place = await makeProjectPlace();
    const { calls, part, host } = await place.start();
    const { id } = await calls.save(null, { ...nothing, database: form }, set(password));
    await calls.open({ kind: 'known', id });
    await part(id, 'storages', 'ready');
    const [before] = host.context.projects.get(id).storages.values();
    const session = await before?.session();
    const { settings } = await calls.settings(id);
    await calls.save(id, { ...settings, name: 'Store', environment: 'staging' });
    const [after] = host.context.projects.get(id).storages.values();
    expect(after).toBe(before);
    expect(await session?.list({ signal: new AbortController().signal })).toHaveLength(1);
    // Read-only is another connection.
    await calls.save(id, { ...settings, readOnly: true });
    const [readOnly] = host.context.projects.get(id).storages.values();
    expect(readOnly).not.toBe(before);
    expect((await readOnly?.session())?.write).toBeUndefined();
  });
});

describe('a test of the connection', () => {
  test('says which server it is, how fast it answered and what may be chosen', async () => {
    const { calls } = await (await makeProjectPlace()).start();
    const [result] = await calls.test(null, { ...nothing, database: form }, set(password));
    expect(result).toMatchObject({
      ...{ kind: 'worked', part: 'database', version: expect.stringMatching(/^PostgreSQL 18/) },
      ...{ databases: expect.arrayContaining([shop.name]), schemas: ['public'], notes: ['Not encrypted'] },
    });
  });

  test.each([
    ['password', {}, 'wrong'],
    ['database', { databases: ['nowhere'] }, password],
    ['database', { databases: ['postgres', 'nowhere'] }, password],
    ['port', { port: '1' }, password],
    ['sslMode', { sslMode: 'require' as const }, password],
  ])('that fails names the field %s to look at', async (field, change, given) => {
    const { calls } = await (await makeProjectPlace()).start();
    const [result] = await calls.test(null, { ...nothing, database: { ...form, ...change } }, set(given));
    expect(result).toMatchObject({ kind: 'failed', part: 'database', field, advice: expect.stringMatching(/.+/) });
  });

  test('uses the password that is kept for the project, or what libpq would take', async () => {
    const place = await makeProjectPlace();
    const { calls } = await place.start({ environment: { PGPASSWORD: password } });
    const { id } = await calls.save(null, { ...nothing, database: form }, set('not it'));
    const kinds = async (...given: Parameters<typeof calls.test>) =>
      (await calls.test(...given)).map(({ kind }) => kind);
    expect(await kinds(id, { ...nothing, database: form })).toEqual(['failed']);
    expect(await kinds(null, { ...nothing, database: form })).toEqual(['worked']);
  });
});
