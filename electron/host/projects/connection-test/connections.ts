import type { PartTest, ProjectSecretChanges } from '../../../../shared/domain/project-settings.ts';
import type { HostEnvironment } from '../../environment.ts';
import type { Secrets } from '../../secrets/secrets.ts';
import type { Operation } from '../../storage/connector.ts';
import type { ResolvePlace } from '../../storage/postgres/connection/resolve-connection.ts';
import { tidySettings } from '../check-settings.ts';
import { describeAddress } from '../describe-address.ts';
import type { SettingsInput } from '../editing.ts';
import type { KnownProjects } from '../known-projects.ts';
import { libpqPassword } from '../part-passwords.ts';
import { givenPassword } from './given-password.ts';
import { runTest } from './run-test.ts';
import { testDatabase } from './test-database.ts';
import { testFiles } from './test-files.ts';
import { testRedis } from './test-redis.ts';

interface ConnectionServices {
  readonly environment: HostEnvironment;
  readonly secrets: Secrets;
  readonly known: KnownProjects;
  /** Where libpq looks. */
  readonly place: ResolvePlace;
  readonly addSecret: (secret: string) => void;
}

/** What a form asks while it is filled in: what an address means, and whether it can be reached. */
export class Connections {
  readonly #services: ConnectionServices;

  constructor(services: ConnectionServices) {
    this.#services = services;
  }

  /** @throws AppError `bad_request` for what is no address */
  async describe(text: string) {
    const described = await describeAddress(text, this.#services.place);
    if (described.password !== null) this.#services.addSecret(described.password);
    return described;
  }

  /** Tries each part that is filled in, all at the same time. @throws AppError `bad_request` with the field as `subject` */
  async test(input: SettingsInput, op: Operation): Promise<PartTest[]> {
    const { environment, secrets, known, place, addSecret } = this.#services;
    const tidy = { id: input.id, ...tidySettings(input) };
    const { database, filesRoot, redisUrl } = tidy.settings;
    /** One that is locked away is the answer of its part, and keeps no other from being tried. */
    const passwordOf = async (field: keyof ProjectSecretChanges, orElse: () => Promise<string | null>) => {
      const password = (await givenPassword(field, tidy, secrets, known)) ?? (await orElse());
      if (password !== null) addSecret(password);
      return password;
    };
    const tests: Promise<PartTest>[] = [];
    if (database) {
      const test = async (limited: Operation) => {
        const password = await passwordOf('database', () => libpqPassword(database, place));
        return testDatabase(database, password, environment, limited);
      };
      tests.push(runTest('database', test, op));
    }
    if (filesRoot !== null) tests.push(runTest('files', (limited) => testFiles(filesRoot, limited), op));
    if (redisUrl !== null) {
      const test = async (limited: Operation) =>
        testRedis(redisUrl, await passwordOf('redis', () => Promise.resolve(null)), limited);
      tests.push(runTest('redis', test, op));
    }
    return Promise.all(tests);
  }
}
