import type { Model, ModelSummary } from '../../../shared/domain/catalog.ts';
import type { Manifest } from '../../../shared/domain/project.ts';
import { findCaptionField } from './caption-field.ts';
import type { Operation, Session } from './connector.ts';

/** The session with what the project file says of its models: captions, file columns, key patterns. */
export function overlayManifest(session: Session, manifest: Manifest): Session {
  const root = Object.keys(manifest.files)[0] ?? null;

  function overlay(model: Model, name: string | null): Model {
    const entry = name === null ? undefined : manifest.models[name];
    if (!entry) return model;
    const files = new Map(Object.entries(entry.files ?? {}));
    const fields = model.fields.map((field) => {
      const storage = files.get(field.name);
      return storage !== undefined && root !== null ? { ...field, file: { root, storage } } : field;
    });
    return {
      ...model,
      caption: entry.caption ?? model.caption,
      fields,
      // A file's id says nothing to a person.
      captionField:
        model.captionField !== null && files.has(model.captionField) ? findCaptionField(fields) : model.captionField,
      keyPatterns: entry.keys ?? [],
    };
  }

  /** Only a bare name needs the others: it means this model when no other schema has one of that name. */
  async function nameOf(model: Model, op: Operation): Promise<string | null> {
    if (Object.hasOwn(manifest.models, model.id)) return model.id;
    const bare = bareName(model);
    if (bare === null || !Object.hasOwn(manifest.models, bare)) return null;
    return namesInManifest(await session.list(op), manifest).get(model.id) ?? null;
  }

  return {
    ...session,
    list: async (op) => {
      const models = await session.list(op);
      const names = namesInManifest(models, manifest);
      const captioned = models.map((model) => {
        const name = names.get(model.id);
        const caption = name === undefined ? undefined : manifest.models[name]?.caption;
        return caption === undefined ? model : { ...model, caption };
      });
      return inManifestOrder(captioned, names, manifest);
    },
    describe: async (id, op) => {
      const model = await session.describe(id, op);
      return overlay(model, await nameOf(model, op));
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** The name under which the project file speaks of a model, by its id: the id itself, else the table's bare name. */
function namesInManifest(models: readonly ModelSummary[], { models: named }: Manifest): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (Object.keys(named).length === 0) return names;
  const bare = new Map<string, string[]>();
  const ids = new Set(models.map(({ id }) => id));
  for (const model of models) {
    if (Object.hasOwn(named, model.id)) names.set(model.id, model.id);
    const name = bareName(model);
    // A model whose id it is has it to itself.
    if (name !== null && Object.hasOwn(named, name) && !ids.has(name))
      bare.set(name, [...(bare.get(name) ?? []), model.id]);
  }
  for (const [name, ids] of bare) {
    const [id] = ids;
    if (id !== undefined && ids.length === 1 && !names.has(id)) names.set(id, name);
  }
  return names;
}

/** The table's name without its schema, unquoted; `null` where models have no schemas. */
function bareName({ id, schema }: ModelSummary): string | null {
  if (schema === null) return null;
  const plain = `${schema}.`;
  const quoted = `"${schema.replaceAll('"', '""')}".`;
  const prefix = [quoted, plain].find((candidate) => id.startsWith(candidate));
  if (prefix === undefined) return null;
  const name = id.slice(prefix.length);
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

/** Models that the project file names come first, in its order: whoever wrote it put what matters at the top. */
function inManifestOrder(
  models: readonly ModelSummary[],
  names: ReadonlyMap<string, string>,
  manifest: Manifest,
): ModelSummary[] {
  const order = new Map(Object.keys(manifest.models).map((name, index) => [name, index]));
  const place = ({ id }: ModelSummary) => order.get(names.get(id) ?? '') ?? order.size;
  return models.toSorted((a, b) => place(a) - place(b));
}
