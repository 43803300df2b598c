import { AppError } from '../../../shared/domain/app-error.ts';
import type { HostEnvironment } from '../environment.ts';
import type { DemoProgress, DemoTask, DemoWorkerInput, DemoWorkerMessage } from './demo-task.ts';

export interface DemoJob {
  readonly signal: AbortSignal;
  report(progress: DemoProgress): void;
}

/**
 * Runs one task on the demo worker and resolves when the worker has ended.
 * @throws {AppError} `aborted` when the signal fired first.
 */
export async function runOnWorker(environment: HostEnvironment, task: DemoTask, job: DemoJob): Promise<void> {
  if (job.signal.aborted) throw new AppError('aborted', 'Making the demo project was cancelled');
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const worker = environment.startWorker('demo', { task, cancelled } satisfies DemoWorkerInput);
  const cancel = () => Atomics.store(cancelled, 0, 1);
  job.signal.addEventListener('abort', cancel, { once: true });
  try {
    const outcome = await new Promise<'done' | 'cancelled'>((resolve, reject) => {
      let last: 'done' | 'cancelled' | null = null;
      // The worker sends nothing but DemoWorkerMessage.
      worker.on('message', (message: DemoWorkerMessage) => {
        if (message.kind === 'progress') job.report({ step: message.step, done: message.done, total: message.total });
        else last = message.kind;
      });
      worker.on('error', reject);
      // Waiting for the exit, not for the message: the worker's database or connection is closed by then.
      worker.on('exit', () =>
        last === null ? reject(new Error(`The demo worker ended early (${task.kind})`)) : resolve(last),
      );
    });
    if (outcome === 'cancelled') throw new AppError('aborted', 'Making the demo project was cancelled');
  } finally {
    job.signal.removeEventListener('abort', cancel);
  }
}
