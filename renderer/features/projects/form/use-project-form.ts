import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ResolvedFieldName } from '../../../../shared/domain/project-settings.ts';
import { toAppError, useClient } from '../../../host/index.ts';
import { type Described, withDescribed, withoutPassword } from './described.ts';
import {
  type DatabaseKind,
  type FieldErrors,
  type FormField,
  isSameDraft,
  type Origins,
  type ProjectDraft,
} from './project-draft.ts';

export interface ProjectForm {
  readonly draft: ProjectDraft;
  readonly isChanged: boolean;
  readonly errors: FieldErrors;
  readonly origins: Origins;
  /** What the person pasted or typed to fill in the form. */
  readonly url: string;
  /** What was not understood of it. */
  readonly notes: readonly string[];
  /** Changes fields as a person does: what was said about them is over. */
  change(part: Partial<ProjectDraft>): void;
  setKind(kind: DatabaseKind): void;
  /** `isWhole`: nothing more is typed, as after a paste. */
  setUrl(text: string, isWhole: boolean): void;
  /** Takes the password out of the URL's own text, once it stands in its field. */
  leaveUrl(): void;
  setErrors(errors: FieldErrors): void;
  /** The draft with all that was typed into the URL so far; `null` when that was not understood, which is shown there. */
  settle(): Promise<ProjectDraft | null>;
  /** The draft is what is kept now. */
  saved(): void;
}

const typingPauseMs = 350;

const originFields: Partial<Record<keyof ProjectDraft, ResolvedFieldName>> = {
  host: 'host',
  port: 'port',
  databases: 'database',
  user: 'user',
  password: 'password',
  sslMode: 'sslMode',
  rootCertificate: 'rootCertificate',
  certificate: 'certificate',
  key: 'key',
};

const errorFields: Partial<Record<keyof ProjectDraft, FormField>> = { databases: 'database' };

/** The state of the form of a project; `initial` is what is kept of it now. */
export function useProjectForm(initial: ProjectDraft, startUrl: string): ProjectForm {
  const client = useClient();
  const [draft, showDraft] = useState(initial);
  /** The draft as it is now, before it is drawn. */
  const current = useRef(initial);
  const [kept, setKept] = useState(initial);
  const [errors, setErrors] = useState<FieldErrors>({});
  const [origins, setOrigins] = useState<Origins>({});
  const [url, setUrlText] = useState(startUrl);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const hasSecret = useRef(false);
  const running = useRef<AbortController | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  /** Reads the URL that was typed last, as long as it has not begun to be read. */
  const unread = useRef<(() => void) | null>(null);
  /** Whether the URL that was read last was understood. */
  const reading = useRef<Promise<boolean>>(Promise.resolve(true));

  const setDraft = useCallback((change: (known: ProjectDraft) => ProjectDraft): void => {
    current.current = change(current.current);
    showDraft(current.current);
  }, []);

  const describe = useCallback(
    async (text: string, fill: (draft: ProjectDraft, described: Described) => ProjectDraft): Promise<boolean> => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      try {
        const described = await client.projects.connection.describe({ text }, { signal: abort.signal });
        if (abort.signal.aborted) return false;
        setDraft((known) => fill(known, described));
        setOrigins((known) => ({ ...known, ...described.origins }));
        setNotes(text === '' ? [] : described.notes);
        setErrors({});
        if (text !== '' && described.password !== null) hasSecret.current = true;
        return true;
      } catch (error) {
        if (!abort.signal.aborted) setErrors((known) => ({ ...known, url: toAppError(error).message }));
        return false;
      }
    },
    [client, setDraft],
  );

  const setUrl = useCallback(
    (text: string, isWhole: boolean): void => {
      setUrlText(text);
      setErrors(({ url: _, ...rest }) => rest);
      setNotes([]);
      clearTimeout(timer.current);
      running.current?.abort();
      unread.current = null;
      reading.current = Promise.resolve(true);
      if (text.trim() === '') return;
      const fill = () => {
        unread.current = null;
        reading.current = describe(text, withDescribed).then((isUnderstood) => {
          // A pasted text is complete; of a typed one the rest may still come.
          if (isWhole && hasSecret.current) setUrlText(withoutPassword);
          return isUnderstood;
        });
      };
      unread.current = fill;
      if (isWhole) fill();
      else timer.current = setTimeout(fill, typingPauseMs);
    },
    [describe],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the form was opened with, once.
  useEffect(() => {
    if (startUrl !== '') setUrl(startUrl, true);
    return () => {
      clearTimeout(timer.current);
      running.current?.abort();
    };
  }, []);

  const isChanged = useMemo(() => !isSameDraft(draft, kept), [draft, kept]);

  function change(part: Partial<ProjectDraft>): void {
    setDraft((known) => ({ ...known, ...part }));
    // Its fields are names of the draft.
    const names = Object.keys(part) as (keyof ProjectDraft)[];
    setOrigins((known) => {
      const next = { ...known };
      for (const name of names) {
        const field = originFields[name];
        if (field !== undefined) delete next[field];
      }
      return next;
    });
    setErrors((known) => {
      const next: FieldErrors = { ...known };
      for (const name of names) delete next[errorFields[name] ?? (name as FormField)];
      return next;
    });
  }

  return {
    draft,
    isChanged,
    errors,
    origins,
    url,
    notes,
    change,
    setKind(kind) {
      change({ kind });
      setErrors({});
      // What libpq would take where nothing is said, so that nothing is filled in silently later.
      const isBlank = draft.host === '' && draft.port === '' && draft.user === '' && draft.databases.length === 0;
      if (kind !== 'postgresql' || !isBlank) return;
      void describe('', (known, described) =>
        described.database?.kind === 'postgresql' ? withDescribed(known, described) : known);
    },
    setUrl,
    leaveUrl() {
      if (hasSecret.current) setUrlText(withoutPassword);
    },
    setErrors,
    async settle() {
      clearTimeout(timer.current);
      unread.current?.();
      return (await reading.current) ? current.current : null;
    },
    saved: () => setKept(current.current),
  };
}
