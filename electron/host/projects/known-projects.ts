import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import type { LocalState } from '../local-state/local-state.ts';
import type { RememberedProject } from '../local-state/project-store.ts';
import { isAddress } from './address-text.ts';
import { demoProjectId } from './demo-project.ts';
import { manifestName, type Target } from './examine-target.ts';
import type { OpenProject } from './open-project.ts';
import { loginParts, loginPlace } from './part-places.ts';
import { parseSummary, summarise } from './project-summary.ts';
import { slug } from './slug.ts';

type ProjectTarget = Extract<Target, { kind: 'project' }>;

interface KnownServices {
  readonly store: LocalState['projects'];
  /** `<data>/projects`. */
  readonly directory: string;
  readonly log: Logger;
  /** Looks at a path or an address. */
  readonly examine: (text: string) => Promise<Target>;
  readonly isOpen: (id: string) => boolean;
  /** Forgets the passwords of a project. */
  readonly forgetSecrets: (id: string) => Promise<void>;
}

const restorableDays = 30;
const dayMs = 24 * 60 * 60 * 1000;
/** A path on a server that is away must not keep the list waiting. */
const lookMs = 1000;

/** Recent projects, and those saved in Storeroom: each has a folder with a `storeroom.json` in the data folder. */
export class KnownProjects {
  readonly #services: KnownServices;

  constructor(services: KnownServices) {
    this.#services = services;
  }

  /** Removes what was forgotten long ago: tabs, and project files of ours. Journal and drafts stay. */
  async purge(now = Date.now()): Promise<void> {
    const before = new Date(now - restorableDays * dayMs).toISOString();
    const gone = new Set(await this.#services.store.purge(before));
    if (gone.size === 0) return;
    for (const name of await readdir(this.#trash).catch(() => [])) {
      if (gone.has(name)) await rm(join(this.#trash, name), { recursive: true, force: true });
    }
  }

  get #trash(): string {
    return join(this.#services.directory, '.forgotten');
  }

  /** The last opened first. */
  async list(): Promise<KnownProject[]> {
    const rows = (await this.#services.store.list()).filter(({ forgottenAt }) => forgottenAt === null);
    return Promise.all(rows.map((row) => this.#describe(row)));
  }

  async #describe(row: RememberedProject): Promise<KnownProject> {
    const missing = await this.#missing(row);
    let summary = parseSummary(row.summary);
    if (!summary && missing === null) {
      // Remembered by an earlier version.
      const target = await Promise.race([this.targetOf(row), delay(lookMs, null, { ref: false })]);
      if (target?.kind === 'project') summary = summarise(target.manifest, target.directory);
    }
    return {
      id: row.id,
      name: row.name,
      environment: summary?.environment ?? 'development',
      readOnly: summary?.readOnly ?? false,
      parts: summary?.parts ?? [],
      path: row.path,
      isSaved: row.savedIn !== null,
      isDemo: row.id === demoProjectId,
      isOpen: this.#services.isOpen(row.id),
      openedAt: row.openedAt,
      missing,
    };
  }

  async #missing(row: RememberedProject): Promise<string | null> {
    // The demo is made again when it is gone.
    if (row.id === demoProjectId) return null;
    if (row.savedIn === null && isAddress(row.path)) return null;
    const path = row.savedIn === null ? row.path : join(row.savedIn, manifestName);
    const found = await Promise.race([
      stat(path).then(
        () => null,
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : 'unknown'),
      ),
      delay(lookMs, 'slow' as const, { ref: false }),
    ]);
    switch (found) {
      case null:
        return null;
      case 'slow':
        return `${path} does not answer`;
      case 'ENOENT':
      case 'ENOTDIR':
        return `${path} is gone`;
      default:
        return `${path} can’t be read`;
    }
  }

  /** @throws AppError `not_found` */
  async get(id: string): Promise<RememberedProject> {
    const row = await this.#services.store.get(id);
    if (row && row.forgottenAt === null) return row;
    throw new AppError('not_found', 'This project is not known any more', { subject: id });
  }

  /** What a known project is now, under its own id and path. */
  async targetOf(row: RememberedProject): Promise<Target> {
    const target = await this.#services.examine(row.savedIn ?? row.path);
    return target.kind === 'project' ? { ...target, id: row.id, path: row.path } : target;
  }

  /**
   * The project that a path or address stands for: the known one with its id, its settings when it was saved in Storeroom
   * since, or a new one.
   */
  async identify(found: ProjectTarget): Promise<Target> {
    const { store } = this.#services;
    const row = await store.byPath(found.path);
    if (row === null) return { ...found, id: (await store.get(found.id)) ? freshId(found.manifest.name) : found.id };
    if (row.savedIn === null || row.forgottenAt !== null) return { ...found, id: row.id };
    const saved = await this.targetOf(row);
    return saved.kind === 'project' ? { ...saved, passwords: passwordsFor(saved, found) } : saved;
  }

  /** Remembers that it was opened now. */
  async opened(project: OpenProject): Promise<void> {
    const row = await this.#services.store.get(project.id);
    const savedIn = row?.forgottenAt === null ? row.savedIn : null;
    await this.#services.store.put({
      id: project.id,
      name: project.name,
      path: project.path,
      savedIn,
      summary: JSON.stringify(summarise(project.manifest, project.directory)),
      openedAt: new Date().toISOString(),
      forgottenAt: null,
    });
  }

  /** Writes down what a saved file says now. */
  async saved(row: RememberedProject, target: ProjectTarget): Promise<void> {
    const summary = JSON.stringify(summarise(target.manifest, target.directory));
    const next = { ...row, name: target.manifest.name, summary };
    const before = await this.#services.store.get(row.id);
    if (before && before.path !== row.path) await this.#services.store.move(next, before.path);
    else await this.#services.store.put(next);
  }

  /** A project of its own folder, which is made; it is known once {@link saved} was called. */
  async newSaved(name: string): Promise<RememberedProject & { readonly savedIn: string }> {
    const id = freshId(name);
    const savedIn = await this.folderFor(id);
    return { id, name, path: savedIn, savedIn, summary: null, openedAt: null, forgottenAt: null };
  }

  /** Where the `storeroom.json` of a project that has none of its own is kept. */
  placeFor(id: string): string {
    return join(this.#services.directory, id);
  }

  async folderFor(id: string): Promise<string> {
    const path = this.placeFor(id);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** @throws AppError `conflict` while open, `not_found`, `unsupported` for the demo */
  async forget(id: string): Promise<{ restorableUntil: string }> {
    const row = await this.get(id);
    if (this.#services.isOpen(id))
      throw new AppError('conflict', `${row.name} is open`, { subject: row.name, advice: 'Close it first.' });
    const now = new Date();
    if (row.savedIn !== null) {
      await mkdir(this.#trash, { recursive: true, mode: 0o700 });
      await rm(join(this.#trash, id), { recursive: true, force: true });
      await rename(row.savedIn, join(this.#trash, id)).catch(ignoreMissing);
    }
    await this.#services.store.put({ ...row, forgottenAt: now.toISOString() });
    await this.#services.forgetSecrets(id);
    this.#services.log.info({ project: id }, 'project forgotten');
    return { restorableUntil: new Date(now.getTime() + restorableDays * dayMs).toISOString() };
  }

  /** Takes back {@link forget}; the passwords stay forgotten. @throws AppError `not_found` when it is too late */
  async bringBack(id: string): Promise<void> {
    const row = await this.#services.store.get(id);
    if (!row) throw new AppError('not_found', 'This project is not known any more', { subject: id });
    if (row.forgottenAt === null) return;
    if (row.savedIn !== null) await rename(join(this.#trash, id), row.savedIn).catch(ignoreMissing);
    await this.#services.store.put({ ...row, forgottenAt: null });
  }
}

/** Somebody removed the folder by hand: the list says that the project is gone. */
function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

function freshId(name: string): string {
  return `${slug(name)}-${randomBytes(4).toString('hex')}`;
}

/** Passwords that came with an address, for the parts of a saved project that log in to the same server. */
function passwordsFor(saved: ProjectTarget, found: ProjectTarget): Readonly<Record<string, string>> {
  const given = Object.entries(found.passwords ?? {}).map(
    ([part, password]) => [loginPlace(found.manifest, part, found.directory), password] as const,
  );
  return Object.fromEntries(
    loginParts(saved.manifest).flatMap((part) => {
      const place = loginPlace(saved.manifest, part, saved.directory);
      const password = given.find(([to]) => to !== null && to === place)?.[1];
      return password === undefined ? [] : [[part, password]];
    }),
  );
}
