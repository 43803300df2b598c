import { type PostgresConfig, postgresConfigSchema } from '../../../shared/domain/postgres-config.ts';
import type { Manifest } from '../../../shared/domain/project.ts';
import type { ProjectSettings } from '../../../shared/domain/project-settings.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { type ResolvePlace, resolveConnection } from '../storage/postgres/connection/resolve-connection.ts';
import { loginPlace } from './part-places.ts';
import { postgresStorage } from './postgres-storage.ts';
import { postgresUrl } from './postgres-url.ts';

interface PasswordServices {
  readonly secrets: Secrets;
  /** Where libpq looks. */
  readonly place: ResolvePlace;
  readonly addSecret: (secret: string) => void;
}

type Described = { readonly id: string; readonly manifest: Manifest; readonly directory: string };

/** Finds the passwords of a project's parts: what was given to Storeroom, else what libpq would take. */
export class PartPasswords {
  readonly #services: PasswordServices;

  constructor(services: PasswordServices) {
    this.#services = services;
  }

  /** For the parts of one project. @throws AppError `auth` when one is kept and can't be read */
  of({ id, manifest, directory }: Described): (part: string) => Promise<string | null> {
    return async (part) => {
      const endpoint = loginPlace(manifest, part, directory);
      if (endpoint === null) return null;
      try {
        const kept = await this.#services.secrets.find({ project: id, part, endpoint });
        return kept ?? (await this.#fromLibpq(manifest, part));
      } catch (error) {
        // One that is locked away may stand where libpq looks as well.
        const other = await this.#fromLibpq(manifest, part);
        if (other === null) throw error;
        return other;
      }
    };
  }

  /** `PGPASSWORD` and the password file serve a connection that names no password, as they do for psql. */
  async #fromLibpq(manifest: Manifest, part: string): Promise<string | null> {
    const config = postgresConfigSchema.safeParse(manifest.storages[part.replace(/^storages\./, '')]);
    if (!config.success) return null;
    const password = await passwordFor(config.data, this.#services.place);
    if (password !== null) this.#services.addSecret(password);
    return password;
  }
}

/** The password that libpq would take for the first database of a form; `null` for none. */
export async function libpqPassword(
  database: NonNullable<ProjectSettings['database']>,
  place: ResolvePlace,
): Promise<string | null> {
  if (database.kind !== 'postgresql') return null;
  const storage = postgresStorage(database, database.databases[0] ?? database.user);
  return passwordFor(postgresConfigSchema.parse(storage), place);
}

/** A service that the environment names is another server with another password. */
async function passwordFor(config: PostgresConfig, place: ResolvePlace): Promise<string | null> {
  const { PGSERVICE: _, ...environment } = place.environment;
  const { password } = await resolveConnection(postgresUrl(config), { ...place, environment });
  return password;
}
