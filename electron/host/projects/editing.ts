import { join, sep } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';
import { manifestSchema } from '../../../shared/domain/project.ts';
import type { ProjectSecretChanges, ProjectSettings } from '../../../shared/domain/project-settings.ts';
import { splitRedisUrl } from '../redis/redis-url.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { applyForm } from './apply-form.ts';
import { checkSettings } from './check-settings.ts';
import { manifestName } from './examine-target.ts';
import type { KnownProjects } from './known-projects.ts';
import { parseRaw, type RawObject, writeManifestFile, writeRaw } from './manifest-file.ts';
import type { Opening } from './opening.ts';
import { loginParts, loginPlace, placesOf } from './part-places.ts';
import { describedBy, digest, findProjectFile, keepVersion, type ProjectTarget, standalone } from './project-files.ts';
import { formOf } from './project-form.ts';
import { isSameAddress } from './same-address.ts';
import { applySecretChanges, partsWithPassword } from './secret-changes.ts';

export interface SettingsInput {
  /** `null` makes a new project. */
  readonly id: string | null;
  readonly settings: ProjectSettings;
  readonly secrets: ProjectSecretChanges;
}

export interface SaveInput extends SettingsInput {
  /** Of the file when the form was filled in; `null` for a new project. */
  readonly version: string | null;
}

interface EditingServices {
  readonly known: KnownProjects;
  readonly opening: Opening;
  readonly secrets: Secrets;
  /** Holds what project files said before they were written over. */
  readonly backupDirectory: string;
}

/** The settings of projects: reads them into a form, writes them back, and has an open project opened anew. */
export class Editing {
  readonly #services: EditingServices;

  constructor(services: EditingServices) {
    this.#services = services;
  }

  /** @throws AppError `not_found`; `bad_request` when its file can't be understood */
  async get(id: string) {
    const { known, secrets } = this.#services;
    const { target, file, text } = await findProjectFile(await known.get(id), known);
    const form = formOf(target.manifest, target.directory);
    const parts = partsWithPassword(target);
    const hasOne = async (names: readonly string[]) =>
      (await Promise.all(names.map((part) => secrets.has(id, part)))).includes(true);
    const written = form.redis === null ? null : writtenPassword(target.manifest.redis[form.redis]);
    return {
      settings: form.settings,
      version: digest(text),
      hasPassword: {
        database: await hasOne(parts.database),
        redis: written !== null || (await hasOne(parts.redis)),
      },
      file,
      others: [...form.others],
    };
  }

  /** @throws AppError `bad_request` with the field as `subject`, `conflict` when the file was changed meanwhile, `read_only` */
  async save({ id, version, ...form }: SaveInput): Promise<{ id: string }> {
    const { settings, secrets } = checkSettings(form);
    return id === null ? this.#create(settings, secrets) : this.#change(id, version, settings, secrets);
  }

  async #create(settings: ProjectSettings, changes: ProjectSecretChanges): Promise<{ id: string }> {
    const { known, secrets } = this.#services;
    const row = await known.newSaved(settings.name);
    const raw: RawObject = {};
    const empty = manifestSchema.parse({ version: 1, name: settings.name });
    applyForm(raw, empty, settings, { directory: row.savedIn, paths: 'absolute' });
    const target = describedBy(raw, row.id, row.path, row.savedIn);
    await writeManifestFile(join(row.savedIn, manifestName), writeRaw(raw, null));
    await known.saved(row, target);
    await applySecretChanges(secrets, target, null, changes);
    return { id: row.id };
  }

  async #change(
    id: string,
    version: string | null,
    settings: ProjectSettings,
    changes: ProjectSecretChanges,
  ): Promise<{ id: string }> {
    const { known, opening, secrets, backupDirectory } = this.#services;
    const row = await known.get(id);
    const { target, file, text, place } = await findProjectFile(row, known);
    if (version !== digest(text)) {
      throw new AppError('conflict', `${file} was changed meanwhile, by another window or program`, {
        subject: file,
        advice: 'Open the settings again and make the change there.',
      });
    }
    // What was opened by a path or an address has a manifest that was made for it: its parts and their ids go on.
    const raw = text === null ? standalone(target) : parseRaw(text, file);
    const before = describedBy(raw, id, row.path, place.directory);
    applyForm(raw, before.manifest, settings, place);
    const redisChange = await this.#takeOutPassword(raw, before, changes.redis);
    const savedIn = text === null ? known.placeFor(id) : row.savedIn;
    const described = describedBy(raw, id, row.path, place.directory);
    // Under the path of another database its journal and drafts would be taken for this one's.
    const path = savedIn === null || isStillAbout(row.path, described) ? row.path : savedIn;
    const next = { ...described, path };
    const nextText = writeRaw(raw, text);
    await opening.reopen(next, async () => {
      if (text === null) await known.folderFor(id);
      else if (text !== nextText) await keepVersion(join(backupDirectory, id), text);
      if (text !== nextText) await writeManifestFile(file, nextText);
      await known.saved({ ...row, savedIn, path }, next);
      return applySecretChanges(secrets, next, before, { ...changes, redis: redisChange });
    });
    return { id };
  }

  /**
   * A password that somebody wrote into the address of a Redis goes where passwords are kept, unless they are kept for this
   * run only: then it would be lost, and stays where it is.
   */
  async #takeOutPassword(
    raw: RawObject,
    before: ProjectTarget,
    change: ProjectSecretChanges['redis'],
  ): Promise<ProjectSecretChanges['redis']> {
    const { secrets } = this.#services;
    const id = formOf(before.manifest, before.directory).redis;
    const entry = id === null ? null : entryOf(raw.redis, id);
    const password = writtenPassword(entry);
    if (id === null || !entry || password === null) return change;
    const isKept = change.kind === 'keep';
    const hasOther = await secrets.has(before.id, `redis.${id}`);
    if (isKept && !hasOther && !(await secrets.outlivesRun())) return change;
    entry.url = splitRedisUrl(entry.url).url;
    return isKept && !hasOther ? { kind: 'set', value: password } : change;
  }

  /** A copy under another name, kept in the data folder, with its passwords as far as they can be read. @returns its id */
  async duplicate(id: string, name: string): Promise<{ id: string }> {
    const { known, secrets } = this.#services;
    const { target } = await findProjectFile(await known.get(id), known);
    const row = await known.newSaved(name);
    const raw = { ...standalone(target), name };
    const copy = describedBy(raw, row.id, row.path, row.savedIn);
    await writeManifestFile(join(row.savedIn, manifestName), writeRaw(raw, null));
    await known.saved(row, copy);
    for (const part of loginParts(copy.manifest)) {
      const endpoint = loginPlace(copy.manifest, part, copy.directory);
      if (endpoint === null) continue;
      const to = { project: row.id, part, endpoint };
      const isCopied = await secrets.copy({ project: id, part }, to).catch(whenUnreadable);
      const written = writtenPassword(target.manifest.redis[part.replace(/^redis\./, '')]);
      if (!isCopied && written !== null) await secrets.set(to, written, true);
    }
    return { id: row.id };
  }
}

/** A password that is locked or damaged can't be copied; the copy asks for one. */
function whenUnreadable(error: unknown): boolean {
  if (error instanceof AppError) return false;
  throw error;
}

function writtenPassword(redis: { readonly url: string } | null | undefined): string | null {
  return redis ? splitRedisUrl(redis.url).password : null;
}

function entryOf(redis: unknown, id: string): { url: string } | null {
  // The schema of the manifest has accepted it.
  return (redis as Record<string, { url: string }> | undefined)?.[id] ?? null;
}

/** Whether a project is about what its path names: the file, something in the folder, or the database at the address. */
function isStillAbout(path: string, { manifest, directory }: ProjectTarget): boolean {
  if (path === directory) return true;
  return placesOf(manifest, directory).some(
    (place) => place === path || place.startsWith(path + sep) || isSameAddress(place, path),
  );
}
