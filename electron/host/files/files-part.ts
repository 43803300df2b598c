import { basename, resolve } from 'node:path';
import type { FileItem, FileStorage } from '../../../shared/contract/files.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { ThumbnailSize } from '../../../shared/domain/byte-address.ts';
import type { Manifest, PartState } from '../../../shared/domain/project.ts';
import type { Part, PartContext } from '../projects/part.ts';
import { isFileId } from './file-id.ts';
import { IndexClient } from './index/index-client.ts';
import type { FileSummary, IndexedFile, PageQuery } from './index/index-messages.ts';
import type { DecoderFailure, ImageDescription } from './thumbnails/decoder-messages.ts';
import type { Thumbnail, Thumbnails } from './thumbnails/thumbnails.ts';

type FilesConfig = Manifest['files'][string];

export interface FilesDependencies {
  readonly thumbnails: Thumbnails;
}

export interface FilesPage {
  readonly total: number;
  readonly isComplete: boolean;
  readonly sizeBytes: number;
  readonly items: readonly FileItem[];
  /** Place of the file that was to be located; `null` when it is not among these. */
  readonly located: number | null;
}

/** A file that is on disk, with everything needed to open it. */
export interface FoundFile {
  /** Real path of the files folder. */
  readonly root: string;
  readonly file: IndexedFile;
  readonly item: FileItem;
}

/** One files root of a project: its storages, their files, their pictures. */
export interface FilesPart extends Part {
  /** The storages as far as they are known now. */
  list(): readonly FileStorage[];
  /** Called when storages or totals change. @returns a function that ends the subscription. */
  onTotalsChange(listener: () => void): () => void;
  /** @throws AppError `connection`, `not_found` (no such storage) */
  page(query: PageQuery, signal?: AbortSignal): Promise<FilesPage>;
  /** The files as they are on disk now, in the order of `ids`; one that is not there is `missing`. */
  lookup(storage: string, ids: readonly string[], signal?: AbortSignal): Promise<readonly FileItem[]>;
  /** Names and sizes, quickly; `null` for a file that is not there. */
  summaries(storage: string, ids: readonly string[], signal?: AbortSignal): Promise<readonly (FileSummary | null)[]>;
  /** @returns `null` when there is no such file on disk */
  find(storage: string, id: string, signal?: AbortSignal): Promise<FoundFile | null>;
  /** Identifies the picture for caches. */
  thumbnailKey(found: FoundFile, size: ThumbnailSize): string;
  /** @throws AppError `unsupported` when it can't be drawn */
  thumbnail(found: FoundFile, size: ThumbnailSize, signal?: AbortSignal): Promise<Thumbnail>;
  describeImage(found: FoundFile, signal?: AbortSignal): Promise<ImageDescription | DecoderFailure>;
  /** Reads the whole folder again. */
  refresh(): void;
}

/** Opens a files folder; never throws: what is wrong shows in `state`. */
export function openFilesRoot(
  id: string,
  config: FilesConfig,
  context: PartContext,
  dependencies: FilesDependencies,
): FilesPart {
  return new FilesFolder(id, config, context, dependencies);
}

class FilesFolder implements FilesPart {
  readonly id: string;
  readonly kind: string;
  readonly address: string;
  readonly #context: PartContext;
  readonly #given: { readonly root: string; readonly layout: string };
  readonly #thumbnails: Thumbnails;
  readonly #stateListeners = new Set<() => void>();
  readonly #totalsListeners = new Set<() => void>();
  #client: IndexClient;
  #state: PartState;

  constructor(id: string, config: FilesConfig, context: PartContext, { thumbnails }: FilesDependencies) {
    this.id = id;
    this.kind = config.layout;
    const root = resolve(context.projectDirectory, config.root);
    this.address = basename(root);
    this.#context = context;
    this.#given = { root, layout: config.layout };
    this.#thumbnails = thumbnails;
    this.#state = { kind: 'connecting', message: 'Opening the folder' };
    this.#client = this.#start();
  }

  get state(): PartState {
    return this.#state;
  }

  onStateChange(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onTotalsChange(listener: () => void): () => void {
    this.#totalsListeners.add(listener);
    return () => this.#totalsListeners.delete(listener);
  }

  reconnect(): void {
    if (this.#client.isEnded) this.#client = this.#start();
    else this.#client.rescan();
  }

  refresh(): void {
    this.reconnect();
  }

  async close(): Promise<void> {
    this.#stateListeners.clear();
    this.#totalsListeners.clear();
    await this.#client.close();
  }

  list(): readonly FileStorage[] {
    return this.#client.storages.map(({ name, files, sizeBytes, isComplete }) => ({
      root: this.id,
      storage: name,
      files: { kind: isComplete ? 'exact' : 'atLeast', value: files },
      sizeBytes,
      isComplete,
    }));
  }

  async page(query: PageQuery, signal?: AbortSignal): Promise<FilesPage> {
    const page = await this.#client.page(query, signal);
    if (!page)
      throw new AppError('not_found', `No storage "${query.storage}" in ${this.address}`, { subject: query.storage });
    return { ...page, items: page.items.map((file) => this.#item(query.storage, file)) };
  }

  async lookup(storage: string, ids: readonly string[], signal?: AbortSignal): Promise<readonly FileItem[]> {
    const files = await this.#client.lookup(storage, ids, signal);
    return ids.map((id, index) => {
      const file = files[index];
      return file ? this.#item(storage, file) : missingItem(this.id, storage, id);
    });
  }

  async summaries(
    storage: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly (FileSummary | null)[]> {
    return await this.#client.summaries(storage, ids, signal);
  }

  async find(storage: string, id: string, signal?: AbortSignal): Promise<FoundFile | null> {
    if (!isFileId(id)) throw new AppError('bad_request', 'Not a file id', { subject: id.slice(0, 64) });
    const root = await this.#client.root(signal);
    const [file] = await this.#client.lookup(storage, [id], signal);
    return file ? { root, file, item: this.#item(storage, file) } : null;
  }

  thumbnailKey(found: FoundFile, size: ThumbnailSize): string {
    return this.#thumbnails.key(this.#source(found), size);
  }

  async thumbnail(found: FoundFile, size: ThumbnailSize, signal?: AbortSignal): Promise<Thumbnail> {
    if (!found.file.hasThumbnail)
      throw new AppError('unsupported', 'There is no picture of this file', { subject: found.file.name });
    return await this.#thumbnails.get(this.#source(found), size, signal);
  }

  async describeImage(found: FoundFile, signal?: AbortSignal): Promise<ImageDescription | DecoderFailure> {
    return await this.#thumbnails.describe(this.#source(found), signal);
  }

  #source(found: FoundFile) {
    return { root: found.root, storage: found.item.storage, file: found.file };
  }

  #start(): IndexClient {
    return new IndexClient(this.#context.environment, this.#given, () => this.#changed());
  }

  #changed(): void {
    const { state } = this.#client;
    const before = this.#state;
    if (state.kind === 'open')
      this.#state = { kind: 'ready', version: this.kind === 'wefram' ? 'Wefram files' : 'Files' };
    if (state.kind === 'unreachable') this.#state = { kind: 'failed', message: state.message, advice: state.advice };
    if (JSON.stringify(before) !== JSON.stringify(this.#state)) for (const listener of this.#stateListeners) listener();
    for (const listener of this.#totalsListeners) listener();
  }

  #item(storage: string, file: IndexedFile): FileItem {
    const { id, name, sizeBytes, contentType, storedAt, state, hasThumbnail, version } = file;
    return {
      root: this.id,
      storage,
      id,
      name,
      caption: null,
      sizeBytes,
      contentType,
      storedAt,
      state,
      hasThumbnail,
      version,
    };
  }
}

/** A file that a row names and that is not on disk. */
export function missingItem(root: string, storage: string, id: string): FileItem {
  return {
    root,
    storage,
    id,
    name: id,
    caption: null,
    sizeBytes: 0,
    contentType: '',
    storedAt: '',
    state: 'missing',
    hasThumbnail: false,
    version: '',
  };
}
