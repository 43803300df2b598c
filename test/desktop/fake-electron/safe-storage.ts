import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SafeStorage } from 'electron';
import type { FakeApp } from './app.ts';
import { ElectronRule } from './rule.ts';

type Members = 'decryptStringAsync' | 'encryptStringAsync' | 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable';

export class FakeSafeStorage implements Pick<SafeStorage, Members> {
  readonly #app: FakeApp;
  uses = 0;

  constructor(app: FakeApp) {
    this.#app = app;
  }

  getSelectedStorageBackend(): ReturnType<SafeStorage['getSelectedStorageBackend']> {
    // api/safe-storage: "unknown - When the function is called before app has emitted the ready event".
    return this.#app.isReady() ? this.#app.machine.keyring : 'unknown';
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    this.#assertReady();
    return this.#app.machine.isKeyringOpen;
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    this.#assertUsable();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#app.machine.key, nonce);
    const sealed = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from('v11'), nonce, cipher.getAuthTag(), sealed]);
  }

  async decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> {
    this.#assertUsable();
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#app.machine.key, encrypted.subarray(3, 15));
      decipher.setAuthTag(encrypted.subarray(15, 31));
      const result = Buffer.concat([decipher.update(encrypted.subarray(31)), decipher.final()]).toString('utf8');
      return { shouldReEncrypt: false, result };
    } catch {
      throw new ElectronRule(
        'Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.',
        'api/safe-storage: safeStorage.decryptStringAsync',
      );
    }
  }

  #assertUsable(): void {
    this.#assertReady();
    this.uses += 1;
    if (!this.#app.machine.isKeyringOpen) {
      throw new ElectronRule('Encryption is not available', 'api/safe-storage: safeStorage.isAsyncEncryptionAvailable');
    }
  }

  #assertReady(): void {
    if (!this.#app.isReady()) {
      throw new ElectronRule(
        'safeStorage cannot be used before app is ready',
        'api/safe-storage: "initialized lazily the first time … is called after the app is ready"',
      );
    }
  }
}
