import type { Logger } from 'pino';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { VaultState } from '../../../shared/domain/project-settings.ts';
import type { LocalState } from '../local-state/local-state.ts';
import type { SealedSecret } from '../local-state/secret-store.ts';
import type { Keyring } from './keyring.ts';
import { Passphrase } from './passphrase.ts';
import type { KeyParameters } from './passphrase-cipher.ts';
import { RunSecrets } from './run-secrets.ts';

/** Which password is meant. */
export interface SecretName {
  /** Id of the project. */
  readonly project: string;
  /** `storages.<id>` or `redis.<id>`. */
  readonly part: string;
  /** The server and user it is for, never a secret: a password is used for the one it was given for and for no other. */
  readonly endpoint: string;
}

interface SecretServices {
  readonly store: LocalState['secrets'];
  /** Of the desktop window; `null` in a browser. */
  readonly keyring: Keyring | null;
  /** Has a text hidden from the log from now on. */
  readonly addSecret: (secret: string) => void;
  readonly log: Logger;
  /** Cost of a passphrase; default: what a stolen file deserves. */
  readonly newParameters?: () => KeyParameters;
}

const inBrowser = 'A browser window has no keyring of the operating system';

/**
 * Passwords of projects. Kept by the operating system's keyring, else sealed with a passphrase of the person, else for this
 * run only, in memory. Changes run one after the other.
 */
export class Secrets {
  readonly #services: SecretServices;
  readonly #passphrase: Passphrase;
  readonly #run = new RunSecrets();
  readonly #listeners = new Set<() => void>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(services: SecretServices, passphrase: Passphrase) {
    this.#services = services;
    this.#passphrase = passphrase;
  }

  static async open(services: SecretServices): Promise<Secrets> {
    return new Secrets(services, await Passphrase.open(services.store, services.newParameters));
  }

  /** Called when passwords that could not be read can be read now. @returns a function that ends the subscription */
  onUnlock(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async state(): Promise<VaultState> {
    const refusal = await this.#refusal();
    const kind = refusal === null ? 'keyring' : this.#passphrase.isSet ? 'passphrase' : 'run';
    return { kind, isLocked: this.#passphrase.isSet && !this.#passphrase.isOpen, refusal };
  }

  /** Whether a secret that is to be kept outlives this run, as things are now. */
  async outlivesRun(): Promise<boolean> {
    return (await this.#refusal()) === null || this.#passphrase.isOpen;
  }

  #refusal(): Promise<string | null> {
    return this.#services.keyring?.refusal() ?? Promise.resolve(inBrowser);
  }

  /**
   * The password for exactly this server and user; `null` when none is known.
   * @throws AppError `auth` when one is kept and can't be read
   */
  async find(name: SecretName): Promise<string | null> {
    const ofThisRun = this.#run.find(name);
    if (ofThisRun !== null) return ofThisRun;
    const kept = (await this.#kept(name.project, name.part)).filter(({ endpoint }) => endpoint === name.endpoint);
    let failure: AppError | null = null;
    for (const sealed of kept) {
      try {
        const secret = await this.#open(sealed);
        this.#services.addSecret(secret);
        return secret;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failure = error;
      }
    }
    if (failure) throw failure;
    return null;
  }

  /** Whether a password is known for a part, for whatever server; it may be locked. */
  async has(project: string, part: string): Promise<boolean> {
    return this.#run.has(project, part) || (await this.#kept(project, part)).length > 0;
  }

  /** What is kept for a part, for whatever server: for a person who tries it elsewhere. @throws AppError `auth` */
  async peek(project: string, part: string): Promise<string | null> {
    const held = this.#run.get(project, part);
    if (held) return held.secret;
    const [sealed] = await this.#kept(project, part);
    return sealed ? this.#open(sealed) : null;
  }

  async #kept(project: string, part: string): Promise<SealedSecret[]> {
    return (await this.#services.store.list(project)).filter((sealed) => sealed.part === part);
  }

  async #open(sealed: SealedSecret): Promise<string> {
    if (sealed.method === 'passphrase') return this.#passphrase.open(sealed);
    const { keyring, store } = this.#services;
    if (!keyring) {
      throw new AppError('auth', 'The password is kept by the keyring of the desktop window', {
        advice: 'Enter it for this run, or open the project in the desktop window.',
      });
    }
    try {
      const { secret, renewed } = await keyring.open(sealed.sealed);
      if (renewed) await this.#inTurn(() => store.put({ ...sealed, sealed: renewed }));
      return secret;
    } catch (error) {
      // A keyring that is closed now says so as `unsupported`: for whoever connects, the password is what is missing.
      if (!(error instanceof AppError)) throw error;
      const advice = error.detail.advice ?? 'Unlock the keyring, or enter the password for this run.';
      throw new AppError('auth', error.message, { advice }, { cause: error });
    }
  }

  /**
   * Takes a password over. With `keep` it is sealed where that is possible; where it is not, it is held for this run and
   * sealed as soon as a passphrase is there.
   */
  set(name: SecretName, secret: string, keep: boolean): Promise<void> {
    this.#services.addSecret(secret);
    return this.#inTurn(() => this.#put(name, secret, keep));
  }

  async #put(name: SecretName, secret: string, keep: boolean): Promise<void> {
    const { keyring, store } = this.#services;
    if (keep && keyring && (await keyring.refusal()) === null)
      await store.put({ ...name, method: 'keyring', sealed: await keyring.seal(secret) });
    else if (keep && this.#passphrase.isOpen) await store.put(this.#passphrase.seal(name, secret));
    else {
      this.#run.set(name, secret, keep);
      return;
    }
    this.#run.remove(name.project, name.part);
  }

  remove(project: string, part: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#run.remove(project, part);
      await this.#services.store.remove(project, part);
    });
  }

  removeProject(project: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#run.removeProject(project);
      await this.#services.store.removeProject(project);
    });
  }

  /**
   * Gives what is kept for one part to another one too, or to the same one at another server.
   * @returns false when nothing was kept
   * @throws AppError `auth` when it is kept and can't be read
   */
  async copy(from: Pick<SecretName, 'project' | 'part'>, to: SecretName): Promise<boolean> {
    const held = this.#run.get(from.project, from.part);
    if (held) {
      await this.set(to, held.secret, held.isWanted);
      return true;
    }
    const [sealed] = await this.#kept(from.project, from.part);
    if (!sealed) return false;
    if (from.project === to.project && from.part === to.part && sealed.endpoint === to.endpoint) return true;
    await this.set(to, await this.#open(sealed), true);
    return true;
  }

  /** @throws AppError `auth` when it is another passphrase, `bad_request` when none is set */
  unlock(passphrase: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#passphrase.unlock(passphrase);
      await this.#sealWanted();
      this.#tell();
    });
  }

  /**
   * Sets a passphrase, or another one: everything is sealed anew in one step. An empty one forgets what was sealed.
   * @throws AppError `auth` when the one before was not given in this run
   */
  setPassphrase(passphrase: string): Promise<void> {
    return this.#inTurn(async () => {
      if (passphrase === '') {
        await this.#passphrase.drop();
        return;
      }
      const unreadable = await this.#passphrase.change(passphrase);
      if (unreadable > 0)
        this.#services.log.warn({ unreadable }, 'damaged passwords were left as they are when the passphrase changed');
      await this.#sealWanted();
      this.#tell();
    });
  }

  async #sealWanted(): Promise<void> {
    for (const { name, secret } of this.#run.wanted()) await this.#put(name, secret, true);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
