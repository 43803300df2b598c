import { defaultStringifySearch } from '@tanstack/react-router';

type Search = Readonly<Record<string, unknown>>;

function path(project: string, segments: readonly string[], search: Search = {}): string {
  const where = ['p', project, ...segments].map(encodeURIComponent).join('/');
  return `/${where}${defaultStringifySearch({ ...search })}`;
}

/** The rows of a model; `search` as the models feature's search schema takes it. */
export function modelPath(at: { project: string; storage: string; model: string }, search?: Search): string {
  return path(at.project, ['models', at.storage, at.model], search);
}

/** The gallery of a file storage. */
export function galleryPath(at: { project: string; root: string; storage: string }, search?: Search): string {
  return path(at.project, ['files', at.root, at.storage], search);
}

/** The files of the rows that belong to one row; `search` holds the scope. */
export function relatedFilesPath(project: string, search: Search): string {
  return path(project, ['files', 'related'], search);
}

/** The keys of a Redis database. */
export function keysPath(at: { project: string; connection: string; db: number }, search?: Search): string {
  return path(at.project, ['redis', at.connection, String(at.db)], search);
}

/** The journal of changes; `search` as the changes feature's search schema takes it. */
export function changesPath(project: string, search?: Search): string {
  return path(project, ['changes'], search);
}

export function settingsPath(project: string): string {
  return path(project, ['settings']);
}

export function logPagePath(project: string, reference?: string): string {
  return path(project, ['log'], reference ? { reference } : {});
}

export function projectPath(project: string): string {
  return path(project, []);
}

/** Recent and saved projects. */
export const projectsPath = '/projects';

/** The form of a project that is not made yet. */
export const newProjectPath = '/projects/new';

/** The form of a known project. */
export function editProjectPath(known: string): string {
  return `/projects/edit/${encodeURIComponent(known)}`;
}
