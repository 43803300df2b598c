import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { appendFile, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** How a log folder is kept. */
export interface RotationLimits {
  /** A file that has grown over this is set aside. */
  readonly maxFileBytes: number;
  /** Files kept beside the current one. */
  readonly keptFiles: number;
}

const flushAfterMs = 100;

/**
 * Appends lines to `<directory>/<name>.log`; when it is full it becomes `<name>.1.log`, and so on. Lines are
 * gathered for a moment and written off the event loop's path, in order.
 */
export class RotatingFile {
  readonly #directory: string;
  readonly #name: string;
  readonly #limits: RotationLimits;
  #waiting: string[] = [];
  #sizeBytes: number;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(directory: string, name: string, limits: RotationLimits) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#directory = directory;
    this.#name = name;
    this.#limits = limits;
    this.#sizeBytes = statSync(this.#path(0), { throwIfNoEntry: false })?.size ?? 0;
  }

  #path(age: number): string {
    return join(this.#directory, age === 0 ? `${this.#name}.log` : `${this.#name}.${age}.log`);
  }

  write(line: string): void {
    this.#waiting.push(line);
    this.#timer ??= setTimeout(() => void this.flush(), flushAfterMs).unref();
  }

  #take(): string {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const text = this.#waiting.join('');
    this.#waiting = [];
    return text;
  }

  /** Resolves when every line written so far is in the file. A full disk loses lines, never the program. */
  flush(): Promise<void> {
    const text = this.#take();
    if (text !== '')
      this.#writing = this.#writing.then(() => this.#append(text)).catch((error: unknown) => this.#complain(error));
    return this.#writing;
  }

  async #append(text: string): Promise<void> {
    if (this.#sizeBytes > 0 && this.#sizeBytes + Buffer.byteLength(text) > this.#limits.maxFileBytes)
      await this.#rotate();
    await appendFile(this.#path(0), text, { mode: 0o600 });
    this.#sizeBytes += Buffer.byteLength(text);
  }

  async #rotate(): Promise<void> {
    await rm(this.#path(this.#limits.keptFiles), { force: true });
    for (let age = this.#limits.keptFiles - 1; age >= 0; age--) {
      await rename(this.#path(age), this.#path(age + 1)).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    }
    this.#sizeBytes = 0;
  }

  /** For the last moment of a process: writes what waits before it returns. */
  flushSync(): void {
    const text = this.#take();
    if (text === '') return;
    try {
      if (this.#sizeBytes > this.#limits.maxFileBytes * 2) {
        rmSync(this.#path(1), { force: true });
        renameSync(this.#path(0), this.#path(1));
        this.#sizeBytes = 0;
      }
      appendFileSync(this.#path(0), text, { mode: 0o600 });
      this.#sizeBytes += Buffer.byteLength(text);
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error: unknown): void {
    process.stderr.write(`Storeroom can't write its log: ${error instanceof Error ? error.message : String(error)}\n`);
  }

  /** The newest lines, oldest first, at most about `limitBytes` of those that `keep` accepts. */
  async readNewest(limitBytes: number, keep: (line: string) => boolean): Promise<string[]> {
    await this.flush();
    const newestFirst: string[] = [];
    let sizeBytes = 0;
    for (let age = 0; age <= this.#limits.keptFiles && sizeBytes < limitBytes; age++) {
      const text = await readFile(this.#path(age), 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return '';
        throw error;
      });
      for (const line of text.split('\n').reverse()) {
        if (line === '' || !keep(line)) continue;
        sizeBytes += line.length;
        if (sizeBytes > limitBytes) break;
        newestFirst.push(line);
      }
    }
    return newestFirst.reverse();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
