import type { FileItem } from '../../../shared/contract/files.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { Count, Field, Model } from '../../../shared/domain/catalog.ts';
import { cellText } from '../../../shared/domain/cell.ts';
import type { RowKey } from '../../../shared/domain/row-key.ts';
import type { Operation, Session } from '../storage/connector.ts';
import type { FilesProject } from './file-fields.ts';
import { parseFileValue } from './file-id.ts';
import { type RelatedScope, relatedPage } from './related.ts';

export interface RowFiles {
  readonly own: { field: string; item: FileItem }[];
  readonly galleries: { scope: RelatedScope; title: string; total: Count; items: FileItem[] }[];
}

export interface RowRef {
  readonly storage: string;
  readonly model: string;
  readonly key: RowKey;
}

/** Pictures shown of each gallery beside the row. */
const previewItems = 12;
/** A model that half the schema refers to would otherwise be asked about for a long time. */
const relationLimit = 50;

/** The files of one row: those that its own fields name, and the galleries of the rows that belong to it. */
export async function rowFiles(project: FilesProject, row: RowRef, signal: AbortSignal): Promise<RowFiles> {
  const source = project.storages.get(row.storage);
  if (!source) throw new AppError('not_found', `No storage "${row.storage}" in this project`, { subject: row.storage });
  const session = await source.session();
  const operation: Operation = { signal, timeoutMs: 5000 };
  const model = await session.describe(row.model, operation);
  return {
    own: await ownFiles(project, session, model, row.key, operation),
    galleries: await rowGalleries(project, session, model, row, operation),
  };
}

async function ownFiles(
  project: FilesProject,
  session: Session,
  model: Model,
  key: RowKey,
  operation: Operation,
): Promise<RowFiles['own']> {
  const fields = model.fields.filter((field) => field.file !== null);
  if (fields.length === 0) return [];
  const [cells] = await session.read(
    model.id,
    [key],
    fields.map((field) => field.name),
    operation,
  );
  if (!cells) return [];
  const found = await Promise.all(
    fields.map((field, index) => ownFile(project, field, cellText(cells[index] ?? null), operation.signal)),
  );
  return found.filter((file) => file !== null);
}

async function ownFile(
  project: FilesProject,
  field: Field,
  value: string,
  signal: AbortSignal,
): Promise<{ field: string; item: FileItem } | null> {
  const reference = parseFileValue(value);
  const part = field.file ? project.files.get(field.file.root) : undefined;
  if (reference.kind !== 'stored' || !field.file || !part) return null;
  const [item] = await part.lookup(field.file.storage, [reference.id], signal);
  return item ? { field: field.name, item } : null;
}

async function rowGalleries(
  project: FilesProject,
  session: Session,
  model: Model,
  row: RowRef,
  operation: Operation,
): Promise<RowFiles['galleries']> {
  const galleries: RowFiles['galleries'] = [];
  for (const relation of model.incoming.slice(0, relationLimit)) {
    const child = relation.fromModel === model.id ? model : await session.describe(relation.fromModel, operation);
    for (const field of child.fields) {
      if (!field.file || !project.files.has(field.file.root)) continue;
      const scope: RelatedScope = {
        kind: 'related',
        storage: row.storage,
        model: row.model,
        key: row.key,
        relation: relation.id,
        field: field.name,
      };
      const page = await relatedPage(
        project,
        scope,
        { order: 'position', search: '', offset: 0, limit: previewItems },
        operation.signal,
      );
      if (page.total.value > 0) galleries.push({ scope, title: child.caption, total: page.total, items: page.items });
    }
  }
  return galleries;
}
