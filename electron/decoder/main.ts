import type { FromDecoder, ToDecoder } from '../host/files/thumbnails/decoder-messages.ts';
import { runTask } from './run-task.ts';

/** Electron's utility processes talk over a port, and have it only there; forked Node processes over their channel. */
interface ParentPort {
  postMessage(message: FromDecoder): void;
  on(event: 'message', listener: (event: { data: ToDecoder }) => void): void;
}
// Electron's declarations, where they are loaded, say that it is always there.
const { parentPort } = process as { parentPort?: ParentPort };

function send(message: FromDecoder): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
}

// Only the host sends to this process, and only values of this type.
function work({ call, task }: ToDecoder): void {
  void runTask(task).then((result) => send({ kind: 'result', call, result }));
}

if (parentPort) parentPort.on('message', ({ data }) => work(data));
else process.on('message', work);
// Without a host there is nothing left to do. (Electron ends its utility processes with itself.)
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group; the host decides when this process ends.
process.on('SIGINT', () => undefined);

send({ kind: 'ready' });
