import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { projectSchema } from '../domain/project.ts';
import {
  fieldOriginSchema,
  knownProjectSchema,
  partTestSchema,
  projectSecretsSchema,
  projectSettingsSchema,
  resolvedFields,
  vaultStateSchema,
} from '../domain/project-settings.ts';
import { procedure, projectRef } from './base.ts';

const knownRef = z.strictObject({ id: z.string() });
const settingsAndSecrets = {
  /** The project whose kept passwords are meant by `keep`; `null` for a new one. */
  id: z.string().nullable(),
  settings: projectSettingsSchema,
  secrets: projectSecretsSchema,
};

export const projects = {
  /** The projects this host has open, the last opened first. */
  list: procedure.output(z.array(z.object({ id: z.string(), name: z.string() }))),
  get: procedure.input(projectRef).output(projectSchema),
  /** The project now, and again each time the state of one of its parts changes. */
  watch: procedure.input(projectRef).output(eventIterator(projectSchema)),
  /** Connects a part again at once, without waiting for the next attempt. */
  start: procedure.input(projectRef.extend({ part: z.string() })).output(z.void()),

  /** Recent and saved projects, the last opened first, whether they are open or not. */
  known: {
    list: procedure.output(z.array(knownProjectSchema)),
    /**
     * Forgets it and its passwords. Nothing of what it names is touched; journal, drafts and tabs stay. `restorableUntil`:
     * until then (ISO time) `start` brings it back, without its passwords.
     * @throws `conflict` while open
     */
    remove: procedure.input(knownRef).output(z.object({ restorableUntil: z.string() })),
    /** Takes back `remove`. */
    start: procedure.input(knownRef).output(z.void()),
    /** A copy under another name, saved in Storeroom, with its passwords. @returns its id */
    apply: procedure.input(knownRef.extend({ name: z.string().min(1).max(200) })).output(knownRef),
  },
  open: {
    /**
     * Opens a known project, a path or an address and puts it in front; resolves with its id when it can be shown. Parts
     * that can't be reached are no error.
     * @throws `bad_request` for what can never be opened
     */
    start: procedure
      .input(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('known'), id: z.string() }),
          z.strictObject({ kind: z.literal('path'), path: z.string().min(1).max(4096) }),
          z.strictObject({ kind: z.literal('url'), url: z.string().min(1).max(4096) }),
          z.strictObject({ kind: z.literal('demo') }),
        ]),
      )
      .output(z.object({ project: z.string() })),
    /** Closes it: its connections end. Staged edits stay in its drafts. */
    cancel: procedure.input(projectRef).output(z.void()),
  },
  settings: {
    get: procedure.input(knownRef).output(
      z.object({
        settings: projectSettingsSchema,
        /** Of what is written: whoever saves says what the form was filled in with. */
        version: z.string(),
        /** A password is kept for it. */
        hasPassword: z.object({ database: z.boolean(), redis: z.boolean() }),
        /** Where it is written: the project's own `storeroom.json`, else Storeroom's data folder. */
        file: z.string(),
        /** Parts beyond what the form shows; they are kept as they are. */
        others: z.array(z.string()),
      }),
    ),
    /**
     * Saves a project; an open one is opened anew with what has changed. `version`: as `get` gave it, `null` for a new one.
     * @returns its id
     * @throws `bad_request` with the field as `subject`; `conflict` when it was written by somebody else since
     */
    apply: procedure.input(z.strictObject({ ...settingsAndSecrets, version: z.string().nullable() })).output(knownRef),
  },
  connection: {
    /**
     * Reads an address (`postgres://…`, `host=… dbname=…`, `service=…`, a path, `redis://…`), or nothing, and fills in what
     * libpq would: from the service file, the PG* variables, the password file, the defaults. Connects to nothing.
     */
    describe: procedure.input(z.strictObject({ text: z.string().max(4096) })).output(
      z.object({
        /** The part of the form it belongs to. */
        part: z.enum(['database', 'files', 'redis']),
        database: projectSettingsSchema.shape.database,
        filesRoot: z.string().nullable(),
        redisUrl: z.string().nullable(),
        /** A password that stood in it, or was found; it belongs into the field of the form and nowhere else. */
        password: z.string().nullable(),
        origins: z.partialRecord(z.enum(resolvedFields), fieldOriginSchema),
        /** What was not understood or left out, for the person. */
        notes: z.array(z.string()),
      }),
    ),
    /** Tries each part that is filled in; all at once, each in its own time (at most 15 s). */
    start: procedure.input(z.strictObject(settingsAndSecrets)).output(z.array(partTestSchema)),
  },
  secret: {
    /** A password for one part of an open project, which connects again with it. `keep: false`: for this run only. */
    apply: procedure
      .input(projectRef.extend({ part: z.string(), password: z.string().max(10_000), keep: z.boolean() }))
      .output(z.void()),
  },
  vault: {
    get: procedure.output(vaultStateSchema),
    /** Unlocks what was encrypted with a passphrase. @throws `auth` when it is another one */
    start: procedure.input(z.strictObject({ passphrase: z.string().max(1000) })).output(vaultStateSchema),
    /** Sets a passphrase, or another one; an empty one gives up keeping: what was kept is forgotten. */
    apply: procedure.input(z.strictObject({ passphrase: z.string().max(1000) })).output(vaultStateSchema),
  },
};
