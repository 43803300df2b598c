import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { HostEnvironment } from '../environment.ts';
import type { LocalDatabase } from './database.ts';

/** The methods of the database that are called across threads. */
export type StateCalls = Pick<
  LocalDatabase,
  'readSettings' | 'writeSettings' | 'readWorkspace' | 'writeWorkspace' | 'rememberProject' | 'recentProjects'
>;

export interface StateWorkerInput {
  readonly path: string;
}

export type StateRequest =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly name: keyof StateCalls;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: 'close' };

export type StateReply =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly reason: 'newer' | 'damaged'; readonly message: string }
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

export interface StateWorker {
  call<Name extends keyof StateCalls>(
    name: Name,
    ...parameters: Parameters<StateCalls[Name]>
  ): Promise<ReturnType<StateCalls[Name]>>;
  close(): Promise<void>;
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
    else entry?.reject(new Error(reply.message));
  });

  return {
    call: <Name extends keyof StateCalls>(name: Name, ...parameters: Parameters<StateCalls[Name]>) =>
      new Promise<ReturnType<StateCalls[Name]>>((resolve, reject) => {
        if (ended) {
          reject(ended);
          return;
        }
        const id = nextId++;
        // The worker calls the method of this name, so what comes back is what that method returns.
        waiting.set(id, { resolve: (value) => resolve(value as ReturnType<StateCalls[Name]>), reject });
        worker.postMessage({ kind: 'call', id, name, parameters } satisfies StateRequest);
      }),
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
