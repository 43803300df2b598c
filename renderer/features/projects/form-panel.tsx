import { useQuery } from '@tanstack/react-query';
import { toAppError, useApi } from '../../host/index.ts';
import { ErrorState, Skeleton } from '../../ui/index.ts';
import { draftOfSettings, emptyDraft } from './form/project-draft.ts';
import { ProjectForm } from './form/project-form.tsx';
import classes from './projects-screen.module.css';

export interface FormPanelProps {
  form: { readonly kind: 'new' } | { readonly kind: 'edit'; readonly known: string };
  startUrl: string;
  onSaved: (known: string, isToOpen: boolean) => void;
  onClose: () => void;
}

/** The form of a new project, or of a known one once its settings are read. */
export function FormPanel({ form, startUrl, onSaved, onClose }: FormPanelProps) {
  return (
    <div className={classes.form}>
      {form.kind === 'new' ? (
        <ProjectForm
          known={null}
          version={null}
          initial={emptyDraft}
          startUrl={startUrl}
          file={null}
          others={[]}
          onSaved={onSaved}
          onClose={onClose}
        />
      ) : (
        <KnownForm known={form.known} onSaved={onSaved} onClose={onClose} />
      )}
    </div>
  );
}

function KnownForm({ known, onSaved, onClose }: Pick<FormPanelProps, 'onSaved' | 'onClose'> & { known: string }) {
  const api = useApi();
  // Read anew each time: what is edited must be what is kept.
  const settings = useQuery(api.projects.settings.get.queryOptions({ input: { id: known }, staleTime: 0, gcTime: 0 }));
  if (settings.isError)
    return <ErrorState error={toAppError(settings.error)} onRetry={() => void settings.refetch()} isCompact />;
  if (settings.data === undefined) {
    return (
      <div className={classes.formWaiting}>
        {[180, 320, 260, 320].map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they stand for nothing.
          <Skeleton key={at} width={width} height={22} />
        ))}
      </div>
    );
  }
  const { settings: kept, version, hasPassword, file, others } = settings.data;
  return (
    <ProjectForm
      known={known}
      version={version}
      initial={draftOfSettings(kept, hasPassword)}
      startUrl=""
      file={file}
      others={others}
      onSaved={onSaved}
      onClose={onClose}
    />
  );
}
