import { resolve } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { OpenProject } from './open-project.ts';

/** The projects this host has open. */
export interface OpenProjects {
  /** Resolves when nothing is being opened. When nothing could be opened it tries again, and rejects with what failed. */
  settled(): Promise<void>;
  /** @throws AppError `not_found` */
  get(id: string): OpenProject;
  /** The last opened first. */
  list(): readonly OpenProject[];
}

/** Keeps them by id; a project opened twice is the same project. */
export class ProjectRegistry implements OpenProjects {
  readonly #projects = new Map<string, OpenProject>();
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

  /** Puts a project in front of the others. */
  add(project: OpenProject): void {
    this.#projects.delete(project.id);
    this.#projects.set(project.id, project);
  }

  /** SQLite files that the storages of open projects may have open. */
  databaseFiles(): readonly string[] {
    return this.list().flatMap(({ directory, manifest }) =>
      Object.values(manifest.storages).flatMap(({ path }) => (path === undefined ? [] : [resolve(directory, path)])),
    );
  }

  /** Closes them all, also one that is being opened now. */
  async close(): Promise<void> {
    await this.#opening.catch(() => undefined);
    const open = [...this.#projects.values()];
    this.#projects.clear();
    await Promise.all(open.map((project) => project.close()));
  }
}
