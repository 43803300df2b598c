import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { LocalState } from '../local-state/local-state.ts';
import type { CompleteUpload } from '../local-state/upload-store.ts';
import type { OpenProject } from '../projects/open-project.ts';
import { type ByteRanges, firstHole, withRange } from './byte-ranges.ts';
import { refuseReadOnlyProject } from './writable.ts';

/** The most that one request carries. */
export const maxPieceBytes = 8 * 1024 * 1024;
/** The most that a value can hold: what SQLite and PostgreSQL have in common. */
export const maxUploadBytes = 1_000_000_000;
const maxOpen = 100;
const keptDays = 7;
const dayMs = 24 * 60 * 60 * 1000;

/** An upload whose pieces are arriving. */
interface OpenUpload {
  readonly id: string;
  /** Path of the project; another one once the project is known by another. */
  project: string;
  readonly file: FileHandle;
  ranges: ByteRanges;
  /** Pieces that are being written now. */
  writing: number;
}

interface UploadServices {
  readonly directory: string;
  readonly localState: Pick<LocalState, 'uploads' | 'drafts'>;
  readonly log: Logger;
}

/**
 * Bytes for values too big to be typed. They arrive in pieces and lie in files named by us, readable by their owner only.
 * Complete ones are kept while a draft names them, and at most seven days otherwise.
 */
export class Uploads {
  readonly #services: UploadServices;
  readonly #open = new Map<string, OpenUpload>();
  readonly #complete: Map<string, CompleteUpload>;
  readonly #held = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  private constructor(services: UploadServices, complete: readonly CompleteUpload[]) {
    this.#services = services;
    this.#complete = new Map(complete.map((upload) => [upload.id, upload]));
    this.#timer = setInterval(() => {
      this.#removeOld().catch((error: unknown) =>
        services.log.warn({ err: error }, 'old uploads could not be removed'),
      );
    }, dayMs).unref();
  }

  /** Makes the folder, removes what was left half-way and what nobody needs any more. */
  static async open(services: UploadServices): Promise<Uploads> {
    await mkdir(services.directory, { recursive: true, mode: 0o700 });
    const uploads = new Uploads(services, await services.localState.uploads.list());
    await uploads.#removeOld();
    for (const name of await readdir(services.directory)) {
      if (!uploads.#complete.has(name)) await rm(join(services.directory, name), { recursive: true, force: true });
    }
    return uploads;
  }

  /** @returns the id under which the pieces are put. @throws {AppError} `read_only`, `unsupported` when too many are open */
  async start(project: OpenProject): Promise<string> {
    refuseReadOnlyProject(project);
    if (this.#open.size >= maxOpen)
      throw new AppError('unsupported', `${maxOpen} uploads are open already`, {
        advice: 'Finish or cancel one of them.',
      });
    const id = randomBytes(16).toString('hex');
    const file = await open(this.#partPath(id), 'wx+', 0o600);
    this.#open.set(id, { id, project: project.path, file, ranges: [], writing: 0 });
    return id;
  }

  /**
   * Writes one piece as it arrives. A piece that was cut off does not count; it is put again.
   * @throws {AppError} `not_found`, `bad_request`, `read_only`, `conflict` when the disk is full
   */
  async put(project: OpenProject, id: string, offset: number, body: AsyncIterable<Uint8Array>): Promise<void> {
    refuseReadOnlyProject(project);
    const upload = this.#opened(project, id);
    upload.writing += 1;
    let position = offset;
    try {
      for await (const bytes of body) {
        if (position + bytes.length - offset > maxPieceBytes)
          throw new AppError('bad_request', 'A piece of an upload has at most 8 MB');
        if (position + bytes.length > maxUploadBytes) throw new AppError('bad_request', 'A value has at most 1 GB');
        await writeAll(upload.file, bytes, position);
        position += bytes.length;
      }
      upload.ranges = withRange(upload.ranges, offset, position);
    } catch (error) {
      // Its file was closed under it.
      if (this.#open.get(id) !== upload) throw unknownUpload(id);
      throw isDiskFull(error)
        ? new AppError('conflict', 'The disk is full', {
            subject: this.#services.directory,
            advice: 'Make room and try again.',
          })
        : error;
    } finally {
      upload.writing -= 1;
    }
  }

  /**
   * All pieces are there: checks them and keeps the whole.
   * @throws {AppError} `conflict` when bytes are missing or others than announced; the upload stays open then
   */
  async complete(project: OpenProject, id: string, sizeBytes: number, sha256: string): Promise<void> {
    refuseReadOnlyProject(project);
    const known = this.#complete.get(id);
    // The answer to the first call was lost: the window asks again.
    if (known?.project === project.path && known.sizeBytes === sizeBytes && known.sha256 === sha256) return;
    const upload = this.#opened(project, id);
    const refuse = (message: string) => {
      throw new AppError('conflict', message, { subject: id, advice: 'Load the file again.' });
    };
    if (upload.writing > 0) refuse('A piece of the upload is still on its way');
    const hole = firstHole(upload.ranges, sizeBytes);
    if (hole) refuse(`Bytes ${hole.start} to ${hole.end - 1} of the upload are missing`);
    const end = upload.ranges.at(-1)?.end ?? 0;
    if (end > sizeBytes) refuse(`The upload has ${end} bytes, and ${sizeBytes} were announced`);
    const found = await sha256Of(this.#partPath(id));
    if (found !== sha256) refuse('The bytes of the upload have changed on their way');
    if (upload.writing > 0 || this.#open.get(id) !== upload) refuse('The upload was changed while it was checked');
    this.#open.delete(id);
    await upload.file.sync();
    await upload.file.close();
    await rename(this.#partPath(id), this.#path(id));
    const complete = { id, project: project.path, sizeBytes, sha256, completedAt: new Date().toISOString() };
    await this.#services.localState.uploads.add(complete);
    this.#complete.set(id, complete);
  }

  /** Throws an upload away, open or complete. One that is unknown is gone already. */
  async cancel(project: OpenProject, id: string): Promise<void> {
    const upload = this.#open.get(id);
    if (upload?.project === project.path) {
      this.#open.delete(id);
      await upload.file.close();
      await rm(this.#partPath(id), { force: true });
    } else if (this.#complete.get(id)?.project === project.path && !this.#held.has(id)) {
      await this.#remove(id);
    }
  }

  /** The bytes of a complete upload. @throws {AppError} `not_found` */
  async read(project: OpenProject, id: string): Promise<Uint8Array> {
    const upload = this.#complete.get(id);
    if (upload?.project !== project.path) throw unknownUpload(id);
    const bytes = await readFile(this.#path(id));
    if (bytes.length !== upload.sizeBytes) throw new Error(`The upload ${id} was cut`);
    return bytes;
  }

  /** The project is known by another path now; the store has been told. */
  move(from: string, to: string): void {
    for (const upload of this.#open.values()) if (upload.project === from) upload.project = to;
    for (const [id, upload] of this.#complete)
      if (upload.project === from) this.#complete.set(id, { ...upload, project: to });
  }

  /** Keeps these while a save needs them. @returns a function that lets go of them. */
  hold(ids: readonly string[]): () => void {
    for (const id of ids) this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    return () => {
      for (const id of ids) {
        const count = (this.#held.get(id) ?? 1) - 1;
        if (count > 0) this.#held.set(id, count);
        else this.#held.delete(id);
      }
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(({ file }) => file.close()));
  }

  #opened(project: OpenProject, id: string): OpenUpload {
    const upload = this.#open.get(id);
    if (upload?.project !== project.path) throw unknownUpload(id);
    return upload;
  }

  async #removeOld(): Promise<void> {
    const oldest = Date.now() - keptDays * dayMs;
    for (const { id, completedAt } of [...this.#complete.values()]) {
      if (Date.parse(completedAt) > oldest || this.#held.has(id)) continue;
      if (await this.#services.localState.drafts.isNamed(id)) continue;
      await this.#remove(id);
    }
  }

  async #remove(id: string): Promise<void> {
    this.#complete.delete(id);
    await this.#services.localState.uploads.remove(id);
    await rm(this.#path(id), { force: true });
  }

  #path(id: string): string {
    return join(this.#services.directory, id);
  }

  #partPath(id: string): string {
    return `${this.#path(id)}.part`;
  }
}

function unknownUpload(id: string): AppError {
  return new AppError('not_found', 'No such upload', { subject: id.slice(0, 40), advice: 'Load the file again.' });
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
