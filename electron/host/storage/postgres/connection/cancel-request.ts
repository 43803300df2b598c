import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { Route } from './connect-server.ts';
import { openSocket } from './open-socket.ts';

const requestTimeoutMs = 5000;

/**
 * Asks the server to end what a connection runs, over a connection of its own
 * (https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS). Resolves when the server has
 * passed it on, or can't be asked: whether it had an effect shows on the connection itself.
 */
export async function requestCancel(route: Route, processId: number, secretKey: number): Promise<void> {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80_877_102, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  const signal = AbortSignal.timeout(requestTimeoutMs);
  try {
    const { socket } = await openSocket(route.address, route.tls, signal);
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      // The server closes without a goodbye, and may reset the connection: it has read the request by then.
      socket.on('error', () => {});
      signal.addEventListener('abort', () => socket.destroy(), { once: true });
      socket.resume();
      socket.end(message);
    });
  } catch (error) {
    // The server is gone or does not answer: then the connection that is to be freed is dropped in time.
    if (!(error instanceof AppError) && !signal.aborted) throw error;
  }
}
