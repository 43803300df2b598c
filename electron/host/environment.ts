import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';

/** Code that runs on a thread of its own: drivers that block. */
export type WorkerEntry = 'sqlite' | 'sqlite-writer' | 'demo' | 'local-state' | 'files-index';

/** Code that runs in a process of its own: it may crash without harm. */
export type ProcessEntry = 'decoder';

/** The little both shells can give of a child process; messages are structured-cloneable values. */
export interface HostProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** What the shell gives to the host. Nothing in `host/` starts a thread or a process any other way. */
export interface HostEnvironment {
  /** Holds `storeroom.db`, logs, the thumbnail cache and the demo project; exists, and this process owns it. */
  readonly dataDirectory: string;
  readonly log: Logger;
  readonly version: string;
  startWorker(entry: WorkerEntry, workerData: unknown): Worker;
  startProcess(entry: ProcessEntry): HostProcess;
}
