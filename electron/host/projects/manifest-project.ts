import type { HostEnvironment } from '../environment.ts';
import type { Thumbnails } from '../files/thumbnails/thumbnails.ts';
import type { Target } from './examine-target.ts';
import { openParts, type ReusePart } from './open-parts.ts';
import { assembleProject, type OpenProject } from './open-project.ts';
import type { PartPasswords } from './part-passwords.ts';

interface ProjectOptions {
  readonly environment: HostEnvironment;
  readonly thumbnails: Thumbnails;
  /** Set when the whole host refuses changes. */
  readonly readOnlyReason: string | null;
  readonly passwords: PartPasswords;
}

/** Opens a project that has a manifest, its own or one made for a single file. What can't be reached says so itself. */
export function openManifestProject(
  target: Extract<Target, { kind: 'project' }>,
  options: ProjectOptions,
  reuse?: ReusePart,
): OpenProject {
  const { id, path, directory, manifest } = target;
  const readOnlyReason = options.readOnlyReason ?? (manifest.readOnly ? 'The project file says read-only' : null);
  const parts = openParts(
    {
      environment: options.environment,
      projectId: id,
      projectDirectory: directory,
      manifest,
      readOnly: readOnlyReason !== null,
      password: options.passwords.of({ id, manifest, directory }),
    },
    { thumbnails: options.thumbnails, redisAddress: (url) => url },
    reuse,
  );
  return assembleProject({ id, name: manifest.name, directory, path, manifest, readOnlyReason, isDemo: false }, parts);
}
