import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSecretVault } from '../../electron/shell/secret-vault.ts';
import { createFakeElectron } from './fake-electron/fake-electron.ts';
import { makeMachine } from './fake-electron/machine.ts';

async function openVault(change: Partial<ReturnType<typeof makeMachine>> = {}, platform: NodeJS.Platform = 'linux') {
  const machine = { ...makeMachine('/'), ...change };
  const fake = createFakeElectron(machine);
  await fake.app.run(() => {});
  return { vault: createSecretVault(fake.parts.safeStorage, platform), machine: fake.app.machine };
}

test('gives back what was put in, and shows nothing of it', async () => {
  const { vault } = await openVault();
  const sealed = await vault.seal('pässword\u0000');
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('ssword');
  expect(await vault.open(sealed)).toEqual({ secret: 'pässword\u0000', renewed: null });
  expect(await vault.refusal()).toBeNull();
});

test('refuses where the key would lie beside what it locks', async () => {
  const { vault } = await openVault({ keyring: 'basic_text' });
  expect(await vault.refusal()).toMatch(/no keyring .* not stored/);
  await expect(vault.seal('x')).rejects.toMatchObject({ code: 'unsupported', message: await vault.refusal() });
  await expect(vault.open(new Uint8Array(40))).rejects.toMatchObject({ code: 'unsupported' });
});

test('asks each time: a keyring can be unlocked meanwhile', async () => {
  const { vault, machine } = await openVault({ isKeyringOpen: false });
  await expect(vault.seal('x')).rejects.toMatchObject({ code: 'unsupported' });
  machine.isKeyringOpen = true;
  expect((await vault.open(await vault.seal('x'))).secret).toBe('x');
});

test('says that a password was sealed with another key', async () => {
  const { vault, machine } = await openVault();
  const sealed = await vault.seal('x');
  machine.key = randomBytes(32);
  await expect(vault.open(sealed)).rejects.toMatchObject({ code: 'auth' });
});

test('names the Keychain on a Mac', async () => {
  const { vault } = await openVault({ isKeyringOpen: false }, 'darwin');
  expect(await vault.refusal()).toMatch(/Keychain/);
});
