import type { Channel } from './channel.ts';

type Listener = (event: { data: unknown }) => void;

/** A channel shaped like the WebSocket that oRPC's link takes: for MessagePorts and in-memory pairs. */
export class ChannelSocket {
  readonly #channel: Channel;
  readonly #listeners = { open: new Set<Listener>(), close: new Set<Listener>(), message: new Set<Listener>() };
  #isOpen = true;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onMessage((data) => {
      for (const listener of this.#listeners.message) listener({ data });
    });
    channel.onClose(() => {
      this.#isOpen = false;
      for (const listener of [...this.#listeners.close]) listener({ data: undefined });
    });
  }

  get readyState(): number {
    return this.#isOpen ? 1 : 3;
  }

  addEventListener(type: 'open' | 'close' | 'message', listener: Listener): void {
    this.#listeners[type].add(listener);
  }

  removeEventListener(type: 'open' | 'close' | 'message', listener: Listener): void {
    this.#listeners[type].delete(listener);
  }

  send(frame: string): void {
    this.#channel.send(frame);
  }

  close(): void {
    this.#channel.close();
  }
}
