import type { Model, ModelSummary } from '../../../shared/domain/catalog.ts';
import type { Manifest } from '../../../shared/domain/project.ts';
import { findCaptionField } from './caption-field.ts';
import type { Session } from './connector.ts';

/** The session with what the project file says of its models: captions, file columns, key patterns. */
export function overlayManifest(session: Session, manifest: Manifest): Session {
  const root = Object.keys(manifest.files)[0] ?? null;
  const entryOf = (model: string) => (Object.hasOwn(manifest.models, model) ? manifest.models[model] : undefined);
  const caption = <Summary extends ModelSummary>(summary: Summary): Summary => ({
    ...summary,
    caption: entryOf(summary.id)?.caption ?? summary.caption,
  });

  function overlay(model: Model): Model {
    const entry = entryOf(model.id);
    if (!entry) return model;
    const files = new Map(Object.entries(entry.files ?? {}));
    const fields = model.fields.map((field) => {
      const storage = files.get(field.name);
      return storage !== undefined && root !== null ? { ...field, file: { root, storage } } : field;
    });
    return {
      ...caption(model),
      fields,
      // A file's id says nothing to a person.
      captionField:
        model.captionField !== null && files.has(model.captionField) ? findCaptionField(fields) : model.captionField,
      keyPatterns: entry.keys ?? [],
    };
  }

  return {
    ...session,
    list: async (op) => inManifestOrder((await session.list(op)).map(caption), manifest),
    describe: async (model, op) => overlay(await session.describe(model, op)),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Models that the project file names come first, in its order: whoever wrote it put what matters at the top. */
function inManifestOrder(models: readonly ModelSummary[], manifest: Manifest): ModelSummary[] {
  const order = new Map(Object.keys(manifest.models).map((id, index) => [id, index]));
  const place = ({ id }: ModelSummary) => order.get(id) ?? order.size;
  return models.toSorted((a, b) => place(a) - place(b));
}
