import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { DecoderFailure, ThumbnailResult } from './decoder-messages.ts';

export type CachedThumbnail = Pick<ThumbnailResult, 'contentType' | 'bytes'> | DecoderFailure;

interface Kept {
  readonly extension: Extension;
  readonly sizeBytes: number;
  usedAt: number;
}

const extensions = ['jpg', 'webp', 'fail'] as const;
type Extension = (typeof extensions)[number];

/** Use is written to disk (as the file's time) at most so often; it orders eviction after a restart. */
const touchAfterMs = 60 * 60 * 1000;
/** Eviction makes some room at once instead of running again for each new file. */
const evictTo = 0.9;

const failureSchema = z.strictObject({
  kind: z.literal('failure'),
  reason: z.enum(['refused', 'damaged', 'too-big', 'unsupported', 'timeout', 'crash']),
  message: z.string(),
});

/**
 * Thumbnails on disk, `<key[0:2]>/<key[2:]>.<extension>`, the least recently used removed beyond the limit.
 * A broken file leaves a `.fail` record, so it is not drawn again and again. Losing the folder loses nothing.
 */
export class ThumbnailCache {
  readonly #directory: string;
  readonly #limitBytes: () => number;
  readonly #log: Logger;
  readonly #kept = new Map<string, Kept>();
  #sizeBytes = 0;
  #loaded: Promise<void> | null = null;
  #evicting: Promise<void> | null = null;

  constructor(directory: string, limitBytes: () => number, log: Logger) {
    this.#directory = directory;
    this.#limitBytes = limitBytes;
    this.#log = log;
  }

  async size(): Promise<{ sizeBytes: number; files: number }> {
    await this.#load();
    return { sizeBytes: this.#sizeBytes, files: this.#kept.size };
  }

  async get(key: string): Promise<CachedThumbnail | null> {
    await this.#load();
    const kept = this.#kept.get(key);
    if (!kept) return null;
    try {
      const path = this.#path(key, kept.extension);
      const bytes = await readFile(path);
      const now = Date.now();
      if (now - kept.usedAt > touchAfterMs) await utimes(path, now / 1000, now / 1000);
      kept.usedAt = now;
      if (kept.extension !== 'fail')
        return { contentType: kept.extension === 'jpg' ? 'image/jpeg' : 'image/webp', bytes };
      return failureSchema.parse(JSON.parse(bytes.toString()));
    } catch (error) {
      // Removed or damaged behind our back: as if it had never been there.
      this.#log.debug({ err: error }, 'A cached thumbnail could not be read');
      this.#forget(key);
      return null;
    }
  }

  /** Keeps a picture or a failure. A cache that can't be written costs time, never the picture: it is logged. */
  async put(key: string, value: CachedThumbnail): Promise<void> {
    await this.#load();
    const isFailure = 'reason' in value;
    const extension: Extension = isFailure ? 'fail' : value.contentType === 'image/jpeg' ? 'jpg' : 'webp';
    const bytes = isFailure ? Buffer.from(JSON.stringify(value)) : value.bytes;
    const path = this.#path(key, extension);
    const temporary = join(this.#directory, `${randomUUID()}.tmp`);
    try {
      await mkdir(join(this.#directory, key.slice(0, 2)), { recursive: true });
      await writeFile(temporary, bytes);
      await rename(temporary, path);
    } catch (error) {
      this.#log.warn({ err: error }, 'A thumbnail could not be kept');
      await rm(temporary, { force: true });
      return;
    }
    this.#forget(key);
    this.#kept.set(key, { extension, sizeBytes: bytes.length, usedAt: Date.now() });
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > this.#limitBytes()) await this.evict();
  }

  async clear(): Promise<void> {
    await this.#load();
    this.#kept.clear();
    this.#sizeBytes = 0;
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Removes the least recently used until the limit is kept; also after the limit was lowered. */
  async evict(): Promise<void> {
    await this.#load();
    this.#evicting ??= this.#evict().finally(() => {
      this.#evicting = null;
    });
    await this.#evicting;
  }

  async #evict(): Promise<void> {
    if (this.#sizeBytes <= this.#limitBytes()) return;
    const goal = this.#limitBytes() * evictTo;
    const oldest = [...this.#kept].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [key, kept] of oldest) {
      if (this.#sizeBytes <= goal) return;
      if (this.#kept.get(key) !== kept) continue;
      this.#forget(key);
      await rm(this.#path(key, kept.extension), { force: true });
    }
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    this.#kept.delete(key);
    this.#sizeBytes -= kept.sizeBytes;
  }

  #path(key: string, extension: Extension): string {
    return join(this.#directory, key.slice(0, 2), `${key.slice(2)}.${extension}`);
  }

  #load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  async #read(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const folder of await readdir(this.#directory)) {
      if (folder.endsWith('.tmp')) await rm(join(this.#directory, folder), { force: true });
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      const names = await readdir(join(this.#directory, folder));
      await Promise.all(names.map((name) => this.#readOne(folder, name)));
    }
  }

  async #readOne(folder: string, name: string): Promise<void> {
    const [stem = '', extension] = name.split('.');
    const known = extensions.find((one) => one === extension);
    if (!known || !/^[0-9a-f]{38}$/.test(stem)) return;
    const { size, mtimeMs } = await stat(join(this.#directory, folder, name));
    this.#kept.set(folder + stem, { extension: known, sizeBytes: size, usedAt: mtimeMs });
    this.#sizeBytes += size;
  }
}
