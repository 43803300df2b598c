import { abandonedThreads } from '../storage/sqlite/abandoned.ts';

/** Ctrl-C must end everything within a second; what has not ended by then is left to the kernel. */
const closeWithinMs = 900;

/** What has to be closed before the process ends. */
export interface Closing {
  close(): Promise<void>;
  /** For the last moment, when there is no time for `close`: writes the log and gives the data folder back. */
  abandon(reason: string, error?: unknown): void;
}

/**
 * Closes and ends the process: through `exit` when nothing is left, else by SIGKILL. A thread inside a driver that
 * can't be interrupted must not keep the process.
 */
export async function endInTime(
  running: Closing,
  exit: (code: number) => void,
  kill: () => void = () => void process.kill(process.pid, 'SIGKILL'),
): Promise<void> {
  const limit = setTimeout(() => {
    running.abandon('closing took too long');
    kill();
  }, closeWithinMs);
  try {
    await running.close();
  } finally {
    clearTimeout(limit);
  }
  // An ordinary exit waits for every thread. All is closed by now, so nothing is lost by not waiting for a reader.
  if (abandonedThreads() > 0) kill();
  exit(0);
}
