import { Button, IconButton, TextField } from '../../../ui/index.ts';
import type { AttachedFile } from './project-draft.ts';
import classes from './project-form.module.css';
import type { ProjectForm } from './use-project-form.ts';

export function SqliteFields({ form }: { form: ProjectForm }) {
  const { draft, errors, change } = form;
  const { attached } = draft;

  function setFile(at: number, part: Partial<AttachedFile>): void {
    change({ attached: attached.map((file, index) => (index === at ? { ...file, ...part } : file)) });
  }

  return (
    <>
      <TextField
        label="SQLite file"
        data-field="path"
        value={draft.path}
        error={errors.path}
        hint="Absolute path"
        onChange={(path) => change({ path })}
      />
      <details className={classes.fold} open={attached.length > 0 || undefined} data-field="attached">
        <summary>Attached files</summary>
        <div className={classes.folded}>
          {attached.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: files have no identity but their place; they don't change places.
            <div key={index} className={classes.attached}>
              <TextField label="Attach as" value={file.name} onChange={(name) => setFile(index, { name })} />
              <TextField label="Attached file" value={file.path} onChange={(path) => setFile(index, { path })} />
              <IconButton
                label={`Remove attached file ${file.name}`}
                icon="trash"
                onClick={() => change({ attached: attached.toSpliced(index, 1) })}
              />
            </div>
          ))}
          {errors.attached && (
            <p className={classes.error} role="alert">
              {errors.attached}
            </p>
          )}
          <div>
            <Button icon="plus" onClick={() => change({ attached: [...attached, { name: '', path: '' }] })}>
              Attach a file
            </Button>
          </div>
        </div>
      </details>
    </>
  );
}
