import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { entryUrl } from '../host/entry-url.ts';
import type { HostEnvironment, HostProcess } from '../host/environment.ts';
import type { ElectronParts } from './electron-parts.ts';

/** Time a process that was told to end has before it is made to. */
const killAfterMs = 300;

/** The environment inside Electron: worker threads, and utility processes instead of forked ones (runAsNode is off). */
export function shellEnvironment(
  { utilityProcess }: Pick<ElectronParts, 'utilityProcess'>,
  given: { dataDirectory: string; log: Logger; version: string },
): HostEnvironment {
  return {
    ...given,
    startWorker: (entry, workerData) => new Worker(entryUrl('worker', entry), { workerData }),
    startProcess: () => startDecoder(utilityProcess),
  };
}

function startDecoder(utilityProcess: ElectronParts['utilityProcess']): HostProcess {
  const child = utilityProcess.fork(fileURLToPath(entryUrl('decoder', 'main')), [], {
    stdio: ['ignore', 'ignore', 'inherit'],
    serviceName: 'Storeroom decoder',
  });
  let hasEnded = false;
  child.once('exit', () => {
    hasEnded = true;
  });
  return {
    send: (message) => {
      if (!hasEnded) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener(code)),
    kill: () => {
      const { pid } = child;
      child.kill();
      // That asks (SIGTERM); a process inside a native decoder hears it, but one that blocks it would not.
      const timer = setTimeout(() => {
        if (!hasEnded && pid !== undefined) killNow(pid);
      }, killAfterMs);
      timer.unref();
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended in this moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
