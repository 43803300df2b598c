import { AppError } from '../../../shared/domain/app-error.ts';
import type { ProjectSecretChanges, SecretChange } from '../../../shared/domain/project-settings.ts';
import type { SecretName, Secrets } from '../secrets/secrets.ts';
import { loginPlace } from './part-places.ts';
import type { ProjectTarget } from './project-files.ts';
import { formOf } from './project-form.ts';

/** The parts of a project that share a field for a password in its form. */
export function partsWithPassword({
  manifest,
  directory,
}: Pick<ProjectTarget, 'manifest' | 'directory'>): Record<keyof ProjectSecretChanges, readonly string[]> {
  const { storages, redis } = formOf(manifest, directory);
  return { database: storages.map((id) => `storages.${id}`), redis: redis === null ? [] : [`redis.${redis}`] };
}

/**
 * Does to the passwords of a project what its form says.
 * @param before the project as it was; `null` for a new one
 * @returns the parts whose password is another one now
 */
export async function applySecretChanges(
  secrets: Secrets,
  target: ProjectTarget,
  before: ProjectTarget | null,
  changes: ProjectSecretChanges,
): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  const after = partsWithPassword(target);
  const former = before ? partsWithPassword(before) : { database: [], redis: [] };
  for (const field of ['database', 'redis'] as const) {
    for (const part of after[field]) {
      const endpoint = loginPlace(target.manifest, part, target.directory);
      if (endpoint === null) continue;
      await applyChange(secrets, { project: target.id, part, endpoint }, changes[field], former[field]);
      if (changes[field].kind !== 'keep') changed.add(part);
    }
    for (const part of former[field]) if (!after[field].includes(part)) await secrets.remove(target.id, part);
  }
  return changed;
}

async function applyChange(
  secrets: Secrets,
  name: SecretName,
  change: SecretChange,
  former: readonly string[],
): Promise<void> {
  switch (change.kind) {
    case 'set':
      return secrets.set(name, change.value, true);
    case 'clear':
      return secrets.remove(name.project, name.part);
    case 'keep':
      return keep(secrets, name, former);
  }
}

/** The person keeps it for what may be another server, or another database of it, by now. */
async function keep(secrets: Secrets, name: SecretName, former: readonly string[]): Promise<void> {
  for (const part of [name.part, ...former]) {
    try {
      if (await secrets.copy({ project: name.project, part }, name)) return;
    } catch (error) {
      // It can't be read now: it stays what it was for, and the part asks for one.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
