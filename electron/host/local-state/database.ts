import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { DraftStore } from './draft-store.ts';
import { JournalStore } from './journal-store.ts';
import { migrate, migrations } from './migrations.ts';
import { ProjectStore } from './project-store.ts';
import { SecretStore } from './secret-store.ts';
import { UploadStore } from './upload-store.ts';

const keptBackups = 3;

/** `storeroom.db` itself. Synchronous: it lives on a thread of its own. Values are JSON texts, parsed by the host. */
export class LocalDatabase {
  readonly journal: JournalStore;
  readonly drafts: DraftStore;
  readonly uploads: UploadStore;
  readonly projects: ProjectStore;
  readonly secrets: SecretStore;
  readonly #database: Database;

  /** Opens and migrates. @throws NewerDataError when a newer Storeroom wrote it */
  constructor(path: string, steps: readonly string[] = migrations) {
    this.#database = new Sqlite(path);
    try {
      // The journal and its index take the mode of the file.
      chmodSync(path, 0o600);
      this.#database.pragma('journal_mode = WAL');
      this.#database.pragma('synchronous = NORMAL');
      this.#database.pragma('foreign_keys = ON');
      migrate(this.#database, steps, (version) => this.#backUp(path, version));
    } catch (error) {
      this.#database.close();
      throw error;
    }
    this.journal = new JournalStore(this.#database);
    this.drafts = new DraftStore(this.#database);
    this.uploads = new UploadStore(this.#database);
    this.projects = new ProjectStore(this.#database);
    this.secrets = new SecretStore(this.#database);
  }

  #backUp(path: string, version: number): void {
    const directory = join(dirname(path), 'backups');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const prefix = `${basename(path, '.db')}-v${version}-`;
    const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
    this.#database.prepare('VACUUM INTO ?').run(join(directory, `${prefix}${time}.db`));
    const backups = readdirSync(directory)
      .filter((name) => name.endsWith('.db'))
      .sort();
    for (const name of backups.slice(0, -keptBackups)) rmSync(join(directory, name));
  }

  readSettings(): string | null {
    return this.#value('SELECT value FROM settings WHERE id = 1');
  }

  writeSettings(value: string): void {
    this.#database
      .prepare('INSERT INTO settings (id, value) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value')
      .run(value);
  }

  readWorkspace(projectId: string): string | null {
    return this.#value('SELECT value FROM workspaces WHERE project_id = ?', projectId);
  }

  writeWorkspace(projectId: string, value: string): void {
    this.#database
      .prepare(
        `INSERT INTO workspaces (project_id, value) VALUES (?, ?)
         ON CONFLICT (project_id) DO UPDATE SET value = excluded.value`,
      )
      .run(projectId, value);
  }

  #value(sql: string, ...parameters: string[]): string | null {
    const value: unknown = this.#database
      .prepare(sql)
      .pluck()
      .get(...parameters);
    return typeof value === 'string' ? value : null;
  }

  close(): void {
    this.#database.close();
  }
}
