import type { KeyNode } from '../../../../shared/contract/redis.ts';
import { ancestorsOf } from './ancestors.ts';
import { type Folder, forgetFar, newFolder, nodeId, putNodes, type Segment, segmentAt, segmentsOf } from './folder.ts';

export const pageSize = 100;
/** Nodes of one folder that are kept; far away pages are read again when they come back into sight. */
const mostNodesKept = 20_000;

export interface LoadedNodes {
  readonly total: number;
  readonly isComplete: boolean;
  readonly offset: number;
  readonly found: number;
  readonly nodes: readonly KeyNode[];
}

export type PlaceInFolder = { readonly offset: number } | { readonly around: string };
export type LoadNodes = (
  path: string,
  place: PlaceInFolder,
  limit: number,
  signal: AbortSignal,
) => Promise<LoadedNodes>;

/** A line of the tree: a node, or the place of one that is on its way. */
export interface TreeRow {
  readonly node: KeyNode | undefined;
  readonly level: number;
  readonly setSize: number;
  /** From 1. */
  readonly position: number;
  readonly isOpen: boolean;
}

export interface TreeSnapshot {
  readonly rowCount: number;
  /** Children of the root; `null` before they are known. */
  readonly total: number | null;
  readonly isComplete: boolean;
  readonly error: unknown;
}

/**
 * Which nodes are open and what is known of them: pages of open folders, read when they come into sight. While the
 * keyspace is being swept everything shown is read again, and replaced in one step.
 */
export class KeyTreeStore {
  readonly #load: LoadNodes;
  readonly #listeners = new Set<() => void>();
  readonly #abort = new AbortController();
  #root: Folder;
  #segments: readonly Segment[] = [];
  #snapshot: TreeSnapshot = { rowCount: 0, total: null, isComplete: false, error: null };
  #visible = { first: 0, last: 40 };
  /** Pages that are being read, as `path offset`. */
  readonly #loading = new Set<string>();
  /** Counts what was opened and closed. */
  #shape = 0;
  #rereading: Promise<void> | null = null;
  /** Opening a chain of folders and reading everything again must not overlap: one would work on what the other replaced. */
  #turn: Promise<unknown> = Promise.resolve();
  #isStale = false;
  #error: unknown = null;

  constructor(load: LoadNodes) {
    this.#load = load;
    this.#root = newFolder('', 1);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): TreeSnapshot => this.#snapshot;

  /** Paths of the open folders, parents first; for {@link start}. */
  get openPaths(): string[] {
    const paths: string[] = [];
    const visit = (folder: Folder) => {
      for (const { child } of folder.open.values()) {
        paths.push(child.path);
        visit(child);
      }
    };
    visit(this.#root);
    return paths;
  }

  /** Reads the root, opens the given folders, and brings a key into the tree when one is named. */
  async start(open: readonly string[], key: string | undefined): Promise<void> {
    await this.#inTurn(async () => {
      await this.#loadPage(this.#root, { offset: 0 });
      for (const path of open) await this.#openChain(ancestorsOf(path));
      if (key !== undefined) await this.#openChain(ancestorsOf(key));
    });
  }

  close(): void {
    this.#abort.abort();
    this.#listeners.clear();
  }

  row(index: number): TreeRow | undefined {
    const segment = segmentAt(this.#segments, index);
    if (!segment) return undefined;
    const { folder } = segment;
    const place = segment.from + index - segment.start;
    const node = folder.nodes.get(place);
    return {
      node,
      level: folder.level,
      setSize: Math.max(folder.total ?? 0, place + 1),
      position: place + 1,
      isOpen: node?.kind === 'folder' && folder.open.has(node.path),
    };
  }

  /** The line of a node by its id, or -1 when it is not in memory. */
  indexOf(id: string): number {
    for (const segment of this.#segments) {
      const place = segment.folder.places.get(id);
      if (place !== undefined && place >= segment.from && place <= segment.to)
        return segment.start + place - segment.from;
    }
    return -1;
  }

  /** The line of the folder that holds the given line, or -1 for the root. */
  parentOf(index: number): number {
    const folder = segmentAt(this.#segments, index)?.folder;
    return folder && folder !== this.#root ? this.indexOf(nodeId('folder', folder.path)) : -1;
  }

  setVisible(first: number, last: number): void {
    this.#visible = { first, last };
    this.#loadVisible();
  }

  toggle(node: KeyNode): void {
    const parent = this.#folderHolding(nodeId('folder', node.path));
    const place = parent?.places.get(nodeId('folder', node.path));
    if (!parent || place === undefined) return;
    this.#shape++;
    if (parent.open.delete(node.path)) {
      this.#arrange();
      return;
    }
    const child = newFolder(node.path, parent.level + 1);
    parent.open.set(node.path, { place, child });
    void this.#attempt(() => this.#loadPage(child, { offset: 0 }));
    this.#arrange();
  }

  /** Opens the folders above a key and gives its line; -1 when the key is not in the tree. */
  async reveal(key: string): Promise<number> {
    await this.#inTurn(async () => {
      const folder = await this.#openChain(ancestorsOf(key));
      if (folder && !folder.places.has(nodeId('key', key))) await this.#loadPage(folder, { around: key });
    });
    return this.indexOf(nodeId('key', key));
  }

  /** Where in the folder of a line a name would stand that begins with these bytes. */
  async findInFolder(index: number, path: string): Promise<number> {
    const folder = segmentAt(this.#segments, index)?.folder;
    if (!folder) return -1;
    let found = -1;
    await this.#attempt(async () => {
      found = await this.#loadPage(folder, { around: path });
    });
    const node = folder.nodes.get(found);
    return node ? this.indexOf(nodeId(node.kind, node.path)) : -1;
  }

  folderPathOf(index: number): string {
    return segmentAt(this.#segments, index)?.folder.path ?? '';
  }

  /** Reads everything shown again; asked for more often than it can be done, it is done once more at the end. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#rereading ??= this.#rereadWhileStale().finally(() => {
      this.#rereading = null;
    });
    return this.#rereading;
  }

  async #rereadWhileStale(): Promise<void> {
    while (this.#isStale && !this.#abort.signal.aborted) {
      this.#isStale = false;
      const shape = this.#shape;
      await this.#inTurn(async () => {
        const root = await this.#reread(this.#root);
        // Something was opened or closed meanwhile: what was read does not fit any more.
        if (shape !== this.#shape) this.#isStale = true;
        else this.#root = root;
      });
      if (this.#error !== null) return;
      this.#loadVisible();
    }
  }

  async #reread(old: Folder): Promise<Folder> {
    const fresh = newFolder(old.path, old.level);
    const pages = new Set([0]);
    for (const segment of this.#segments) {
      if (segment.folder !== old) continue;
      const first = segment.from + Math.max(0, this.#visible.first - segment.start);
      const last = Math.min(segment.to, segment.from + this.#visible.last - segment.start);
      for (let page = Math.floor(first / pageSize); page * pageSize <= last; page++) pages.add(page);
    }
    const { signal } = this.#abort;
    const loads = [...pages].map((page) => this.#load(old.path, { offset: page * pageSize }, pageSize, signal));
    for (const loaded of await Promise.all(loads)) putNodes(fresh, loaded);
    for (const [path, { child }] of old.open) {
      let place = fresh.places.get(nodeId('folder', path));
      if (place === undefined) {
        putNodes(fresh, await this.#load(old.path, { around: path }, pageSize, signal));
        place = fresh.places.get(nodeId('folder', path));
      }
      // A folder whose last key is gone is gone itself.
      if (place !== undefined) fresh.open.set(path, { place, child: await this.#reread(child) });
    }
    return fresh;
  }

  /** Opens one folder after the other, from the root down; `null` when one of them is not there. */
  async #openChain(paths: readonly string[]): Promise<Folder | null> {
    let folder = this.#root;
    for (const path of paths) {
      const id = nodeId('folder', path);
      if (!folder.places.has(id)) await this.#loadPage(folder, { around: path });
      const place = folder.places.get(id);
      if (place === undefined) return null;
      let opened = folder.open.get(path)?.child;
      if (!opened) {
        opened = newFolder(path, folder.level + 1);
        await this.#loadPage(opened, { offset: 0 });
        this.#shape++;
        folder.open.set(path, { place, child: opened });
        this.#arrange();
      }
      folder = opened;
    }
    return folder;
  }

  async #loadPage(folder: Folder, place: PlaceInFolder): Promise<number> {
    const loaded = await this.#load(folder.path, place, pageSize, this.#abort.signal);
    putNodes(folder, loaded);
    this.#arrange();
    return loaded.found;
  }

  #loadVisible(): void {
    for (const { folder, start, from, to } of this.#segments) {
      if (folder.total === null) continue;
      const first = from + Math.max(0, this.#visible.first - start);
      const last = Math.min(to, from + this.#visible.last - start);
      for (let page = Math.floor(first / pageSize); page * pageSize <= last; page++) {
        this.#loadOnce(
          folder,
          page * pageSize,
          Math.max(first, page * pageSize),
          Math.min(last, (page + 1) * pageSize - 1),
        );
      }
      if (folder.nodes.size > mostNodesKept) forgetFar(folder, first, last, mostNodesKept >>> 2);
    }
  }

  #loadOnce(folder: Folder, offset: number, first: number, last: number): void {
    let isMissing = false;
    for (let place = first; place <= last && !isMissing; place++) isMissing = !folder.nodes.has(place);
    const name = `${folder.path} ${offset}`;
    if (!isMissing || this.#loading.has(name)) return;
    this.#loading.add(name);
    void this.#attempt(() => this.#loadPage(folder, { offset })).finally(() => this.#loading.delete(name));
  }

  #inTurn(work: () => Promise<unknown>): Promise<void> {
    const result = this.#turn.then(() => this.#attempt(work));
    this.#turn = result;
    return result;
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.#error = null;
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#error = error;
    }
    this.#arrange();
  }

  #folderHolding(id: string): Folder | undefined {
    return this.#segments.find(({ folder }) => folder.places.has(id))?.folder;
  }

  #arrange(): void {
    const { segments, rowCount } = segmentsOf(this.#root);
    this.#segments = segments;
    this.#snapshot = {
      rowCount,
      total: this.#root.total,
      isComplete: this.#root.isComplete,
      error: this.#error,
    };
    for (const listener of this.#listeners) listener();
  }
}
