import { type SslMode, sslModes } from '../../../../shared/domain/postgres-config.ts';
import type { ResolvedFieldName } from '../../../../shared/domain/project-settings.ts';
import { Select, TextField } from '../../../ui/index.ts';
import { VaultNote } from '../vault/vault-note.tsx';
import { NameChooser } from './name-chooser.tsx';
import classes from './project-form.module.css';
import { SecretField } from './secret-field.tsx';
import type { FoundNames } from './use-found-names.ts';
import type { ProjectForm } from './use-project-form.ts';

/** As libpq means them: https://www.postgresql.org/docs/18/libpq-ssl.html */
const sslTexts: Readonly<Record<SslMode, string>> = {
  disable: 'Never encrypted',
  prefer: 'Encrypted if the server can; nobody checks who the server is',
  require: 'Always encrypted; who the server is is checked only with a root certificate',
  'verify-ca': 'Always encrypted; an authority must have signed the certificate',
  'verify-full': 'Always encrypted; the certificate must be signed, and be the one of this host',
};

export function PostgresFields({ form, found }: { form: ProjectForm; found: FoundNames }) {
  const { draft, errors, origins, change } = form;
  const [database = '', ...others] = draft.databases;
  const from = (field: ResolvedFieldName): string | undefined => {
    const origin = origins[field];
    return origin === undefined ? undefined : `from ${origin.text}`;
  };
  const hasCertificates = [draft.rootCertificate, draft.certificate, draft.key].some((path) => path !== '');
  const isCertificateWrong = [errors.rootCertificate, errors.certificate, errors.key].some(Boolean);
  return (
    <>
      <div className={classes.hostLine}>
        <TextField
          label="Host"
          data-field="host"
          value={draft.host}
          error={errors.host}
          hint={from('host')}
          onChange={(host) => change({ host })}
        />
        <TextField
          label="Port"
          data-field="port"
          inputMode="numeric"
          value={draft.port}
          error={errors.port}
          hint={from('port')}
          onChange={(port) => change({ port })}
        />
      </div>
      <div className={classes.pair}>
        <div className={classes.group}>
          <TextField
            label="Database"
            data-field="database"
            value={database}
            error={errors.database}
            hint={from('database')}
            onChange={(name) => change({ databases: [name, ...others.filter((other) => other !== name)] })}
          />
          <NameChooser
            things="databases"
            thing="database"
            chosen={draft.databases}
            hidden={[database]}
            found={found.databases}
            onChange={(databases) => change({ databases })}
          />
        </div>
        <div className={classes.group} data-field="schemas">
          <span className={classes.label}>Schemas</span>
          <NameChooser
            things="schemas"
            thing="schema"
            chosen={draft.schemas}
            found={found.schemas}
            whenNone="All"
            onChange={(schemas) => change({ schemas })}
          />
          {errors.schemas && (
            <p className={classes.error} role="alert">
              {errors.schemas}
            </p>
          )}
        </div>
      </div>
      <div className={classes.pair}>
        <TextField
          label="User"
          data-field="user"
          value={draft.user}
          error={errors.user}
          hint={from('user')}
          onChange={(user) => change({ user })}
        />
        <SecretField
          label="Password"
          field="password"
          secret={draft.password}
          error={errors.password}
          hint={
            <>
              {origins.password !== undefined && <span className={classes.origin}>from {origins.password.text}</span>}
              <VaultNote />
            </>
          }
          onChange={(password) => change({ password })}
        />
      </div>
      <div className={classes.group} data-field="sslMode">
        <Select
          label="TLS"
          value={draft.sslMode}
          choices={sslModes.map((mode) => ({ value: mode, label: mode }))}
          onChange={(sslMode) => change({ sslMode })}
        />
        <p className={errors.sslMode ? classes.error : classes.hint} role={errors.sslMode ? 'alert' : undefined}>
          {errors.sslMode ?? [sslTexts[draft.sslMode], from('sslMode')].filter(Boolean).join(' · ')}
        </p>
      </div>
      <details
        className={classes.fold}
        open={hasCertificates || isCertificateWrong || undefined}
        key={String(hasCertificates || isCertificateWrong)}
      >
        <summary>Certificates</summary>
        <div className={classes.folded}>
          <TextField
            label="Root certificate"
            data-field="rootCertificate"
            value={draft.rootCertificate}
            error={errors.rootCertificate}
            hint={from('rootCertificate') ?? 'Path of a PEM file; without one those of the system count'}
            onChange={(rootCertificate) => change({ rootCertificate })}
          />
          <TextField
            label="Client certificate"
            data-field="certificate"
            value={draft.certificate}
            error={errors.certificate}
            hint={from('certificate')}
            onChange={(certificate) => change({ certificate })}
          />
          <TextField
            label="Client key"
            data-field="key"
            value={draft.key}
            error={errors.key}
            hint={from('key')}
            onChange={(key) => change({ key })}
          />
        </div>
      </details>
    </>
  );
}
