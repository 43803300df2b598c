import { AppError } from '../../../shared/domain/app-error.ts';
import type { LocalState } from '../local-state/local-state.ts';
import type { SealedSecret, StoredVault } from '../local-state/secret-store.ts';
import { deriveKey, type KeyParameters, newParameters, open, parseParameters, seal } from './passphrase-cipher.ts';
import type { SecretName } from './secrets.ts';

/** What the verifier holds. A key that opens it is the right one. */
const knownText = 'storeroom passphrase';
const verifierContext = ['verifier'];

/** The keeper whose key is made of a passphrase. The key is in memory from the moment it is given until the end of the run. */
export class Passphrase {
  readonly #store: LocalState['secrets'];
  readonly #newParameters: () => KeyParameters;
  #vault: StoredVault | null;
  #key: Buffer | null = null;

  private constructor(store: LocalState['secrets'], vault: StoredVault | null, makeParameters: () => KeyParameters) {
    this.#store = store;
    this.#vault = vault;
    this.#newParameters = makeParameters;
  }

  static async open(store: LocalState['secrets'], makeParameters = newParameters): Promise<Passphrase> {
    return new Passphrase(store, await store.vault(), makeParameters);
  }

  get isSet(): boolean {
    return this.#vault !== null;
  }

  /** It was given in this run. */
  get isOpen(): boolean {
    return this.#key !== null;
  }

  /** @throws AppError `auth` when it is another one, `bad_request` when none is set */
  async unlock(passphrase: string): Promise<void> {
    const vault = this.#vault;
    if (!vault) throw new AppError('bad_request', 'No passphrase is set', { advice: 'Set one first.' });
    let key: Buffer;
    try {
      key = await deriveKey(passphrase, parseParameters(vault.parameters));
    } catch (error) {
      throw new AppError(
        'auth',
        'What was stored beside the passphrase is damaged',
        { advice: 'Forget the stored passwords and set a passphrase anew.' },
        { cause: error },
      );
    }
    if (open(key, vault.verifier, verifierContext) !== knownText)
      throw new AppError('auth', 'This is not the passphrase', { advice: 'Try again, or forget what was stored.' });
    this.#key = key;
  }

  /** @throws Error while it is not open */
  seal(name: SecretName, secret: string): SealedSecret {
    if (!this.#key) throw new Error('The passphrase was not given');
    return sealWith(this.#key, name, secret);
  }

  /** @throws AppError `auth` when it was not given yet, or the bytes are damaged or another's */
  open(sealed: SealedSecret): string {
    if (!this.#key) {
      throw new AppError('auth', 'The password is locked by the passphrase', {
        advice: 'Give the passphrase, or enter the password for this run.',
      });
    }
    const secret = open(this.#key, sealed.sealed, contextOf(sealed));
    if (secret === null) throw new AppError('auth', 'The stored password is damaged', { advice: 'Enter it again.' });
    return secret;
  }

  /**
   * Sets the passphrase and seals everything anew, in one step. What can't be read is left as it is.
   * @returns how many that were
   * @throws AppError `auth` when the one before was not given in this run
   */
  async change(passphrase: string): Promise<number> {
    const before = this.#key;
    if (this.#vault && !before) {
      throw new AppError('auth', 'The passwords are locked by another passphrase', {
        advice: 'Give that one first, or forget what was stored.',
      });
    }
    const parameters = this.#newParameters();
    const key = await deriveKey(passphrase, parameters);
    const vault = { parameters: JSON.stringify(parameters), verifier: seal(key, knownText, verifierContext) };
    const sealedAnew: SealedSecret[] = [];
    let unreadable = 0;
    for (const sealed of await this.#store.ofMethod('passphrase')) {
      const secret = before && open(before, sealed.sealed, contextOf(sealed));
      if (secret === null) unreadable += 1;
      else sealedAnew.push(sealWith(key, sealed, secret));
    }
    await this.#store.changeVault(vault, sealedAnew);
    this.#vault = vault;
    this.#key = key;
    return unreadable;
  }

  /** Forgets the passphrase and everything sealed with it; it need not be known. */
  async drop(): Promise<void> {
    await this.#store.dropVault();
    this.#vault = null;
    this.#key = null;
  }
}

function sealWith(key: Uint8Array, { project, part, endpoint }: SecretName, secret: string): SealedSecret {
  const name = { project, part, endpoint };
  return { ...name, method: 'passphrase', sealed: seal(key, secret, contextOf(name)) };
}

function contextOf({ project, part, endpoint }: SecretName): readonly string[] {
  return ['secret', project, part, endpoint];
}
