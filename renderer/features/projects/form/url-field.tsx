import { TextField } from '../../../ui/index.ts';
import type { ProjectForm } from './use-project-form.ts';

/** An address to paste or type: what it says is filled into the fields. */
export function UrlField({ form }: { form: ProjectForm }) {
  const { errors } = form;
  return (
    <TextField
      label="URL"
      data-field="url"
      value={form.url}
      placeholder="postgres://…, service=…, redis://… or a path"
      error={errors.url}
      hint={form.notes.length > 0 ? form.notes.join(' · ') : 'Paste an address and the fields below are filled in'}
      onChange={(text) => form.setUrl(text, false)}
      onPaste={(event) => {
        const { currentTarget, clipboardData } = event;
        const pasted = clipboardData.getData('text').trim();
        const isAll = currentTarget.selectionEnd === currentTarget.value.length && currentTarget.selectionStart === 0;
        if (pasted === '' || !isAll) return;
        event.preventDefault();
        form.setUrl(pasted, true);
      }}
      onBlur={form.leaveUrl}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        // It fills in the form; that is not yet saving it.
        event.preventDefault();
        form.setUrl(form.url, true);
      }}
    />
  );
}
