import { availableParallelism } from 'node:os';
import type { Logger } from 'pino';
import { AppError } from '../../../../shared/domain/app-error.ts';
import type { HostEnvironment, HostProcess } from '../../environment.ts';
import type { DecoderFailureReason, DecoderResult, DecoderTask, FromDecoder, ToDecoder } from './decoder-messages.ts';

export interface DecoderOptions {
  /** A file that takes longer is given up, and the process with it. Default 20 s. */
  readonly timeoutMs?: number;
  /** Without work the process ends after this time and gives its memory back. Default 60 s. */
  readonly idleMs?: number;
}

/** `details` is what one person waits for now; `gallery` is one of many pictures. */
export type DecoderPriority = 'details' | 'gallery';

interface Job {
  readonly call: number;
  readonly task: DecoderTask;
  readonly settle: (result: DecoderResult) => void;
  readonly drop: (error: AppError) => void;
  /** It was in flight when the process died: it runs alone now, and is at fault if that happens again. */
  isSuspect: boolean;
  startedAt: number;
}

/** A process that ends so often before it is ready can't be started at all. */
const startAttempts = 3;

/**
 * The queue before the decoder process. Each file is untrusted: the process may crash or hang, and is then started
 * again; only the file that did it fails. A request that is aborted while it waits leaves the queue.
 */
export class DecoderClient {
  readonly #environment: HostEnvironment;
  readonly #log: Logger;
  readonly #timeoutMs: number;
  readonly #idleMs: number;
  /** One image on each core: the library is told to use one thread per image. */
  readonly #places = Math.min(Math.max(availableParallelism(), 1), 4);
  readonly #waiting: Record<DecoderPriority, Job[]> = { details: [], gallery: [] };
  readonly #inFlight = new Map<number, Job>();
  #process: HostProcess | null = null;
  #isReady = false;
  #failedStarts = 0;
  #nextCall = 1;
  #isClosed = false;
  #idleTimer: NodeJS.Timeout | null = null;
  #watchdog: NodeJS.Timeout | null = null;

  constructor(environment: HostEnvironment, options: DecoderOptions = {}) {
    this.#environment = environment;
    this.#log = environment.log.child({ part: 'decoder' });
    this.#timeoutMs = options.timeoutMs ?? 20_000;
    this.#idleMs = options.idleMs ?? 60_000;
  }

  /** Requests that wait for their turn. */
  get waiting(): number {
    return this.#waiting.details.length + this.#waiting.gallery.length;
  }

  /** Rejects only with `aborted`; what a file does wrong is a result. */
  run(task: DecoderTask, priority: DecoderPriority, signal?: AbortSignal): Promise<DecoderResult> {
    if (this.#isClosed || signal?.aborted) return Promise.reject(new AppError('aborted', 'No longer asked for'));
    return new Promise((resolve, reject) => {
      const job: Job = {
        call: this.#nextCall++,
        task,
        settle: (result) => {
          signal?.removeEventListener('abort', leave);
          resolve(result);
        },
        drop: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
        isSuspect: false,
        startedAt: 0,
      };
      const leave = () => {
        const queue = this.#waiting[priority];
        const at = queue.indexOf(job);
        // Already being drawn: it is let finish, its result serves the next who asks.
        if (at >= 0) {
          queue.splice(at, 1);
          job.drop(new AppError('aborted', 'No longer asked for'));
        }
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting[priority].push(job);
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopTimers();
    this.#process?.kill();
    this.#process = null;
    const error = new AppError('aborted', 'Storeroom is closing');
    for (const job of [...this.#inFlight.values(), ...this.#waiting.details, ...this.#waiting.gallery]) job.drop(error);
    this.#inFlight.clear();
    this.#waiting.details = [];
    this.#waiting.gallery = [];
  }

  #pump(): void {
    if (this.#isClosed) return;
    if (this.waiting > 0 && !this.#process) this.#start();
    if (!this.#isReady) return;
    for (;;) {
      if ([...this.#inFlight.values()].some((job) => job.isSuspect)) break;
      if (this.#inFlight.size >= this.#places) break;
      const next = this.#waiting.details[0] ?? this.#waiting.gallery[0];
      if (!next || (next.isSuspect && this.#inFlight.size > 0)) break;
      (this.#waiting.details[0] ? this.#waiting.details : this.#waiting.gallery).shift();
      this.#dispatch(next);
    }
    this.#restOrWatch();
  }

  #dispatch(job: Job): void {
    job.startedAt = performance.now();
    this.#inFlight.set(job.call, job);
    this.#process?.send({ call: job.call, task: job.task } satisfies ToDecoder);
  }

  #start(): void {
    this.#isReady = false;
    const started = this.#environment.startProcess('decoder');
    this.#process = started;
    // The decoder sends values of this type only.
    started.onMessage((message) => this.#receive(started, message as FromDecoder));
    started.onExit((code) => this.#exited(started, code));
  }

  #receive(from: HostProcess, message: FromDecoder): void {
    if (from !== this.#process) return;
    if (message.kind === 'ready') {
      this.#isReady = true;
      this.#failedStarts = 0;
    } else {
      const job = this.#inFlight.get(message.call);
      this.#inFlight.delete(message.call);
      job?.settle(message.result);
    }
    this.#pump();
  }

  #exited(from: HostProcess, code: number | null): void {
    if (from !== this.#process) return;
    this.#process = null;
    if (!this.#isReady) this.#failedStarts += 1;
    this.#isReady = false;
    if (this.#inFlight.size > 0)
      this.#log.warn({ code, files: this.#inFlight.size }, 'The decoder ended while it was drawing');
    for (const job of this.#inFlight.values()) {
      if (job.isSuspect) this.#fail(job, 'crash', 'Drawing this file makes the decoder crash');
      else this.#retry(job);
    }
    this.#inFlight.clear();
    if (this.#failedStarts >= startAttempts) this.#giveUp(code);
    this.#pump();
  }

  #retry(job: Job): void {
    job.isSuspect = true;
    // In front: one after the other they are tried alone, then the queue goes on.
    this.#waiting.details.unshift(job);
  }

  #fail(job: Job, reason: DecoderFailureReason, message: string): void {
    this.#log.warn({ reason, file: job.task.source.segments.join('/') }, message);
    job.settle({ kind: 'failure', reason, message });
  }

  #giveUp(code: number | null): void {
    this.#failedStarts = 0;
    this.#log.error({ code }, 'The decoder could not be started');
    const error = new AppError('internal', 'The decoder could not be started', { advice: 'The log says more.' });
    for (const job of [...this.#waiting.details, ...this.#waiting.gallery]) job.drop(error);
    this.#waiting.details = [];
    this.#waiting.gallery = [];
  }

  #restOrWatch(): void {
    this.#stopTimers();
    if (!this.#process) return;
    if (this.#inFlight.size === 0 && this.waiting === 0) {
      this.#idleTimer = setTimeout(() => this.#rest(), this.#idleMs);
      this.#idleTimer.unref();
      return;
    }
    const oldest = Math.min(...[...this.#inFlight.values()].map((job) => job.startedAt));
    this.#watchdog = setTimeout(
      () => this.#endOverdue(),
      Math.max(oldest + this.#timeoutMs - performance.now(), 0) + 10,
    );
  }

  #rest(): void {
    const resting = this.#process;
    this.#process = null;
    this.#isReady = false;
    resting?.kill();
  }

  /** A file that takes too long takes the process with it: a native decoder can't be interrupted. */
  #endOverdue(): void {
    const now = performance.now();
    for (const job of [...this.#inFlight.values()]) {
      if (now - job.startedAt < this.#timeoutMs) continue;
      this.#inFlight.delete(job.call);
      this.#fail(job, 'timeout', 'Drawing the image took too long');
    }
    const stuck = this.#process;
    this.#process = null;
    this.#isReady = false;
    stuck?.kill();
    // The others did nothing wrong.
    for (const job of this.#inFlight.values()) this.#waiting.details.unshift(job);
    this.#inFlight.clear();
    this.#pump();
  }

  #stopTimers(): void {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    if (this.#watchdog) clearTimeout(this.#watchdog);
    this.#idleTimer = null;
    this.#watchdog = null;
  }
}
