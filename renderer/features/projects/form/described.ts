import type { ProjectSettings } from '../../../../shared/domain/project-settings.ts';
import { type Origins, type ProjectDraft, suggestedName } from './project-draft.ts';

/** What the host made of an address: `projects.connection.describe`. */
export interface Described {
  readonly part: 'database' | 'files' | 'redis';
  readonly database: ProjectSettings['database'];
  readonly filesRoot: string | null;
  readonly redisUrl: string | null;
  readonly password: string | null;
  readonly origins: Origins;
  readonly notes: readonly string[];
}

/** The draft with what an address says filled in; the parts it does not speak of stay. */
export function withDescribed(draft: ProjectDraft, described: Described): ProjectDraft {
  const next = filled(draft, described);
  return draft.name === '' || draft.name === suggestedName(draft) ? { ...next, name: suggestedName(next) } : next;
}

function filled(draft: ProjectDraft, { part, database, filesRoot, redisUrl, password }: Described): ProjectDraft {
  switch (part) {
    case 'files':
      return { ...draft, filesRoot: filesRoot ?? draft.filesRoot };
    case 'redis':
      return {
        ...draft,
        redisUrl: redisUrl ?? draft.redisUrl,
        redisPassword: password === null ? draft.redisPassword : { kind: 'typed', value: password },
      };
    case 'database':
      break;
  }
  if (database === null) return draft;
  if (database.kind === 'sqlite') {
    return { ...draft, kind: 'sqlite', path: database.path, attached: database.attached };
  }
  const { kind, ...fields } = database;
  return {
    ...draft,
    kind,
    ...fields,
    password: password === null ? draft.password : { kind: 'typed', value: password },
  };
}

/** The URL without what nobody should see over a shoulder; what is not understood stays as it is. */
export function withoutPassword(text: string): string {
  return text
    .replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/[^:@/?#\s]*):[^/?#\s]*@/i, '$1@')
    .replace(/([?&])password=[^&#\s]*&?/gi, '$1')
    .replace(/[?&](?=$|#)/, '')
    .replace(/(^|\s)password\s*=\s*(?:'(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)\s*/gi, '$1')
    .trimEnd();
}

/** Whether a text is an address rather than prose: what may be dropped onto the window. */
export function looksLikeAddress(text: string): boolean {
  return (
    /^\s*(?:postgres(?:ql)?|rediss?|unix|file):\/\/\S/i.test(text) ||
    /^\s*\w+\s*=\s*\S+(?:\s+\w+\s*=\s*\S+)*\s*$/.test(text)
  );
}
