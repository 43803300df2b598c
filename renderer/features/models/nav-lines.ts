import type { ModelSummary } from '../../../shared/domain/catalog.ts';

/** A line of the sidebar: the heading of a schema, or a model. */
export type NavLine =
  | { readonly kind: 'heading'; readonly schema: string; readonly count: number; readonly isClosed: boolean }
  | { readonly kind: 'model'; readonly model: ModelSummary };

/** The part of a group that is in sight. */
export interface NavGroup {
  /** `null` where the store has no schemas. */
  readonly schema: string | null;
  /** Place of the first line, counted from the top of the list. */
  readonly at: number;
  readonly lines: readonly NavLine[];
}

/** Text to search each model by, made once for a list: a filter of 20,000 models runs at every key. */
export function searchTexts(models: readonly ModelSummary[]): readonly string[] {
  return models.map(({ id, caption }) => `${caption}\n${id}`.toLowerCase());
}

/** The models whose name, caption or schema holds every word of the text. */
export function findModels(
  models: readonly ModelSummary[],
  texts: readonly string[],
  wanted: string,
): readonly ModelSummary[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return models;
  return models.filter((_, index) => words.every((word) => texts[index]?.includes(word)));
}

/**
 * The lines of a list: models under the headings of their schemas, in the order in which the schemas come. Without schemas
 * there are no headings.
 */
export function navLines(models: readonly ModelSummary[], closed: ReadonlySet<string>): readonly NavLine[] {
  const bySchema = new Map<string | null, ModelSummary[]>();
  for (const model of models) {
    const group = bySchema.get(model.schema);
    if (group === undefined) bySchema.set(model.schema, [model]);
    else group.push(model);
  }
  const lines: NavLine[] = [];
  for (const [schema, group] of bySchema) {
    const isClosed = schema !== null && closed.has(schema);
    if (schema !== null) lines.push({ kind: 'heading', schema, count: group.length, isClosed });
    if (!isClosed) for (const model of group) lines.push({ kind: 'model', model });
  }
  return lines;
}

/** The lines from `from` to `to` (exclusive) in the groups they belong to. */
export function navGroups(lines: readonly NavLine[], from: number, to: number): readonly NavGroup[] {
  const groups: { schema: string | null; at: number; lines: NavLine[] }[] = [];
  for (let at = from; at < Math.min(to, lines.length); at += 1) {
    const line = lines[at];
    if (line === undefined) break;
    const schema = line.kind === 'heading' ? line.schema : line.model.schema;
    const last = groups.at(-1);
    if (last !== undefined && last.schema === schema) last.lines.push(line);
    else groups.push({ schema, at, lines: [line] });
  }
  return groups;
}
