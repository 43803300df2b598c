import type { SafeStorage } from 'electron';
import { AppError } from '../../shared/domain/app-error.ts';
import type { Keyring } from '../host/secrets/keyring.ts';

/** A key that is written down beside what it locks protects nothing, and saying "encrypted" about it would be a lie. */
const noKeyring =
  'This session has no keyring (GNOME Keyring or KWallet), so a password would lie readable on the disk; it is not stored';

/** The keyring of the operating system, by Electron's safeStorage. Use after the app is ready. */
export function createSecretVault(safeStorage: SafeStorage, platform: NodeJS.Platform = process.platform): Keyring {
  async function refusal(): Promise<string | null> {
    if (platform === 'linux') {
      const backend = safeStorage.getSelectedStorageBackend();
      if (backend === 'basic_text' || backend === 'unknown') return noKeyring;
    }
    if (await safeStorage.isAsyncEncryptionAvailable()) return null;
    return platform === 'darwin'
      ? 'The Keychain does not give Storeroom its key, so a password can’t be stored encrypted; it is not stored'
      : 'The operating system offers no key now, so a password can’t be stored encrypted; it is not stored';
  }

  async function assertPossible(): Promise<void> {
    const reason = await refusal();
    if (reason !== null) throw new AppError('unsupported', reason);
  }

  return {
    refusal,
    seal: async (secret) => {
      await assertPossible();
      return new Uint8Array(await safeStorage.encryptStringAsync(secret));
    },
    open: async (sealed) => {
      await assertPossible();
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed));
        const renewed = shouldReEncrypt ? new Uint8Array(await safeStorage.encryptStringAsync(result)) : null;
        return { secret: result, renewed };
      } catch (error) {
        throw new AppError(
          'auth',
          'The stored password was encrypted with another key',
          { advice: 'Enter it again.' },
          { cause: error },
        );
      }
    },
  };
}
