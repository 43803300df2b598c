import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@orpc/server';
import { expect } from 'vitest';
import type { PartState, Project } from '../../../../shared/domain/project.ts';
import type { ProjectSecretChanges, ProjectSettings } from '../../../../shared/domain/project-settings.ts';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { router } from '../../api/router.ts';
import type { Host } from '../../create-host.ts';
import type { Keyring } from '../../secrets/keyring.ts';
import { startTestHost } from '../../testing/start-test-host.ts';
import type { OpenWish } from '../opening.ts';
import { keepAll } from './empty-form.ts';

export interface ProjectHostOptions {
  readonly keyring?: Keyring;
  /** `PG*` variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A data folder, a home folder, and hosts that run on them one after the other. */
export interface ProjectPlace {
  readonly directory: string;
  readonly data: string;
  readonly home: string;
  start(options?: ProjectHostOptions): Promise<ProjectHost>;
}

/** A host with the calls that a window makes about projects. */
export interface ProjectHost {
  readonly host: Host;
  /** What the log says, for a look at what it must not say. */
  readonly log: () => Promise<string>;
  readonly calls: ReturnType<typeof callsOf>;
  project(id: string): Promise<Project>;
  /** Waits until a part is in this state. */
  part(id: string, group: 'storages' | 'files' | 'redis', kind: PartState['kind']): Promise<PartState>;
  close(): Promise<void>;
}

export async function makeProjectPlace(): Promise<ProjectPlace> {
  const directory = await temporaryDirectory();
  const [data, home] = [join(directory, 'data'), join(directory, 'home')];
  for (const path of [data, home]) mkdirSync(path);
  return { directory, data, home, start: (options = {}) => startProjectHost({ directory, data, home }, options) };
}

async function startProjectHost(
  place: Pick<ProjectPlace, 'directory' | 'data' | 'home'>,
  { keyring, environment = {} }: ProjectHostOptions,
): Promise<ProjectHost> {
  const { directory, data, home } = place;
  const { host, hostLog, close } = await startTestHost(data, {
    form: keyring ? 'desktop' : 'browser',
    cacheDirectory: join(directory, 'cache'),
    keyring: keyring ?? null,
    person: { environment, home, user: 'somebody' },
  });
  const calls = callsOf(host);
  const project = (id: string) => calls.get({ project: id });
  return {
    host,
    log: () => hostLog.read(),
    calls,
    project,
    part: async (id, group, kind) => {
      let state: PartState | undefined;
      const isThere = async () => {
        state = (await project(id))[group][0]?.state;
        return state?.kind === kind;
      };
      await expect.poll(isThere, { timeout: 15_000, interval: 30 }).toBe(true);
      if (!state) throw new Error('The project has no such part');
      return state;
    },
    close,
  };
}

function callsOf({ context }: Host) {
  const options = { context };
  return {
    get: (input: { project: string }) => call(router.projects.get, input, options),
    list: () => call(router.projects.list, undefined, options),
    known: () => call(router.projects.known.list, undefined, options),
    forget: (id: string) => call(router.projects.known.remove, { id }, options),
    bringBack: (id: string) => call(router.projects.known.start, { id }, options),
    duplicate: (id: string, name: string) => call(router.projects.known.apply, { id, name }, options),
    open: async (wish: OpenWish) => (await call(router.projects.open.start, wish, options)).project,
    close: (project: string) => call(router.projects.open.cancel, { project }, options),
    settings: (id: string) => call(router.projects.settings.get, { id }, options),
    /** `version`: as the form was filled in; default: as it is now. */
    save: async (
      id: string | null,
      settings: ProjectSettings,
      secrets: ProjectSecretChanges = keepAll,
      version?: string,
    ) => {
      const now = async () =>
        id === null ? null : (await call(router.projects.settings.get, { id }, options)).version;
      return call(
        router.projects.settings.apply,
        { id, settings, secrets, version: version ?? (await now()) },
        options,
      );
    },
    describe: (text: string) => call(router.projects.connection.describe, { text }, options),
    test: (id: string | null, settings: ProjectSettings, secrets: ProjectSecretChanges = keepAll) =>
      call(router.projects.connection.start, { id, settings, secrets }, options),
    setPassword: (project: string, part: string, password: string, keep: boolean) =>
      call(router.projects.secret.apply, { project, part, password, keep }, options),
    vault: () => call(router.projects.vault.get, undefined, options),
    unlock: (passphrase: string) => call(router.projects.vault.start, { passphrase }, options),
    setPassphrase: (passphrase: string) => call(router.projects.vault.apply, { passphrase }, options),
  };
}
