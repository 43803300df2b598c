import type { ProjectSecretChanges } from '../../../../shared/domain/project-settings.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { SettingsInput } from '../editing.ts';
import type { KnownProjects } from '../known-projects.ts';
import { findProjectFile } from '../project-files.ts';
import { partsWithPassword } from '../secret-changes.ts';

export type GivenPasswords = { readonly [Field in keyof ProjectSecretChanges]: string | null };

/** The passwords that a form means: those typed, or those kept for its project. @throws AppError `auth` when locked */
export async function givenPasswords(
  { id, secrets: changes }: SettingsInput,
  secrets: Secrets,
  known: KnownProjects,
): Promise<GivenPasswords> {
  const kept = async (field: keyof ProjectSecretChanges): Promise<string | null> => {
    if (id === null) return null;
    const { target } = await findProjectFile(await known.get(id), known);
    for (const part of partsWithPassword(target)[field]) {
      const secret = await secrets.peek(id, part);
      if (secret !== null) return secret;
    }
    return null;
  };
  const given = async (field: keyof ProjectSecretChanges) => {
    const change = changes[field];
    if (change.kind === 'set') return change.value;
    return change.kind === 'clear' ? null : kept(field);
  };
  return { database: await given('database'), redis: await given('redis') };
}
