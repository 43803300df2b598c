import type { FileItem, FileScope } from '../../../shared/contract/files.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Count, Field, Model, Relation } from '../../../shared/domain/catalog.ts';
import { type Cell, cellText } from '../../../shared/domain/cell.ts';
import type { Filter } from '../../../shared/domain/query.ts';
import { encodeRowKey, type RowKey } from '../../../shared/domain/row-key.ts';
import type { Operation, Session } from '../storage/connector.ts';
import { captionFieldOf, type FilesProject, positionFieldOf } from './file-fields.ts';
import { parseFileValue } from './file-id.ts';
import { type FilesPart, missingItem } from './files-part.ts';
import type { FileOrder, FileSummary, PageQuery } from './index/index-messages.ts';

export type RelatedScope = Extract<FileScope, { kind: 'related' }>;

/** The stored id and the caption of each row of a gallery, in the rows' order. */
interface GalleryRow {
  readonly id: string;
  readonly caption: string | null;
}

interface Gallery {
  readonly title: string;
  readonly part: FilesPart;
  readonly fileStorage: string;
  readonly rows: readonly GalleryRow[];
  readonly isComplete: boolean;
}

export interface GalleryPage {
  readonly title: string;
  readonly total: Count;
  readonly sizeBytes: number;
  readonly items: FileItem[];
  readonly located: number | null;
}

/** A gallery is sorted and added up in memory; rows beyond this number are not shown, and the count says so. */
const rowLimit = 20_000;
/** Paging through a gallery asks the store once, not once a page. */
const keptMs = 3000;
const kept = new WeakMap<Session, Map<string, { readonly gallery: Gallery; readonly until: number }>>();

const names = new Intl.Collator('en', { numeric: true });

/** One page of the files of the rows that belong to one row. */
export async function relatedPage(
  project: FilesProject,
  scope: RelatedScope,
  view: Omit<PageQuery, 'storage'>,
  signal: AbortSignal,
): Promise<GalleryPage> {
  const session = await sessionOf(project, scope.storage);
  const gallery = await galleryOf(project, session, scope, { signal, timeoutMs: 10_000 });
  const summaries = await gallery.part.summaries(
    gallery.fileStorage,
    gallery.rows.map((row) => row.id),
    signal,
  );
  const wanted = view.search.toLowerCase();
  const shown = gallery.rows
    .map((row, index) => ({ ...row, summary: summaries[index] ?? null }))
    .filter(
      ({ id, caption, summary }) =>
        wanted === '' || [id, caption ?? '', summary?.name ?? ''].some((text) => text.toLowerCase().includes(wanted)),
    )
    .sort(comparators[view.order]);
  const located = shown.findIndex(({ id }) => id === view.locate);
  const page = shown.slice(view.offset, view.offset + view.limit);
  return {
    title: gallery.title,
    located: located < 0 ? null : located,
    total: { kind: gallery.isComplete ? 'exact' : 'atLeast', value: shown.length },
    sizeBytes: shown.reduce((sum, { summary }) => sum + (summary?.sizeBytes ?? 0), 0),
    items: await itemsOf(gallery, page, signal),
  };
}

async function itemsOf(
  { part, fileStorage }: Gallery,
  rows: readonly GalleryRow[],
  signal: AbortSignal,
): Promise<FileItem[]> {
  const items = await part.lookup(
    fileStorage,
    rows.map((row) => row.id),
    signal,
  );
  return rows.map((row, index) => ({
    ...(items[index] ?? missingItem(part.id, fileStorage, row.id)),
    caption: row.caption,
  }));
}

type Shown = GalleryRow & { readonly summary: FileSummary | null };

function byName(a: Shown, b: Shown): number {
  return names.compare(a.caption ?? a.summary?.name ?? a.id, b.caption ?? b.summary?.name ?? b.id);
}

const comparators: Readonly<Record<FileOrder, (a: Shown, b: Shown) => number>> = {
  // Sorting is stable: the rows' own order stays.
  position: () => 0,
  name: byName,
  date: (a, b) => {
    const [first, second] = [a.summary?.storedAt ?? '', b.summary?.storedAt ?? ''];
    return first < second ? 1 : first > second ? -1 : byName(a, b);
  },
  size: (a, b) => (b.summary?.sizeBytes ?? 0) - (a.summary?.sizeBytes ?? 0) || byName(a, b),
  id: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
};

async function sessionOf(project: FilesProject, storage: string): Promise<Session> {
  const source = project.storages.get(storage);
  if (!source) throw new AppError('not_found', `No storage "${storage}" in this project`, { subject: storage });
  return await source.session();
}

async function galleryOf(
  project: FilesProject,
  session: Session,
  scope: RelatedScope,
  operation: Operation,
): Promise<Gallery> {
  const galleries = kept.get(session) ?? new Map<string, { gallery: Gallery; until: number }>();
  kept.set(session, galleries);
  const name = [scope.model, encodeRowKey(scope.key), scope.relation, scope.field].join('\n');
  const now = performance.now();
  for (const [key, { until }] of galleries) if (until < now) galleries.delete(key);
  const known = galleries.get(name);
  if (known) return known.gallery;
  const gallery = await readGallery(project, session, scope, operation);
  galleries.set(name, { gallery, until: performance.now() + keptMs });
  return gallery;
}

async function readGallery(
  project: FilesProject,
  session: Session,
  scope: RelatedScope,
  operation: Operation,
): Promise<Gallery> {
  const parent = await session.describe(scope.model, operation);
  const relation = parent.incoming.find(({ id }) => id === scope.relation);
  if (!relation)
    throw new AppError('not_found', `No relation "${scope.relation}" leads to ${parent.caption}`, {
      subject: scope.relation,
    });
  const child = relation.fromModel === parent.id ? parent : await session.describe(relation.fromModel, operation);
  const field = child.fields.find(({ name }) => name === scope.field);
  const part = field?.file ? project.files.get(field.file.root) : undefined;
  if (!field?.file || !part)
    throw new AppError('not_found', `"${scope.field}" of ${child.caption} names no files`, { subject: scope.field });

  const row = await parentRow(session, parent, relation, scope.key, operation);
  const rows = await galleryRows(session, child, field, relationFilter(relation, row.values), operation);
  return { title: row.caption, part, fileStorage: field.file.storage, ...rows };
}

async function parentRow(session: Session, parent: Model, relation: Relation, key: RowKey, operation: Operation) {
  const caption = parent.captionField;
  const columns = [...relation.toFields, ...(caption ? [caption] : [])];
  const [cells] = await session.read(parent.id, [key], columns, operation);
  if (!cells) throw new AppError('not_found', `This row of ${parent.caption} no longer exists`, { subject: parent.id });
  const text = caption ? cellText(cells[relation.toFields.length] ?? null) : '';
  return {
    values: cells.slice(0, relation.toFields.length),
    caption: text || `${parent.caption} ${key.map(cellText).join(' ')}`,
  };
}

function relationFilter(relation: Relation, values: readonly Cell[]): Filter {
  return {
    kind: 'and',
    filters: relation.fromFields.map((field, index) => {
      const value = values[index] ?? null;
      // Key and foreign-key columns are never cut .
      if (typeof value === 'object' && value?.kind === 'cut')
        throw new AppError('unsupported', 'The key is too long', { subject: field });
      return value === null ? { kind: 'isNull', field } : { kind: 'compare', field, op: 'is', value };
    }),
  };
}

async function galleryRows(session: Session, child: Model, field: Field, related: Filter, operation: Operation) {
  const caption = captionFieldOf(child);
  const position = positionFieldOf(child);
  const filter: Filter = { kind: 'and', filters: [related, { kind: 'isNotNull', field: field.name }] };
  const query = {
    model: child.id,
    filter,
    sort: position ? [{ field: position, direction: 'asc' as const }] : [],
    search: '',
  };
  const rows: GalleryRow[] = [];
  for await (const batch of session.scan(query, caption ? [field.name, caption] : [field.name], operation)) {
    for (const [value = null, text = null] of batch) {
      const reference = parseFileValue(cellText(value));
      // Static assets and texts that are no ids do not lie in this storage.
      if (reference.kind !== 'stored') continue;
      if (rows.length >= rowLimit) return { rows, isComplete: false };
      rows.push({ id: reference.id, caption: cellText(text) || null });
    }
  }
  return { rows, isComplete: true };
}
