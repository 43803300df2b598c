import type { Model, ModelSummary, Relation } from '../../../../../shared/domain/catalog.ts';
import type { ModelNames } from './attach-names.ts';
import type { AttachedFile } from './attached-files.ts';

/** Ids as they are outside, for the ids of one file. */
export type OuterId = (name: string) => string;

export function outerIds(names: ModelNames, file: string | null): OuterId {
  return (name) => names.idOf({ file, name });
}

/** With files attached the models of the main one have a heading of their own, too. */
export function summaryOutside(summary: ModelSummary, file: string | null, idOf: OuterId): ModelSummary {
  return { ...summary, id: idOf(summary.id), schema: file ?? 'main' };
}

export function modelOutside(model: Model, file: string | null, idOf: OuterId): Model {
  const relation = (given: Relation): Relation => ({
    ...given,
    id: file === null ? given.id : `${file}.${given.id}`,
    fromModel: idOf(given.fromModel),
    toModel: idOf(given.toModel),
  });
  return {
    ...model,
    id: idOf(model.id),
    schema: file ?? 'main',
    fields: model.fields.map((field) =>
      field.reference === null
        ? field
        : { ...field, reference: { ...field.reference, model: idOf(field.reference.model) } },
    ),
    outgoing: model.outgoing.map(relation),
    incoming: model.incoming.map(relation),
  };
}

/** Stands in the list for a file that is not open, with what keeps it closed. */
export function closedFileSummary({ name, caption, failure }: AttachedFile): ModelSummary {
  return {
    id: closedFileId(name),
    caption,
    schema: name,
    kind: 'table',
    unreadable: failure?.message ?? 'It is being opened',
  };
}

export function closedFileModel(file: AttachedFile): Model {
  return {
    ...closedFileSummary(file),
    fields: [],
    key: { kind: 'none', fields: [] },
    readOnlyReason: 'The file is not open',
    hasTriggers: false,
    captionField: null,
    outgoing: [],
    incoming: [],
    definition: '',
    keyPatterns: [],
  };
}

export function closedFileId(name: string): string {
  return `${name}.`;
}
