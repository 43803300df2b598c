import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react';
import type { AppError } from '../../../../shared/domain/app-error.ts';
import { environments } from '../../../../shared/domain/project.ts';
import { toAppError, useApi, useClient } from '../../../host/index.ts';
import {
  Button,
  EnvironmentDot,
  environmentNames,
  IconButton,
  notify,
  SegmentedControl,
  Switch,
  TextField,
  useShortcut,
} from '../../../ui/index.ts';
import { PostgresFields } from './postgres-fields.tsx';
import {
  type DatabaseKind,
  draftErrors,
  type FieldErrors,
  type FormField,
  formFieldOf,
  formFields,
  hasParts,
  isSameDraft,
  type ProjectDraft,
  secretsOf,
  settingsOf,
} from './project-draft.ts';
import classes from './project-form.module.css';
import { SecretField } from './secret-field.tsx';
import { SqliteFields } from './sqlite-fields.tsx';
import { TestResults } from './test-results.tsx';
import { UrlField } from './url-field.tsx';
import { useConnectionTest } from './use-connection-test.ts';
import { useFoundNames } from './use-found-names.ts';
import { useLeaveQuestion } from './use-leave-question.tsx';
import { useProjectForm } from './use-project-form.ts';

export interface ProjectFormProps {
  /** The known project that is edited; `null` for a new one. */
  known: string | null;
  /** Of what is written of a known one, as `initial` has it. */
  version: string | null;
  initial: ProjectDraft;
  /** An address to begin with. */
  startUrl: string;
  /** Where a known project is written. */
  file: string | null;
  /** Parts that the form does not show and does not touch. */
  others: readonly string[];
  /** It was saved under this id. */
  onSaved: (known: string, isToOpen: boolean) => void;
  onClose: () => void;
}

const kinds: readonly { readonly value: DatabaseKind; readonly label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'postgresql', label: 'PostgreSQL' },
  { value: 'sqlite', label: 'SQLite' },
];

const environmentChoices = environments.map((environment) => ({
  value: environment,
  label: environmentNames[environment],
  mark: <EnvironmentDot environment={environment} />,
}));

/** What a project is made of, to be tried and saved. */
export function ProjectForm({ known, version, initial, startUrl, file, others, onSaved, onClose }: ProjectFormProps) {
  const api = useApi();
  const client = useClient();
  const queryClient = useQueryClient();
  const form = useProjectForm(initial, startUrl);
  const { draft, errors, change } = form;
  const { test, run, cancel, clear } = useConnectionTest();
  /** What the last test was about. */
  const [tried, setTried] = useState(initial);
  /** What is edited is what was there when the form came up, whatever is read later. */
  const [begunWith] = useState(version);
  const element = useRef<HTMLFormElement>(null);
  const headingId = useId();
  const isLeaving = useRef(false);
  const isSaving = useRef(false);
  const leave = useLeaveQuestion(form.isChanged, isLeaving);

  const save = useMutation({
    mutationFn: (whole: ProjectDraft) =>
      client.projects.settings.apply({
        id: known,
        version: begunWith,
        settings: settingsOf(whole),
        secrets: secretsOf(whole),
      }),
    onSuccess: () => {
      form.saved();
      void queryClient.invalidateQueries({ queryKey: api.projects.known.key() });
      void queryClient.invalidateQueries({ queryKey: api.projects.settings.key() });
      void queryClient.invalidateQueries({ queryKey: api.projects.list.key() });
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form comes up.
  useEffect(() => {
    element.current
      ?.querySelector<HTMLElement>(known === null ? '[data-field="url"]' : '[data-field="name"]')
      ?.focus({ preventScroll: true });
  }, []);

  function focusField(field: FormField): void {
    const place = element.current?.querySelector<HTMLElement>(`[data-field="${field}"]`);
    const control = place?.matches('input') ? place : place?.querySelector<HTMLElement>('input, button, summary');
    control?.closest('details')?.setAttribute('open', '');
    control?.focus();
  }

  /** Marks fields and leads to the first of them. */
  function show(wrong: FieldErrors): void {
    form.setErrors(wrong);
    const first = formFields.find((field) => wrong[field] !== undefined);
    // Its message is drawn first.
    if (first !== undefined) requestAnimationFrame(() => focusField(first));
  }

  /** The draft when it can serve, URL included; else `null`, and what is wrong is shown. */
  async function filledIn(purpose: 'save' | 'test'): Promise<ProjectDraft | null> {
    const whole = await form.settle();
    if (whole === null) {
      focusField('url');
      return null;
    }
    const wrong = draftErrors(whole, purpose);
    if (purpose === 'test' && !hasParts(whole)) wrong.url ??= 'Nothing is filled in that could be tried';
    show(wrong);
    return Object.keys(wrong).length === 0 ? whole : null;
  }

  async function tryIt(): Promise<void> {
    const whole = await filledIn('test');
    if (whole === null) return;
    setTried(whole);
    const results = await run({ id: known, settings: settingsOf(whole), secrets: secretsOf(whole) });
    const wrong: FieldErrors = {};
    for (const result of results ?? []) {
      const field = result.kind === 'failed' ? formFieldOf(result.field) : null;
      if (result.kind === 'failed' && field !== null) wrong[field] = result.message;
    }
    if (results !== null) show(wrong);
  }

  async function saveIt(isToOpen: boolean): Promise<void> {
    if (isSaving.current) return;
    isSaving.current = true;
    try {
      const whole = await filledIn('save');
      if (whole === null) return;
      const { id } = await save.mutateAsync(whole);
      isLeaving.current = true;
      if (!isToOpen) notify({ kind: 'success', message: `Saved ${whole.name.trim()}` });
      onSaved(id, isToOpen);
    } catch (error) {
      showFailure(toAppError(error));
    } finally {
      isSaving.current = false;
    }
  }

  function showFailure(error: AppError): void {
    const field = formFieldOf(error.detail.subject);
    if (field === null)
      notify({ kind: 'error', message: [error.message, error.detail.advice].filter(Boolean).join('. ') });
    else show({ [field]: error.message });
  }

  function close(): void {
    // The router asks when something would be lost.
    clear();
    onClose();
  }

  useShortcut('mod+S', 'Save project', () => void saveIt(false));
  useShortcut('mod+Enter', 'Save and open', () => void saveIt(true));

  const found = useFoundNames(test);
  const isTesting = test.kind === 'running';

  return (
    <form
      ref={element}
      className={classes.form}
      aria-labelledby={headingId}
      noValidate
      onSubmit={(event: SubmitEvent<HTMLFormElement>) => {
        // Dialogs opened from here draw elsewhere, and are forms of their own.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        void saveIt(false);
      }}
    >
      <div className={classes.head}>
        <h2 id={headingId} className={classes.heading}>
          {known === null ? 'New project' : `Edit ${initial.name}`}
        </h2>
        <IconButton label="Close form" icon="close" onClick={close} />
      </div>
      <div className={classes.scroll}>
        <div className={classes.fields}>
          <UrlField form={form} />
          <hr className={classes.rule} />
          <TextField
            label="Name"
            data-field="name"
            value={draft.name}
            error={errors.name}
            onChange={(name) => change({ name })}
          />
          <div className={classes.group}>
            <span className={classes.label}>Environment</span>
            <div className={classes.line}>
              <SegmentedControl
                label="Environment"
                value={draft.environment}
                choices={environmentChoices}
                onChange={(environment) => change({ environment })}
              />
              <Switch label="Read-only" isOn={draft.readOnly} onChange={(readOnly) => change({ readOnly })} />
            </div>
            {draft.environment === 'production' && (
              <p className={classes.hint}>The window has a red edge, and what destroys asks for the project’s name.</p>
            )}
          </div>
          <hr className={classes.rule} />
          <div className={classes.group}>
            <span className={classes.label}>Database kind</span>
            <div className={classes.line}>
              <SegmentedControl label="Database kind" value={draft.kind} choices={kinds} onChange={form.setKind} />
            </div>
          </div>
          {draft.kind === 'postgresql' && <PostgresFields form={form} found={found} />}
          {draft.kind === 'sqlite' && <SqliteFields form={form} />}
          <hr className={classes.rule} />
          <TextField
            label="Files root"
            data-field="filesRoot"
            value={draft.filesRoot}
            placeholder="None"
            error={errors.filesRoot}
            hint="Absolute path of the folder of uploaded files"
            onChange={(filesRoot) => change({ filesRoot })}
          />
          <div className={classes.pair}>
            <TextField
              label="Redis URL"
              data-field="redisUrl"
              value={draft.redisUrl}
              placeholder="None"
              error={errors.redisUrl}
              onChange={(redisUrl) => change({ redisUrl })}
            />
            {(draft.redisUrl.trim() !== '' || draft.redisPassword.kind !== 'none') && (
              <SecretField
                label="Redis password"
                field="redisPassword"
                secret={draft.redisPassword}
                error={errors.redisPassword}
                onChange={(redisPassword) => change({ redisPassword })}
              />
            )}
          </div>
          {others.length > 0 && (
            <p className={classes.hint}>
              Kept as they are: {others.join(', ')}. They are edited in {file}.
            </p>
          )}
          {file !== null && others.length === 0 && <p className={classes.hint}>Written to {file}</p>}
        </div>
      </div>
      <div className={classes.foot}>
        <TestResults
          test={test}
          isOutdated={!isSameDraft(tried, { ...draft, ...untested(tried) })}
          onCancel={cancel}
          onShowField={(name) => {
            const field = formFieldOf(name);
            return field === null ? null : () => focusField(field);
          }}
        />
        <div className={classes.actions}>
          <Button icon="plug" disabled={isTesting} onClick={() => void tryIt()}>
            Test connection
          </Button>
          <span className={classes.spacer} />
          <Button kind="quiet" onClick={close}>
            Cancel
          </Button>
          <Button disabled={save.isPending} onClick={() => void saveIt(true)}>
            Save and open
          </Button>
          <Button kind="primary" type="submit" disabled={save.isPending}>
            Save project
          </Button>
        </div>
      </div>
      {leave}
    </form>
  );
}

/** The fields that no test is about. */
function untested({ name, environment, readOnly }: ProjectDraft): Partial<ProjectDraft> {
  return { name, environment, readOnly };
}
