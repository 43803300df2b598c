import type { Worker } from 'node:worker_threads';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { HostEnvironment } from '../../environment.ts';
import type {
  FileSummary,
  FromIndex,
  IndexedFile,
  IndexedPage,
  IndexQuestion,
  IndexThreadData,
  PageQuery,
  StorageTotals,
  ToIndex,
} from './index-messages.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

export type IndexState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly root: string }
  | { readonly kind: 'unreachable'; readonly message: string; readonly advice: string };

/** The host's side of one index thread. */
export class IndexClient {
  readonly #worker: Worker;
  readonly #onChange: () => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextCall = 1;
  #isClosed = false;
  #opened: Promise<void>;
  #settleOpened: () => void = () => {};
  state: IndexState = { kind: 'opening' };
  storages: readonly StorageTotals[] = [];

  /** @param onChange called when `state` or `storages` changed. */
  constructor(environment: HostEnvironment, given: IndexThreadData, onChange: () => void) {
    this.#onChange = onChange;
    this.#opened = new Promise((resolve) => {
      this.#settleOpened = resolve;
    });
    this.#worker = environment.startWorker('files-index', given);
    // The thread posts values of this type only.
    this.#worker.on('message', (message: FromIndex) => this.#receive(message));
    this.#worker.on('error', (error) =>
      environment.log.error({ err: error, part: 'files index' }, 'The files index ended with an error'),
    );
    this.#worker.on('exit', () => this.#exited());
  }

  /** The thread is gone; a new client has to be made. */
  get isEnded(): boolean {
    return this.#isClosed;
  }

  /** Real path of the files folder, once it is open. @throws AppError `connection` */
  async root(signal?: AbortSignal): Promise<string> {
    if (this.state.kind === 'opening') await abortable(this.#opened, signal);
    if (this.state.kind === 'open') return this.state.root;
    const { message, advice } =
      this.state.kind === 'unreachable' ? this.state : { message: 'The files folder is not open yet', advice: '' };
    throw new AppError('connection', message, { advice });
  }

  async page(query: PageQuery, signal?: AbortSignal): Promise<IndexedPage | null> {
    await this.root(signal);
    return await this.#ask<IndexedPage | null>({ kind: 'page', query }, signal);
  }

  async lookup(
    storage: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly (IndexedFile | null)[]> {
    await this.root(signal);
    const answer = await this.#ask<readonly (IndexedFile | null)[] | null>({ kind: 'lookup', storage, ids }, signal);
    return answer ?? ids.map(() => null);
  }

  async summaries(
    storage: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly (FileSummary | null)[]> {
    await this.root(signal);
    const answer = await this.#ask<readonly (FileSummary | null)[] | null>({ kind: 'summaries', storage, ids }, signal);
    return answer ?? ids.map(() => null);
  }

  rescan(): void {
    this.#send({ kind: 'rescan' });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker.terminate();
  }

  #send(message: ToIndex): void {
    this.#worker.postMessage(message);
  }

  #ask<Answer>(question: IndexQuestion, signal: AbortSignal | undefined): Promise<Answer> {
    if (this.#isClosed) throw new AppError('aborted', 'The files folder was closed');
    const call = this.#nextCall++;
    const answer = new Promise<Answer>((resolve, reject) => {
      // The thread answers each question with the value of its kind, so what arrives is an Answer.
      this.#waiting.set(call, { resolve, reject });
    });
    this.#send({ kind: 'ask', call, question });
    return abortable(answer, signal);
  }

  #receive(message: FromIndex): void {
    switch (message.kind) {
      case 'answer':
        // Of the type that #ask was called with: the thread answers in kind.
        this.#waiting.get(message.call)?.resolve(message.value as never);
        this.#waiting.delete(message.call);
        return;
      case 'failure':
        this.#waiting.get(message.call)?.reject(new Error(`Files index: ${message.message}`));
        this.#waiting.delete(message.call);
        return;
      case 'opened':
        this.state = { kind: 'open', root: message.root };
        break;
      case 'unreachable':
        this.state = message;
        this.storages = [];
        break;
      case 'totals':
        this.storages = message.storages;
        break;
    }
    this.#settleOpened();
    this.#onChange();
  }

  #exited(): void {
    const error = this.#isClosed
      ? new AppError('aborted', 'The files folder was closed')
      : new Error('The files index ended unexpectedly');
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.state = { kind: 'unreachable', message: 'The files index ended unexpectedly', advice: 'Connect again.' };
    this.#settleOpened();
    this.#onChange();
  }
}

/** The promise's own result, or `aborted` as soon as the signal fires. */
async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return await promise;
  if (signal.aborted) throw new AppError('aborted', 'No longer asked for');
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AppError('aborted', 'No longer asked for'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
