import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { HostEnvironment } from '../environment.ts';
import type { LocalDatabase } from './database.ts';
import type { DraftStore } from './draft-store.ts';
import type { JournalStore } from './journal-store.ts';
import type { ProjectStore } from './project-store.ts';
import type { SecretStore } from './secret-store.ts';
import type { UploadStore } from './upload-store.ts';

/** What is called across threads, by store and method. */
export interface StateStores {
  readonly window: Pick<LocalDatabase, 'readSettings' | 'writeSettings' | 'readWorkspace' | 'writeWorkspace'>;
  readonly journal: Pick<JournalStore, 'begin' | 'close' | 'pending' | 'get' | 'list' | 'search' | 'chunks' | 'values'>;
  readonly drafts: Pick<DraftStore, 'list' | 'get' | 'write' | 'remove' | 'take' | 'isNamed'>;
  readonly uploads: Pick<UploadStore, 'add' | 'list' | 'remove'>;
  readonly projects: Pick<ProjectStore, 'list' | 'get' | 'byPath' | 'put' | 'move' | 'purge'>;
  readonly secrets: Pick<
    SecretStore,
    'list' | 'ofMethod' | 'put' | 'remove' | 'removeProject' | 'vault' | 'changeVault' | 'dropVault'
  >;
}

/** The same methods as they are called from the host. */
export type RemoteStore<Store> = {
  readonly [Name in keyof Store]: Store[Name] extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: Parameters) => Promise<Result>
    : never;
};

export interface StateWorkerInput {
  readonly path: string;
}

export type StateRequest =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly store: keyof StateStores;
      readonly name: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: 'close' };

export type StateReply =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly reason: 'newer' | 'damaged'; readonly message: string }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string; readonly code: string | null };

export interface StateWorker {
  /** @param methods every method of the store, so that the compiler asks for a new one */
  store<Name extends keyof StateStores>(
    name: Name,
    methods: { readonly [Method in keyof StateStores[Name]]: true },
  ): RemoteStore<StateStores[Name]>;
  close(): Promise<void>;
}

/** A call that failed in SQLite. `code` is SQLite's, such as `SQLITE_FULL`. */
export class StateError extends Error {
  readonly code: string | null;

  constructor(message: string, code: string | null) {
    super(message);
    this.name = 'StateError';
    this.code = code;
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Starts the thread and waits until the database is open and migrated. Calls are answered in their order. */
export async function startStateWorker(environment: HostEnvironment, path: string): Promise<StateWorker> {
  const worker = environment.startWorker('local-state', { path } satisfies StateWorkerInput);
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let ended: Error | null = null;
  const exited = new Promise<void>((resolve) => {
    worker.once('error', (error) => {
      ended = error instanceof Error ? error : new Error(String(error));
    });
    worker.once('exit', () => {
      ended ??= new Error('storeroom.db is closed');
      for (const { reject } of waiting.values()) reject(ended);
      waiting.clear();
      resolve();
    });
  });

  await opened(worker, path);
  worker.on('message', (reply: StateReply) => {
    if (reply.kind !== 'value' && reply.kind !== 'error') return;
    const entry = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'value') entry?.resolve(reply.value);
    else entry?.reject(new StateError(reply.message, reply.code));
  });

  function call(store: keyof StateStores, name: string, parameters: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (ended) {
        reject(ended);
        return;
      }
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ kind: 'call', id, store, name, parameters } satisfies StateRequest);
    });
  }

  return {
    store: <Name extends keyof StateStores>(
      name: Name,
      methods: { readonly [Method in keyof StateStores[Name]]: true },
    ) => {
      const remote = Object.keys(methods).map((method) => [
        method,
        (...parameters: readonly unknown[]) => call(name, method, parameters),
      ]);
      // The worker calls the methods of these names, so what they take and give is what those methods do.
      return Object.fromEntries(remote) as RemoteStore<StateStores[Name]>;
    },
    close: async () => {
      if (!ended) worker.postMessage({ kind: 'close' } satisfies StateRequest);
      await exited;
    },
  };
}

function opened(worker: Worker, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', (reply: StateReply) => {
      if (reply.kind === 'open') resolve();
      else if (reply.kind === 'refused') {
        const advice =
          reply.reason === 'newer'
            ? 'Use that version, or another data folder (--data).'
            : 'Move it away, or use another data folder (--data).';
        reject(new AppError('unsupported', reply.message, { subject: path, advice }));
      }
    });
    worker.once('error', reject);
  });
}
