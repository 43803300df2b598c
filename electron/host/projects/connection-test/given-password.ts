import type { ProjectSecretChanges } from '../../../../shared/domain/project-settings.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { SettingsInput } from '../editing.ts';
import type { KnownProjects } from '../known-projects.ts';
import { findProjectFile } from '../project-files.ts';
import { partsWithPassword } from '../secret-changes.ts';

/** The password that a form means: the one typed, or the one kept for its project. @throws AppError `auth` when locked */
export async function givenPassword(
  field: keyof ProjectSecretChanges,
  { id, secrets: changes }: SettingsInput,
  secrets: Secrets,
  known: KnownProjects,
): Promise<string | null> {
  const change = changes[field];
  if (change.kind === 'set') return change.value;
  if (change.kind === 'clear' || id === null) return null;
  const { target } = await findProjectFile(await known.get(id), known);
  for (const part of partsWithPassword(target)[field]) {
    const secret = await secrets.peek(id, part);
    if (secret !== null) return secret;
  }
  return null;
}
