import type { Database } from 'better-sqlite3';

/** How a secret is sealed: by a key of the operating system, or by a passphrase of the person. */
export type SealMethod = 'keyring' | 'passphrase';

/** One sealed secret. */
export interface SealedSecret {
  /** Id of the project. */
  readonly project: string;
  /** `storages.<id>` or `redis.<id>`. */
  readonly part: string;
  readonly method: SealMethod;
  /** The server and user it was given for; it is used for no other. */
  readonly endpoint: string;
  readonly sealed: Uint8Array;
}

/** How the key is made of the passphrase, and how to tell the right one. */
export interface StoredVault {
  /** JSON: salt and cost of scrypt. */
  readonly parameters: string;
  /** A known text, sealed. */
  readonly verifier: Uint8Array;
}

/** Secrets, sealed. Synchronous: it lives on the thread of `storeroom.db`. */
export class SecretStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(project: string): SealedSecret[] {
    return this.#all('WHERE project = ?', project);
  }

  ofMethod(method: SealMethod): SealedSecret[] {
    return this.#all('WHERE method = ?', method);
  }

  #all(condition: string, value: string): SealedSecret[] {
    const sql = `SELECT project, part, method, endpoint, sealed FROM secrets ${condition} ORDER BY project, part, method`;
    // The columns are exactly the fields of SealedSecret.
    return this.#database.prepare(sql).all(value) as SealedSecret[];
  }

  /** Takes the place of what was kept for the part, however that was sealed. */
  put(secret: SealedSecret): void {
    this.#database
      .transaction(() => {
        this.remove(secret.project, secret.part);
        this.#insert(secret);
      })
      .immediate();
  }

  #insert(secret: SealedSecret): void {
    this.#database
      .prepare(
        `INSERT INTO secrets (project, part, method, endpoint, sealed)
         VALUES (@project, @part, @method, @endpoint, @sealed)`,
      )
      .run(secret);
  }

  remove(project: string, part: string): void {
    this.#database.prepare('DELETE FROM secrets WHERE project = ? AND part = ?').run(project, part);
  }

  removeProject(project: string): void {
    this.#database.prepare('DELETE FROM secrets WHERE project = ?').run(project);
  }

  vault(): StoredVault | null {
    const vault = this.#database.prepare('SELECT parameters, verifier FROM vault WHERE id = 1').get();
    // The columns are exactly the fields of StoredVault, and NOT NULL.
    return (vault as StoredVault | undefined) ?? null;
  }

  /** Another passphrase: its vault and everything sealed anew, all at once or not at all. */
  changeVault(vault: StoredVault, sealedAnew: readonly SealedSecret[]): void {
    this.#database
      .transaction(() => {
        this.#database
          .prepare(
            `INSERT INTO vault (id, parameters, verifier) VALUES (1, @parameters, @verifier)
             ON CONFLICT (id) DO UPDATE SET parameters = excluded.parameters, verifier = excluded.verifier`,
          )
          .run(vault);
        for (const secret of sealedAnew) this.put(secret);
      })
      .immediate();
  }

  /** Forgets the passphrase and everything sealed with it. */
  dropVault(): void {
    this.#database
      .transaction(() => {
        this.#database.prepare(`DELETE FROM secrets WHERE method = 'passphrase'`).run();
        this.#database.prepare('DELETE FROM vault').run();
      })
      .immediate();
  }
}
