/**
 * Two ends that exchange text frames in order: what a WebSocket, a MessagePort and a pair in memory have in common.
 * Everything above it is the same code for every shell.
 */
export interface Channel {
  /** Frames sent after the end are dropped. */
  send(frame: string): void;
  /** What arrives is not known to be text: that is the receiver's to check. */
  onMessage(listener: (frame: unknown) => void): void;
  /** Called once, however the channel ended. */
  onClose(listener: () => void): void;
  /** `code` and `reason` reach the other end where the transport can carry them. */
  close(code?: number, reason?: string): void;
}

/** Two connected ends in this process. Frames arrive in a later microtask, as they would from outside. */
export function memoryChannelPair(): [Channel, Channel] {
  let isOpen = true;
  const closeListeners: (() => void)[] = [];
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    for (const listener of closeListeners) listener();
  };
  const messageListeners: [((frame: unknown) => void)[], ((frame: unknown) => void)[]] = [[], []];
  const end = (own: 0 | 1): Channel => ({
    send: (frame) =>
      void Promise.resolve().then(() => {
        if (isOpen) for (const listener of messageListeners[own === 0 ? 1 : 0]) listener(frame);
      }),
    onMessage: (listener) => void messageListeners[own].push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close,
  });
  return [end(0), end(1)];
}
