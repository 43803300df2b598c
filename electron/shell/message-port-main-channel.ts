import type { MessagePortMain } from 'electron';
import type { Channel } from '../../shared/transport/channel.ts';

/** The main process's end of a MessagePort as a channel. Unlike a port of the web it is an EventEmitter. */
export function messagePortMainChannel(port: MessagePortMain): Channel {
  let isOpen = true;
  port.once('close', () => {
    isOpen = false;
  });
  return {
    send: (frame) => {
      if (isOpen) port.postMessage(frame);
    },
    onMessage: (listener) => {
      port.on('message', (event) => listener(event.data));
      // Messages wait until now.
      port.start();
    },
    onClose: (listener) => void port.once('close', () => listener()),
    close: () => {
      isOpen = false;
      port.close();
    },
  };
}
