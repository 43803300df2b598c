import { AppError } from '../../../shared/domain/app-error.ts';
import type { OpenProject } from './open-project.ts';
import { sqliteFiles } from './sqlite-files.ts';

/** The projects this host has open. */
export interface OpenProjects {
  /** Resolves when nothing is being opened. When nothing could be opened it tries again, and rejects with what failed. */
  settled(): Promise<void>;
  /** @throws AppError `not_found` */
  get(id: string): OpenProject;
  /** The last opened first. */
  list(): readonly OpenProject[];
  /**
   * Called when the state of any part of it changes, when it is opened anew with other settings, and when it is closed.
   * @returns a function that ends the subscription
   */
  onChange(id: string, listener: () => void): () => void;
}

/** Keeps them by id; a project opened twice is the same project. */
export class ProjectRegistry implements OpenProjects {
  readonly #projects = new Map<string, OpenProject>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #unsubscribe = new Map<string, () => void>();
  #opening: Promise<unknown> = Promise.resolve();
  #tryAgain: (() => Promise<unknown>) | null = null;

  async settled(): Promise<void> {
    const opening = this.#opening;
    await opening.catch(() => undefined);
    if (this.#projects.size > 0 || !this.#tryAgain) return;
    // Whoever asks after a failure asks for another attempt; those who ask at the same time share it.
    if (opening === this.#opening) await this.opening(this.#tryAgain);
    else await this.#opening;
  }

  /**
   * Calls about projects wait for what is being opened now, so that a window can load meanwhile. One opening follows
   * the other: the same project asked for twice is opened once.
   */
  async opening<Result>(open: () => Promise<Result>): Promise<Result> {
    const result = this.#opening.then(open, open);
    this.#opening = result;
    this.#tryAgain = null;
    result.catch(() => {
      this.#tryAgain = open;
    });
    return result;
  }

  /** As {@link opening}, but nobody tries it again when it fails: whoever asked is told. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#opening.then(work, work);
    this.#opening = result.catch(() => undefined);
    return result;
  }

  get(id: string): OpenProject {
    const project = this.#projects.get(id);
    if (!project)
      throw new AppError('not_found', 'This project is not open', { subject: id, advice: 'Open it again.' });
    return project;
  }

  list(): readonly OpenProject[] {
    return [...this.#projects.values()].reverse();
  }

  find(id: string): OpenProject | undefined {
    return this.#projects.get(id);
  }

  /** Puts a project in front of the others, in the place of the one that had its id. */
  add(project: OpenProject): void {
    this.#projects.delete(project.id);
    this.#projects.set(project.id, project);
    this.#unsubscribe.get(project.id)?.();
    this.#unsubscribe.set(
      project.id,
      project.onChange(() => this.#tell(project.id)),
    );
    this.#tell(project.id);
  }

  /** From now on it is not open; its parts are the caller's to close. */
  remove(id: string): void {
    this.#projects.delete(id);
    this.#unsubscribe.get(id)?.();
    this.#unsubscribe.delete(id);
    this.#tell(id);
  }

  onChange(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  #tell(id: string): void {
    for (const listener of [...(this.#listeners.get(id) ?? [])]) listener();
  }

  /** SQLite files that the storages of open projects may have open. */
  databaseFiles(): readonly string[] {
    return this.list().flatMap(({ directory, manifest }) =>
      Object.values(manifest.storages).flatMap((config) => {
        const { main, attached } = sqliteFiles(config, directory);
        return [...(main === null ? [] : [main]), ...attached.map(({ path }) => path)];
      }),
    );
  }

  /** Closes them all, also one that is being opened now. */
  async close(): Promise<void> {
    await this.#opening.catch(() => undefined);
    const open = [...this.#projects.values()];
    this.#projects.clear();
    for (const unsubscribe of this.#unsubscribe.values()) unsubscribe();
    this.#unsubscribe.clear();
    await Promise.all(open.map((project) => project.close()));
  }
}
