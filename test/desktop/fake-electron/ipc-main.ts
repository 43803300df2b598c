import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { FakeMessagePortMain } from './message-port-main.ts';
import { ElectronRule, ipcClone } from './rule.ts';
import type { FakeFrame, FakeWebContents } from './web-contents.ts';

type Handler = (event: IpcMainInvokeEvent, ...values: unknown[]) => unknown;

export interface Sender {
  readonly contents: FakeWebContents;
  /** `null`: it has navigated or is gone (api/structures/ipc-main-event: senderFrame). */
  readonly frame: FakeFrame | null;
}

export class FakeIpcMain extends EventEmitter implements Pick<IpcMain, 'handle' | 'removeHandler'> {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new ElectronRule(
        `Attempted to register a second handler for '${channel}'`,
        'api/ipc-main: ipcMain.handle: "a handler for an invokeable IPC", one for each channel',
      );
    }
    this.#handlers.set(channel, handler);
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** As it comes from a renderer: a turn later, values copied. */
  receive(
    { contents, frame }: Sender,
    channel: string,
    values: readonly unknown[],
    ports: readonly FakeMessagePortMain[] = [],
  ): void {
    const copies = values.map(ipcClone);
    setImmediate(() => this.emit(channel, { sender: contents, senderFrame: frame, ports }, ...copies));
  }

  async receiveInvoke({ contents, frame }: Sender, channel: string, values: readonly unknown[]): Promise<unknown> {
    const copies = values.map(ipcClone);
    await new Promise(setImmediate);
    try {
      const handler = this.#handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      // The members of the event that the shell reads.
      const event = { sender: contents, senderFrame: frame } as unknown as IpcMainInvokeEvent;
      return ipcClone(await handler(event, ...copies));
    } catch (error) {
      // api/ipc-renderer: ipcRenderer.invoke: only the message of an error arrives.
      throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
    }
  }
}
