import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { matchPieces } from '../../ui/index.ts';

/** The projects that fit the text: by name, what they are made of, path and environment; the order stays. */
export function findProjects(projects: readonly KnownProject[], text: string): readonly KnownProject[] {
  if (text.trim() === '') return projects;
  return projects.filter(
    ({ name, path, environment, parts }) =>
      matchPieces([name, path, environment, ...parts.map((part) => part.text)].join('\n'), text) !== null,
  );
}

/** `Shop copy`, `Shop copy 2`, …: a name that none of them has. */
export function copyName(name: string, taken: readonly string[]): string {
  const base = `${name.replace(/ copy(?: \d+)?$/, '').slice(0, 180)} copy`;
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) {
    const next = `${base} ${number}`;
    if (!taken.includes(next)) return next;
  }
}
