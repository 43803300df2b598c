import { parentPort, workerData } from 'node:worker_threads';
import { type DemoWorkerInput, type DemoWorkerMessage, TaskCancelled } from '../host/demo/demo-task.ts';
import { runDemoTask } from '../host/demo/run-task.ts';

/** Makes one part of the demo project on a thread of its own; see `host/demo/demo-task.ts`. */
async function main(): Promise<void> {
  // Only `runOnWorker` starts this entry, with exactly this shape.
  const { task, cancelled } = workerData as DemoWorkerInput;
  const send = (message: DemoWorkerMessage) => parentPort?.postMessage(message);
  try {
    await runDemoTask(task, {
      report: (progress) => send({ kind: 'progress', ...progress }),
      checkCancelled: () => {
        if (Atomics.load(cancelled, 0) !== 0) throw new TaskCancelled();
      },
    });
    send({ kind: 'done' });
  } catch (error) {
    if (!(error instanceof TaskCancelled)) throw error;
    send({ kind: 'cancelled' });
  }
}

await main();
