import type { FromDecoder, ToDecoder } from '../host/files/thumbnails/decoder-messages.ts';
import { runTask } from './run-task.ts';

function send(message: FromDecoder): void {
  process.send?.(message);
}

// Only the host sends to this process, and only values of this type.
process.on('message', ({ call, task }: ToDecoder) => {
  void runTask(task).then((result) => send({ kind: 'result', call, result }));
});
// Without a host there is nothing left to do.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the host decides when this process ends.
process.on('SIGINT', () => undefined);

send({ kind: 'ready' });
