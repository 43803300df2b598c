import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../../../test/support/temporary-directory.ts';
import { LocalDatabase } from '../local-state/database.ts';
import type { SecretStore } from '../local-state/secret-store.ts';
import type { RemoteStore } from '../local-state/state-worker.ts';
import type { Keyring } from './keyring.ts';
import { newParameters } from './passphrase-cipher.ts';
import { type SecretName, Secrets } from './secrets.ts';
import { createTestKeyring } from './testing/test-keyring.ts';

const main: SecretName = { project: 'shop-1', part: 'storages.main', endpoint: 'postgresql://me@db:5432' };

/** The real cost is for who steals the file; passphrase-cipher.test.ts holds it. */
const cheapParameters = () => ({ ...newParameters(), cost: 2 ** 14 });

/** The store as the host has it, without a thread of its own, which takes longer to start than all else takes here. */
function remote(store: SecretStore): RemoteStore<SecretStore> {
  return {
    list: async (project) => store.list(project),
    ofMethod: async (method) => store.ofMethod(method),
    put: async (secret) => store.put(secret),
    remove: async (project, part) => store.remove(project, part),
    removeProject: async (project) => store.removeProject(project),
    vault: async () => store.vault(),
    changeVault: async (vault, sealedAnew) => store.changeVault(vault, sealedAnew),
    dropVault: async () => store.dropVault(),
  };
}

/** Runs on one data folder, one after the other. */
async function openRuns() {
  const file = join(await temporaryDirectory(), 'storeroom.db');
  const log = pino({ enabled: false });
  const hidden: string[] = [];
  return {
    hidden,
    file,
    run: async <Result>(keyring: Keyring | null, work: (secrets: Secrets) => Promise<Result>): Promise<Result> => {
      const database = new LocalDatabase(file);
      try {
        const addSecret = (secret: string) => void hidden.push(secret);
        return await work(
          await Secrets.open({
            ...{ store: remote(database.secrets), keyring, addSecret, log },
            newParameters: cheapParameters,
          }),
        );
      } finally {
        database.close();
      }
    },
  };
}

test('keeps a password with the keyring over a restart, and seals it anew when the keyring wants to', async () => {
  const { run, hidden, file } = await openRuns();
  const keyring = createTestKeyring();
  await run(keyring, async (secrets) => {
    expect(await secrets.state()).toEqual({ kind: 'keyring', isLocked: false, refusal: null });
    await secrets.set(main, 'pässword-1', true);
  });
  const blobs = () => {
    const database = new Sqlite(file, { readonly: true });
    const found = database.prepare('SELECT sealed FROM secrets').pluck().all();
    database.close();
    return found;
  };
  const before = blobs();
  keyring.renews = true;
  expect(await run(keyring, (secrets) => secrets.find(main))).toBe('pässword-1');
  expect(blobs()).not.toEqual(before);
  expect(await run(keyring, (secrets) => secrets.find(main))).toBe('pässword-1');
  expect(new Set(hidden)).toEqual(new Set(['pässword-1']));
});

test('keeps a password for the run only where there is no keyring and no passphrase', async () => {
  const { run } = await openRuns();
  await run(null, async (secrets) => {
    expect(await secrets.state()).toMatchObject({ kind: 'run', isLocked: false, refusal: expect.any(String) });
    await secrets.set(main, 'word', true);
    expect(await secrets.find(main)).toBe('word');
    expect(await secrets.outlivesRun()).toBe(false);
  });
  expect(await run(null, (secrets) => secrets.find(main))).toBeNull();
});

test('uses a password only for the server and user it was given for', async () => {
  const { run } = await openRuns();
  const keyring = createTestKeyring();
  await run(keyring, async (secrets) => {
    await secrets.set(main, 'word', true);
    await secrets.set({ ...main, part: 'redis.main' }, 'other', false);
    const elsewhere = { endpoint: 'postgresql://me@evil.example:5432' };
    expect(await secrets.find({ ...main, ...elsewhere })).toBeNull();
    expect(await secrets.find({ ...main, part: 'redis.main', ...elsewhere })).toBeNull();
    expect(await secrets.find({ ...main, project: 'shop-2' })).toBeNull();
    expect(await secrets.has(main.project, main.part)).toBe(true);
  });
});

test('a passphrase keeps passwords over a restart, those of this run that were to be kept included', async () => {
  const { run } = await openRuns();
  const redis = { ...main, part: 'redis.main', endpoint: 'redis://cache:6379' };
  await run(null, async (secrets) => {
    await secrets.set(main, 'word', true);
    await secrets.set(redis, 'for this run', false);
    await secrets.setPassphrase('correct horse');
    expect(await secrets.state()).toMatchObject({ kind: 'passphrase', isLocked: false });
  });
  await run(null, async (secrets) => {
    expect(await secrets.state()).toMatchObject({ kind: 'passphrase', isLocked: true });
    await expect(secrets.find(main)).rejects.toMatchObject({ code: 'auth', detail: { advice: expect.any(String) } });
    expect(await secrets.find(redis)).toBeNull();
    await expect(secrets.unlock('wrong')).rejects.toMatchObject({ code: 'auth' });
    expect((await secrets.state()).isLocked).toBe(true);
    let isTold = false;
    secrets.onUnlock(() => {
      isTold = true;
    });
    await secrets.unlock('correct horse');
    expect(isTold).toBe(true);
    expect(await secrets.find(main)).toBe('word');
  });
});

test('takes a password while it is locked, for this run, and seals it when it is unlocked', async () => {
  const { run } = await openRuns();
  await run(null, async (secrets) => {
    await secrets.setPassphrase('correct horse');
    await secrets.set(main, 'old', true);
  });
  await run(null, async (secrets) => {
    await secrets.set(main, 'new', true);
    expect(await secrets.find(main)).toBe('new');
    await secrets.unlock('correct horse');
  });
  await run(null, async (secrets) => {
    await secrets.unlock('correct horse');
    expect(await secrets.find(main)).toBe('new');
  });
});

test('another passphrase seals everything anew at once; what is damaged stays, and says so', async () => {
  const { run, file } = await openRuns();
  const other = { ...main, part: 'storages.other' };
  await run(null, async (secrets) => {
    await secrets.setPassphrase('first');
    await secrets.set(main, 'word', true);
    await secrets.set(other, 'lost', true);
  });
  const database = new Sqlite(file);
  database.exec(`UPDATE secrets SET sealed = x'00' WHERE part = 'storages.other'`);
  database.close();
  await run(null, async (secrets) => {
    await expect(secrets.setPassphrase('second')).rejects.toMatchObject({ code: 'auth' });
    await secrets.unlock('first');
    await expect(secrets.find(other)).rejects.toMatchObject({ code: 'auth', detail: { advice: 'Enter it again.' } });
    await secrets.setPassphrase('second');
  });
  await run(null, async (secrets) => {
    await expect(secrets.unlock('first')).rejects.toMatchObject({ code: 'auth' });
    await secrets.unlock('second');
    expect(await secrets.find(main)).toBe('word');
    await expect(secrets.find(other)).rejects.toMatchObject({ code: 'auth' });
    expect(await secrets.has(other.project, other.part)).toBe(true);
  });
});

test('an empty passphrase forgets what was sealed, also when nobody knows the old one', async () => {
  const { run, file } = await openRuns();
  await run(null, async (secrets) => {
    await secrets.setPassphrase('forgotten by everybody');
    await secrets.set(main, 'word', true);
  });
  await run(null, async (secrets) => {
    await secrets.setPassphrase('');
    expect(await secrets.state()).toMatchObject({ kind: 'run', isLocked: false });
    expect(await secrets.find(main)).toBeNull();
    await expect(secrets.unlock('x')).rejects.toMatchObject({ code: 'bad_request' });
  });
  const database = new Sqlite(file, { readonly: true });
  expect(database.prepare('SELECT (SELECT count(*) FROM secrets) + (SELECT count(*) FROM vault)').pluck().get()).toBe(
    0,
  );
  database.close();
});

test('opens nothing that was moved to another project, part or server', async () => {
  const { run, file } = await openRuns();
  await run(null, async (secrets) => {
    await secrets.setPassphrase('first');
    await secrets.set(main, 'word', true);
  });
  const database = new Sqlite(file);
  onTestFinished(() => void database.close());
  for (const [column, value] of [
    ['project', 'evil'],
    ['part', 'storages.evil'],
    ['endpoint', 'postgresql://me@evil.example:5432'],
  ] as const) {
    database.exec('BEGIN');
    database.prepare(`UPDATE secrets SET ${column} = ?`).run(value);
    database.exec('COMMIT');
    await run(null, async (secrets) => {
      await secrets.unlock('first');
      await expect(secrets.find({ ...main, [column]: value })).rejects.toMatchObject({ code: 'auth' });
    });
    // The columns are the fields of the name.
    database.prepare(`UPDATE secrets SET ${column} = ?`).run(main[column]);
  }
});

test('says what to do about a keyring that is closed, has another key, or belongs to the desktop window', async () => {
  const { run } = await openRuns();
  const keyring = createTestKeyring();
  await run(keyring, (secrets) => secrets.set(main, 'word', true));
  await run(null, async (secrets) => {
    await expect(secrets.find(main)).rejects.toMatchObject({ code: 'auth', message: /keyring of the desktop window/ });
    await secrets.set(main, 'typed again', true);
    expect(await secrets.find(main)).toBe('typed again');
  });
  keyring.isClosed = true;
  await run(keyring, async (secrets) => {
    expect(await secrets.state()).toMatchObject({ kind: 'run', refusal: 'The operating system offers no key now' });
    await expect(secrets.find(main)).rejects.toMatchObject({ code: 'auth', detail: { advice: /Unlock the keyring/ } });
  });
  keyring.isClosed = false;
  keyring.exchange();
  await run(keyring, async (secrets) => {
    await expect(secrets.find(main)).rejects.toMatchObject({ code: 'auth', detail: { advice: 'Enter it again.' } });
    await secrets.set(main, 'anew', true);
    expect(await secrets.find(main)).toBe('anew');
  });
});

test('survives what is stored beside the passphrase being damaged', async () => {
  const { run, file } = await openRuns();
  await run(null, (secrets) => secrets.setPassphrase('first'));
  const database = new Sqlite(file);
  database.exec(`UPDATE vault SET parameters = '{'`);
  database.close();
  await run(null, async (secrets) => {
    await expect(secrets.unlock('first')).rejects.toMatchObject({ code: 'auth', detail: { advice: /anew/ } });
    await secrets.setPassphrase('');
    await secrets.setPassphrase('second');
    expect((await secrets.state()).isLocked).toBe(false);
  });
});

test('forgets the passwords of one project and no other', async () => {
  const { run } = await openRuns();
  const keyring = createTestKeyring();
  await run(keyring, async (secrets) => {
    const other = { ...main, project: 'other' };
    await secrets.set(main, 'word', true);
    await secrets.set({ ...main, part: 'storages.second' }, 'word', false);
    await secrets.set(other, 'theirs', true);
    await secrets.removeProject(main.project);
    expect(await secrets.find(main)).toBeNull();
    expect(await secrets.has(main.project, 'storages.second')).toBe(false);
    expect(await secrets.find(other)).toBe('theirs');
  });
});
