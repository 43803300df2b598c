import type { PostgresSettings } from '../../../shared/domain/project-settings.ts';

/** One database of a form as a storage of a manifest. */
export function postgresStorage(settings: PostgresSettings, database: string): object {
  const given = (name: string, value: string) => (value === '' ? {} : { [name]: value });
  return {
    kind: 'postgresql',
    host: settings.host,
    port: /^\d+$/.test(settings.port) ? Number(settings.port) : settings.port,
    database,
    user: settings.user,
    sslmode: settings.sslMode,
    ...given('sslrootcert', settings.rootCertificate),
    ...given('sslcert', settings.certificate),
    ...given('sslkey', settings.key),
    ...(settings.schemas.length > 0 ? { schemas: settings.schemas } : {}),
  };
}
