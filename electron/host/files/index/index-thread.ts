import { type FSWatcher, realpathSync, statSync, watch } from 'node:fs';
import { FilesIndex } from './files-index.ts';
import type { FromIndex, IndexAnswer, IndexQuestion, IndexThreadData, ToIndex } from './index-messages.ts';
import type { Layout } from './layout.ts';
import { layoutNamed, layoutNames } from './layouts.ts';

/** A scan works so long before questions are answered again. */
const sliceMs = 8;
/** Totals go out at most so often. */
const totalsPauseMs = 100;
/** Changes in the folder are gathered for so long before it is read again. */
const settleMs = 300;
/** Without a sign from the watchers the ids are listed again after this time, or later when listing is slow. */
const idleScanMs = 30_000;
/** A file that was only half there is looked at again after this time. */
const pendingScanMs = 1000;
const retryLimitMs = 30_000;
/** The system has a limit for watched folders; the periodic listing covers the others. */
const watcherLimit = 2000;

/** Owns the index of one root: opens it, reads it in slices, watches it, answers questions. */
export class IndexThread {
  readonly #given: IndexThreadData;
  readonly #post: (message: FromIndex) => void;
  #index: FilesIndex | null = null;
  #root = '';
  #layout: Layout | null = null;
  #scan: Generator<void, void> | null = null;
  #scanStartedAt = 0;
  #again: 'no' | 'changes' | 'everything' = 'no';
  #retryMs = 500;
  #totalsSentAt = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(given: IndexThreadData, post: (message: FromIndex) => void) {
    this.#given = given;
    this.#post = post;
  }

  start(): void {
    this.#open();
  }

  receive(message: ToIndex): void {
    if (message.kind === 'rescan') {
      if (this.#index) this.#beginScan('everything');
      else this.#open();
      return;
    }
    try {
      this.#post({ kind: 'answer', call: message.call, value: this.#answer(message.question) });
    } catch (error) {
      this.#post({
        kind: 'failure',
        call: message.call,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  }

  #answer(question: IndexQuestion): IndexAnswer {
    if (!this.#index) return null;
    switch (question.kind) {
      case 'page':
        return this.#index.page(question.query);
      case 'lookup':
        return this.#index.lookup(question.storage, question.ids);
      case 'summaries':
        return this.#index.summaries(question.storage, question.ids);
    }
  }

  #open(): void {
    this.#clearTimer();
    const layout = layoutNamed(this.#given.layout);
    if (!layout) {
      const advice = `Layouts: ${layoutNames.join(', ')}.`;
      this.#post({ kind: 'unreachable', message: `Unknown layout "${this.#given.layout}"`, advice });
      return;
    }
    try {
      this.#root = realpathSync(this.#given.root);
      if (!statSync(this.#root).isDirectory()) throw new Error('not a folder');
    } catch (error) {
      this.#becomeUnreachable(error);
      return;
    }
    this.#retryMs = 500;
    this.#layout = layout;
    this.#index = new FilesIndex(this.#root, layout);
    this.#post({ kind: 'opened', root: this.#root });
    this.#beginScan('everything');
  }

  /** The folder is not there, or no longer: tried again by itself with growing pauses. */
  #becomeUnreachable(error: unknown): void {
    this.#scan = null;
    this.#index = null;
    this.#unwatch();
    // File system errors carry `code`; the check above throws without one.
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    const message =
      code === 'ENOENT'
        ? 'The files folder does not exist'
        : code === 'EACCES'
          ? 'The files folder may not be read'
          : 'The files folder can’t be opened';
    this.#post({ kind: 'unreachable', message, advice: 'Check "files" in storeroom.json, or make the folder.' });
    this.#timer = setTimeout(() => this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, retryLimitMs);
  }

  #beginScan(mode: 'changes' | 'everything'): void {
    if (!this.#index) return;
    if (this.#scan) {
      if (this.#again !== 'everything') this.#again = mode;
      return;
    }
    this.#clearTimer();
    this.#scanStartedAt = performance.now();
    this.#scan = this.#index.scan(mode === 'everything');
    this.#step();
  }

  #step(): void {
    const scan = this.#scan;
    if (!scan) return;
    const until = performance.now() + sliceMs;
    try {
      while (performance.now() < until) {
        if (!scan.next().done) continue;
        this.#endScan();
        return;
      }
    } catch (error) {
      this.#becomeUnreachable(error);
      return;
    }
    if (performance.now() - this.#totalsSentAt >= totalsPauseMs) this.#sendTotals();
    setImmediate(() => this.#step());
  }

  #endScan(): void {
    const tookMs = performance.now() - this.#scanStartedAt;
    this.#scan = null;
    try {
      // A root that vanished lists as empty; it must not look like one whose files were all deleted.
      statSync(this.#root);
    } catch (error) {
      this.#becomeUnreachable(error);
      return;
    }
    this.#sendTotals();
    this.#watch();
    const again = this.#again;
    this.#again = 'no';
    if (again !== 'no') this.#schedule(settleMs, again);
    else if (this.#index?.hasPending) this.#schedule(pendingScanMs, 'changes');
    else this.#schedule(Math.max(idleScanMs, 50 * tookMs), 'changes');
  }

  #sendTotals(): void {
    this.#totalsSentAt = performance.now();
    if (this.#index) this.#post({ kind: 'totals', storages: this.#index.totals(), isScanning: this.#scan !== null });
  }

  #schedule(afterMs: number, mode: 'changes' | 'everything'): void {
    this.#clearTimer();
    this.#timer = setTimeout(() => this.#beginScan(mode), afterMs);
  }

  #watch(): void {
    if (!this.#index || !this.#layout) return;
    const wanted = new Set<string>([this.#root]);
    const names = this.#index.totals().map(({ name }) => name);
    // From the top down, so that a big storage does not take the watchers of the others.
    for (const depth of [0, 1, 2]) {
      for (const name of names) {
        for (const folder of this.#layout.watched(this.#root, name, depth)) {
          if (wanted.size >= watcherLimit) break;
          wanted.add(folder);
        }
      }
    }
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watchFolder(folder);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#noticeChange());
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
        this.#noticeChange();
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // No watcher to be had (limit reached, folder gone, remote file system): the periodic listing finds the changes.
    }
  }

  #noticeChange(): void {
    if (this.#scan) {
      if (this.#again === 'no') this.#again = 'changes';
      return;
    }
    this.#schedule(settleMs, 'changes');
  }

  #unwatch(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
