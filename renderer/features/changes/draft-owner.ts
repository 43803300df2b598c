import { ConnectionLost, toAppError } from '../../host/index.ts';

/** The host itself waits a moment for the page before a reload to end; asking once more is for slow machines. */
const takenAttempts = 2;
const takenPauseMs = 250;
const failedPauseMs = 5000;
const endedPauseMs = 1000;

export interface OwnerOptions {
  readonly project: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly signal: AbortSignal;
  readonly watch: (owner: string, signal: AbortSignal) => Promise<AsyncIterable<{ readonly isTaken: boolean }>>;
  /** This window holds the name, again after each lost connection. `isAnother`: not the one it was loaded with. */
  readonly onOwned: (owner: string, isAnother: boolean) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

export interface OwnerLease {
  /** Goes on under another name; what stands under this one is left alone. */
  changeOwner(): void;
}

/**
 * Gives this window a name of its own for its draft, kept over a reload, and holds it. A duplicated browser tab finds the
 * name taken and gets another.
 */
export function acquireOwner(options: OwnerOptions): OwnerLease {
  const { project, storage, signal, watch, onOwned, onTrouble } = options;
  const storageKey = `storeroom.draft-owner.${project}`;
  let attempts = 0;
  let isAnother = false;
  let current = new AbortController();
  let owner = storage.getItem(storageKey) ?? newOwner();

  function newOwner(): string {
    const made = crypto.randomUUID();
    storage.setItem(storageKey, made);
    return made;
  }

  /** @returns true when the host ended the stream */
  async function hold(): Promise<boolean> {
    const ended = AbortSignal.any([signal, current.signal]);
    const stream = await watch(owner, ended);
    for await (const { isTaken } of stream) {
      if (!isTaken) {
        attempts = 0;
        await onOwned(owner, isAnother);
        if (ended.aborted) return false;
        continue;
      }
      attempts += 1;
      if (attempts < takenAttempts) {
        await pause(takenPauseMs, signal);
      } else {
        attempts = 0;
        owner = newOwner();
        isAnother = true;
      }
      return false;
    }
    return true;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const holding = current;
      try {
        // A stream that ends by itself ends again: not without a pause.
        if (await hold()) await pause(endedPauseMs, signal);
        holding.abort();
      } catch (error) {
        if (signal.aborted) return;
        const isExpected = error instanceof ConnectionLost || toAppError(error).code === 'aborted';
        if (!isExpected) {
          onTrouble(error);
          await pause(failedPauseMs, signal);
        }
        holding.abort();
      }
      if (holding.signal.aborted && current === holding) current = new AbortController();
    }
  }

  void run();
  return {
    changeOwner() {
      owner = newOwner();
      isAnother = true;
      current.abort();
    },
  };
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, durationMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
