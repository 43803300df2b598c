import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { entryUrl } from '../host/entry-url.ts';
import type { HostEnvironment, HostProcess, ProcessEntry, WorkerEntry } from '../host/environment.ts';

function startWorker(entry: WorkerEntry, workerData: unknown): Worker {
  return new Worker(entryUrl('worker', entry), { workerData });
}

function startProcess(_entry: ProcessEntry): HostProcess {
  const child = fork(fileURLToPath(entryUrl('decoder', 'main')), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    send: (message) => {
      // Structured-cloneable by the contract of HostProcess; the type of `send` speaks of JSON only.
      if (child.connected) child.send(message as object);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      let ended = false;
      const once = (code: number | null) => {
        if (ended) return;
        ended = true;
        listener(code);
      };
      child.once('exit', once);
      child.once('error', () => once(null));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The environment outside Electron: worker threads and forked Node processes. */
export function nodeEnvironment(given: { dataDirectory: string; log: Logger; version: string }): HostEnvironment {
  return { ...given, startWorker, startProcess };
}
