import type { Field, Model } from '../../../shared/domain/catalog.ts';
import type { Manifest } from '../../../shared/domain/project.ts';
import type { Operation, Session } from '../storage/connector.ts';
import type { FilesPart } from './files-part.ts';

/** The little that is needed of a storage: a session, once it is connected. */
export interface RowSource {
  session(): Promise<Session>;
}

/** What rows and files know of each other lies in a whole project. An open project is one. */
export interface FilesProject {
  readonly manifest: Manifest;
  readonly storages: ReadonlyMap<string, RowSource>;
  readonly files: ReadonlyMap<string, FilesPart>;
}

/** A model with the fields of it that name files of the storage in question. */
export interface FileModel {
  readonly model: Model;
  readonly fields: readonly Field[];
}

interface KnownModels {
  readonly models: readonly FileModel[];
  readonly until: number;
}

/** Catalogues change seldom, and reading that of 20,000 tables for each file would be a waste. */
const keptMs = 30_000;
const known = new WeakMap<Session, KnownModels>();

/**
 * Models of a storage that hold file fields; those that the project file names come first.
 * @throws AppError `timeout`, when the catalogue is too big to be looked through in time
 */
export async function fileModels(
  session: Session,
  manifest: Manifest,
  operation: Operation,
): Promise<readonly FileModel[]> {
  const kept = known.get(session);
  if (kept && kept.until > performance.now()) return kept.models;
  const summaries = await session.list(operation);
  const namesFiles = (id: string) => Object.keys(manifest.models[id]?.files ?? {}).length > 0;
  const ordered = [...summaries.filter(({ id }) => namesFiles(id)), ...summaries.filter(({ id }) => !namesFiles(id))];
  const models: FileModel[] = [];
  for (const { id } of ordered) {
    const model = await session.describe(id, operation);
    const fields = model.fields.filter((field) => field.file !== null);
    if (fields.length > 0) models.push({ model, fields });
  }
  known.set(session, { models, until: performance.now() + keptMs });
  return models;
}

/** The field whose text stands for a row under its picture: a caption or title of its own, else the model's. */
export function captionFieldOf(model: Model): string | null {
  const own = ['caption', 'title'].map((name) =>
    model.fields.find((field) => field.name.toLowerCase() === name && field.type === 'text'),
  );
  const field =
    own.find((found) => found !== undefined) ?? model.fields.find(({ name }) => name === model.captionField);
  // A number or a file id says less than the file's own name.
  return field && field.type === 'text' && field.file === null ? field.name : null;
}

/** The column that orders a gallery, when the model has one. */
export function positionFieldOf(model: Model): string | null {
  const numeric = new Set(['integer', 'real', 'decimal', 'any']);
  const names = ['sort', 'position', 'sort_order', 'ordering'];
  const found = names.map((name) =>
    model.fields.find((field) => field.name.toLowerCase() === name && numeric.has(field.type)),
  );
  return found.find((field) => field !== undefined)?.name ?? null;
}
