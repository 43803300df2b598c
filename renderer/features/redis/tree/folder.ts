import type { KeyNode } from '../../../../shared/contract/redis.ts';

/** An open folder: what of its children is in memory, and which of them are open themselves. */
export interface Folder {
  /** base64url; empty for the root. */
  readonly path: string;
  /** From 1. */
  readonly level: number;
  /** `null` before the first page has come. */
  total: number | null;
  isComplete: boolean;
  readonly nodes: Map<number, KeyNode>;
  /** Places by {@link nodeId}. */
  readonly places: Map<string, number>;
  readonly open: Map<string, { place: number; child: Folder }>;
}

/** Children of one folder that stand on neighbouring lines: `from` to `to`, inclusive. */
export interface Segment {
  readonly folder: Folder;
  /** Line of the first one. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export function newFolder(path: string, level: number): Folder {
  return { path, level, total: null, isComplete: false, nodes: new Map(), places: new Map(), open: new Map() };
}

/** A key and a folder can have the same path: `a:` holds the key `a:`. */
export function nodeId(kind: KeyNode['kind'], path: string): string {
  return `${kind} ${path}`;
}

interface LoadedNodes {
  readonly total: number;
  readonly isComplete: boolean;
  readonly offset: number;
  readonly nodes: readonly KeyNode[];
}

/** Takes a page into a folder. Nodes that moved because others came before them lose their old places. */
export function putNodes(folder: Folder, { total, isComplete, offset, nodes }: LoadedNodes): void {
  folder.total = total;
  folder.isComplete = isComplete;
  for (const [index, node] of nodes.entries()) {
    const place = offset + index;
    const id = nodeId(node.kind, node.path);
    const before = folder.places.get(id);
    if (before !== undefined && before !== place) folder.nodes.delete(before);
    const displaced = folder.nodes.get(place);
    if (displaced && nodeId(displaced.kind, displaced.path) !== id)
      folder.places.delete(nodeId(displaced.kind, displaced.path));
    folder.nodes.set(place, node);
    folder.places.set(id, place);
    const opened = node.kind === 'folder' ? folder.open.get(node.path) : undefined;
    if (opened) opened.place = place;
  }
}

/** All lines of the tree as spans of neighbouring children: few, however many children there are. */
export function segmentsOf(root: Folder): { readonly segments: readonly Segment[]; readonly rowCount: number } {
  const segments: Segment[] = [];
  let line = 0;
  const visit = (folder: Folder) => {
    // One line stands for children that are not known yet.
    const count = folder.total ?? (folder === root ? 0 : 1);
    const opened = [...folder.open.values()].filter(({ place }) => place < count).sort((a, b) => a.place - b.place);
    let from = 0;
    for (const { place, child } of opened) {
      segments.push({ folder, start: line, from, to: place });
      line += place - from + 1;
      from = place + 1;
      visit(child);
    }
    if (from < count) {
      segments.push({ folder, start: line, from, to: count - 1 });
      line += count - from;
    }
  };
  visit(root);
  return { segments, rowCount: line };
}

/** The segment that holds a line. */
export function segmentAt(segments: readonly Segment[], line: number): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const segment = segments[middle];
    if (!segment) return undefined;
    if (line < segment.start) high = middle - 1;
    else if (line > segment.start + segment.to - segment.from) low = middle + 1;
    else return segment;
  }
  return undefined;
}

/** Drops the nodes farther than `distance` from the places in sight, but for open folders. */
export function forgetFar(folder: Folder, first: number, last: number, distance: number): void {
  for (const [place, node] of folder.nodes) {
    if (place >= first - distance && place <= last + distance) continue;
    if (folder.open.has(node.path)) continue;
    folder.nodes.delete(place);
    folder.places.delete(nodeId(node.kind, node.path));
  }
}
