import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Drafts } from '../changes/drafts.ts';
import type { Saving } from '../changes/saving.ts';
import type { Uploads } from '../changes/uploads.ts';
import type { HostEnvironment } from '../environment.ts';
import type { Thumbnails } from '../files/thumbnails/thumbnails.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { demoProjectId, openDemoProject } from './demo-project.ts';
import type { Target } from './examine-target.ts';
import type { KnownProjects } from './known-projects.ts';
import { openManifestProject } from './manifest-project.ts';
import type { ReusePart } from './open-parts.ts';
import type { OpenProject } from './open-project.ts';
import type { ProjectRegistry } from './open-projects.ts';
import type { Part } from './part.ts';
import type { PartPasswords } from './part-passwords.ts';
import { loginParts, loginPlace } from './part-places.ts';
import { accepted, type ProjectTarget } from './project-files.ts';

/** What a person asks to open. */
export type OpenWish =
  | { readonly kind: 'known'; readonly id: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'demo' };

interface OpeningServices {
  readonly environment: HostEnvironment;
  readonly thumbnails: Thumbnails;
  readonly jobs: Jobs;
  readonly cacheDirectory: string;
  /** Set when the whole host refuses changes. */
  readonly readOnlyReason: string | null;
  readonly projects: ProjectRegistry;
  readonly known: KnownProjects;
  readonly secrets: Secrets;
  readonly passwords: PartPasswords;
  readonly saving: Saving;
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  /** Looks at a path or an address. */
  readonly examine: (text: string) => Promise<Target>;
  /** Fires when the host closes. */
  readonly closing: AbortSignal;
  readonly log: Logger;
}

/** Opens, opens anew and closes projects. */
export class Opening {
  readonly #services: OpeningServices;

  constructor(services: OpeningServices) {
    this.#services = services;
    services.secrets.onUnlock(() => this.#tryLockedAgain());
  }

  /** @throws AppError `bad_request` for what can never be opened, `not_found` for a project that is not known */
  async open(wish: OpenWish): Promise<string> {
    const { examine, known } = this.#services;
    const find = async (): Promise<ProjectTarget | null> => {
      switch (wish.kind) {
        case 'demo':
          return null;
        case 'known':
          return wish.id === demoProjectId ? null : accepted(await known.targetOf(await known.get(wish.id)));
        case 'path':
          return accepted(await examine(wish.path));
        case 'url':
          return accepted(await examine(wish.url));
      }
    };
    const target = await find();
    return this.#services.projects.alone(() => this.#open(target));
  }

  /**
   * Opens what Storeroom was started with; calls about projects wait for it, and try again when it fails. `null` is the demo.
   * Resolves with its id. Unreachable parts are no error.
   */
  openTarget(target: ProjectTarget | null): Promise<string> {
    return this.#services.projects.opening(() => this.#open(target));
  }

  async #open(found: ProjectTarget | null): Promise<string> {
    const { known, projects, log } = this.#services;
    const target = found && accepted(await known.identify(found));
    const before = projects.find(target?.id ?? demoProjectId);
    if (target?.passwords) await this.#takePasswords(target);
    const project = before ?? (await this.#start(target));
    this.#replace(project);
    await known.opened(project);
    log.info({ project: project.id }, 'project opened');
    if (before && target?.passwords) reconnectFailed(before);
    return project.id;
  }

  /** A password that came with an address is for this run: nobody asked to keep it. */
  async #takePasswords({ id, manifest, directory, passwords }: ProjectTarget): Promise<void> {
    for (const [part, password] of Object.entries(passwords ?? {})) {
      const endpoint = loginPlace(manifest, part, directory);
      if (endpoint !== null) await this.#services.secrets.set({ project: id, part, endpoint }, password, false);
    }
  }

  async #start(target: ProjectTarget | null, reuse?: ReusePart): Promise<OpenProject> {
    const { environment, thumbnails, readOnlyReason, passwords, jobs, cacheDirectory, closing } = this.#services;
    const shared = { environment, thumbnails, readOnlyReason, passwords };
    return target === null || target.id === demoProjectId
      ? openDemoProject({ ...shared, jobs, cacheDirectory, signal: closing })
      : openManifestProject(target, shared, reuse);
  }

  /** Closes it when its saves have ended. @throws AppError `not_found` */
  async close(id: string): Promise<void> {
    const { projects, saving, log } = this.#services;
    const project = projects.get(id);
    projects.remove(id);
    await saving.leave(project);
    await project.close();
    log.info({ project: id }, 'project closed');
  }

  /**
   * Has a project written down, and opens it anew under the same id if it is open. Parts that are described as before go on,
   * except those with another password. Journal, drafts and uploads go along when its path is another one.
   * @param prepare writes it down. @returns the parts with another password
   */
  reopen(target: ProjectTarget, prepare: () => Promise<ReadonlySet<string>>): Promise<void> {
    const { projects, saving, drafts, uploads, log } = this.#services;
    return projects.alone(async () => {
      const before = projects.find(target.id);
      if (!before) {
        await prepare();
        return;
      }
      const isAlone = before.isDemo || before.path !== target.path;
      if (isAlone) {
        // What is kept under the old path, or served for the demo, must be at rest first. Calls wait meanwhile.
        await saving.leave(before);
        await before.close();
      }
      const changedPasswords = await prepare().catch(async (error: unknown) => {
        // It goes on as it was.
        if (isAlone && projects.find(target.id) === before)
          this.#replace(await this.#start({ kind: 'project', ...before }));
        throw error;
      });
      if (before.path !== target.path) {
        drafts.move(before.path, target.path);
        uploads.move(before.path, target.path);
      }
      // Closed by the person meanwhile: it stays closed.
      if (projects.find(target.id) !== before) return;
      const kept = new Set<Part>();
      const after = await this.#start(target, isAlone ? undefined : reuseOf(before, target, changedPasswords, kept));
      this.#replace(after);
      // A password that was kept may serve what is described now.
      reconnectFailed(after);
      log.info({ project: target.id, kept: kept.size }, 'project opened anew');
      if (isAlone) return;
      await saving.leave(before);
      await before.close(kept);
    });
  }

  #replace(project: OpenProject): void {
    this.#services.projects.add(project);
    this.#services.saving.follow(project);
  }

  /** Takes a password for one part over and connects it again. @throws AppError `not_found`, `bad_request` */
  async setPassword(given: { project: string; part: string; password: string; keep: boolean }): Promise<void> {
    const { projects, secrets } = this.#services;
    const project = projects.get(given.project);
    const part = partNamed(project, given.part);
    if (!part) throw new AppError('not_found', 'The project has no such part', { subject: given.part });
    const endpoint = loginPlace(project.manifest, given.part, project.directory);
    if (endpoint === null) throw new AppError('bad_request', 'This part takes no password', { subject: given.part });
    // One server and login is one password, whatever number of its databases belongs to the project.
    for (const name of loginParts(project.manifest)) {
      if (loginPlace(project.manifest, name, project.directory) !== endpoint) continue;
      await secrets.set({ project: project.id, part: name, endpoint }, given.password, given.keep);
      const other = partNamed(project, name);
      if (other && (name === given.part || other.state.kind !== 'ready')) other.reconnect();
    }
  }

  #tryLockedAgain(): void {
    for (const project of this.#services.projects.list()) reconnectFailed(project);
  }
}

function partNamed({ storages, redis }: OpenProject, name: string): Part | null {
  for (const [id, part] of storages) if (name === `storages.${id}`) return part;
  for (const [id, part] of redis) if (name === `redis.${id}`) return part;
  return null;
}

/** Parts that wait for a password. */
function reconnectFailed(project: OpenProject): void {
  for (const part of [...project.storages.values(), ...project.redis.values()]) {
    if (part.state.kind === 'failed' && part.state.needs === 'password') part.reconnect();
  }
}

/** A part goes on when everything it was opened with is the same. What was taken over is added to `kept`. */
function reuseOf(
  before: OpenProject,
  target: ProjectTarget,
  changedPasswords: ReadonlySet<string>,
  kept: Set<Part>,
): ReusePart {
  const isSame =
    before.directory === target.directory &&
    before.manifest.readOnly === target.manifest.readOnly &&
    isDeepStrictEqual(before.manifest.files, target.manifest.files) &&
    isDeepStrictEqual(before.manifest.models, target.manifest.models);
  return (kind, id) => {
    const part = before[kind].get(id);
    if (!part || !isSame || changedPasswords.has(`${kind}.${id}`)) return null;
    if (!isDeepStrictEqual(before.manifest[kind][id], target.manifest[kind][id])) return null;
    kept.add(part);
    // The map of this kind holds parts of this kind.
    return part as never;
  };
}
