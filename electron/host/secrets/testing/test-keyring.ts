import { randomBytes } from 'node:crypto';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { Keyring } from '../keyring.ts';
import { open, seal } from '../passphrase-cipher.ts';

/** A keyring with a key of its own, that can be closed and exchanged. */
export interface TestKeyring extends Keyring {
  isClosed: boolean;
  /** From now on it has another key: what was sealed before can't be opened. */
  exchange(): void;
  /** From now on it wants what it opens to be sealed anew. */
  renews: boolean;
}

export function createTestKeyring(): TestKeyring {
  let key = randomBytes(32);
  const refused = 'The operating system offers no key now';
  const keyring: TestKeyring = {
    isClosed: false,
    renews: false,
    exchange: () => {
      key = randomBytes(32);
    },
    refusal: () => Promise.resolve(keyring.isClosed ? refused : null),
    seal: async (secret) => {
      if (keyring.isClosed) throw new AppError('unsupported', refused);
      return seal(key, secret, ['keyring']);
    },
    open: async (sealed) => {
      if (keyring.isClosed) throw new AppError('unsupported', refused);
      const secret = open(key, sealed, ['keyring']);
      if (secret === null)
        throw new AppError('auth', 'The stored password was encrypted with another key', { advice: 'Enter it again.' });
      return { secret, renewed: keyring.renews ? seal(key, secret, ['keyring']) : null };
    },
  };
  return keyring;
}
