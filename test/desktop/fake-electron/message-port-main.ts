import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { MessagePortMain } from 'electron';
import { ElectronRule, ipcClone } from './rule.ts';

/**
 * A port as the main process has it: an EventEmitter (not an EventTarget) that delivers nothing before `start()`
 * (tutorial/message-ports: "MessagePortMain queues messages until the .start() method has been called").
 */
export class FakeMessagePortMain
  extends EventEmitter
  implements Pick<MessagePortMain, 'close' | 'postMessage' | 'start'>
{
  readonly #port: MessagePort;
  #isStarted = false;
  #isClosed = false;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    // Without a `message` listener Node's port keeps what arrives; its end is told all the same.
    port.on('close', () => {
      this.#isClosed = true;
      this.emit('close');
    });
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    if (transfer.length > 0) {
      throw new ElectronRule('The fake transfers no ports out of the main process', 'api/message-port-main');
    }
    // After the end nothing arrives, and nothing is thrown.
    if (!this.#isClosed) this.#port.postMessage(ipcClone(message));
  }

  close(): void {
    this.#port.close();
  }
}
