import type { Channel } from './channel.ts';

/** What a browser's and Node's MessagePort share. */
export interface PortLike {
  postMessage(message: unknown): void;
  addEventListener(type: 'message' | 'close', listener: (event: object) => void): void;
  start(): void;
  close(): void;
}

/** A MessagePort as a channel. The port says when the other end is gone; it can carry no reason. */
export function messagePortChannel(port: PortLike): Channel {
  return {
    send: (frame) => port.postMessage(frame),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener('data' in event ? event.data : undefined));
      port.start();
    },
    onClose: (listener) => {
      let isTold = false;
      port.addEventListener('close', () => {
        if (isTold) return;
        isTold = true;
        listener();
      });
    },
    close: () => port.close(),
  };
}
