import { z } from 'zod';
import type { WholeCell } from './cell.ts';
import type { BaseValue, FieldEdit, FieldValue, NewValue } from './change-set.ts';
import { encodeRowKey } from './row-key.ts';
import {
  newRowNumber,
  nothingStaged,
  type StagedEdits,
  type StagedEntry,
  type StagedTable,
  tableId,
} from './staged-edits.ts';
import { findDangling } from './staged-edits-actions.ts';
import { finishWork, putEntry, startWork, workingTable } from './staged-edits-working.ts';

/** Rises when an older Storeroom could not read what this one writes. */
const draftVersion = 1;

/** JSON has no word for an integer that is exact. */
const cell: z.ZodType<WholeCell> = z.union([
  z.null(),
  z.string(),
  z.boolean(),
  z
    .strictObject({ kind: z.literal('integer'), text: z.string().regex(/^-?\d{1,40}$/) })
    .transform(({ text }) => BigInt(text)),
  z.strictObject({ kind: z.literal('real'), text: z.string() }),
  z.strictObject({ kind: z.literal('bytes'), hex: z.string().regex(/^(?:[0-9a-f]{2})*$/) }),
]);

const value: z.ZodType<NewValue> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cell'), cell }),
  z.strictObject({ kind: z.literal('default') }),
  z.strictObject({ kind: z.literal('inserted'), change: z.string(), field: z.string() }),
  z.strictObject({
    kind: z.literal('upload'),
    upload: z.string(),
    as: z.enum(['text', 'bytes']),
    sizeBytes: z.number().int().nonnegative(),
  }),
]);

const base: z.ZodType<BaseValue> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cell'), cell }),
  z.strictObject({ kind: z.literal('guard'), guard: z.string() }),
]);

const fieldValue = z.strictObject({ field: z.string(), value, accepts: cell.optional() });
const fieldEdit = fieldValue.extend({ base });
const change = z.string().regex(/^edit-[1-9]\d{0,14}$/);
const key = z.array(cell).min(1).max(64);

const entrySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('insert'),
    change: z.string().regex(/^new-[1-9]\d{0,14}$/),
    fields: z.array(fieldValue),
  }),
  z.strictObject({ kind: z.literal('update'), change, key, fields: z.array(fieldEdit).min(1) }),
  z.strictObject({
    kind: z.literal('delete'),
    change,
    key,
    base: z.array(z.strictObject({ field: z.string(), base })),
    fields: z.array(fieldEdit),
  }),
]);

const draftSchema = z.strictObject({
  version: z.literal(draftVersion),
  nextNumber: z.number().int().positive(),
  saving: z
    .strictObject({ storage: z.string(), newestEntry: z.string().nullable(), models: z.array(z.string()).optional() })
    .optional(),
  /** New rows stand in their order. */
  tables: z.array(z.strictObject({ storage: z.string(), model: z.string(), entries: z.array(entrySchema) })),
});

/**
 * Set while a storage is being asked to write the edits. When the window ends before it hears the answer, the entries of the
 * journal behind `newestEntry` tell whether they were written.
 */
export interface DraftSaving {
  readonly storage: string;
  readonly newestEntry: string | null;
  /** Only the edits of these models are being written; default: those of all. */
  readonly models?: readonly string[] | undefined;
}

/** The text of an entry never changes, and most entries are the same from one draft to the next. */
const entryTexts = new WeakMap<StagedEntry, string>();

function entryText(entry: StagedEntry): string {
  const known = entryTexts.get(entry);
  if (known !== undefined) return known;
  const text = JSON.stringify({ ...entry, fields: [...entry.fields.values()] }, (_, part: unknown) =>
    typeof part === 'bigint' ? { kind: 'integer', text: String(part) } : part,
  );
  entryTexts.set(entry, text);
  return text;
}

/** The staged edits as text, without the steps that led to them. Reversed by {@link parseDraft}. */
export function draftText(
  edits: Pick<StagedEdits, 'tables' | 'nextNumber'>,
  saving: DraftSaving | null = null,
): string {
  const tables = [...edits.tables.values()].map(({ storage, model, entries, newOrder }) => {
    const created = newOrder.flatMap((id) => entries.get(id) ?? []);
    const stored = [...entries.values()].filter(({ kind }) => kind !== 'insert');
    const texts = [...created, ...stored].map(entryText);
    return `{"storage":${JSON.stringify(storage)},"model":${JSON.stringify(model)},"entries":[${texts.join()}]}`;
  });
  const underWay = saving === null ? '' : `"saving":${JSON.stringify(saving)},`;
  return `{"version":${draftVersion},"nextNumber":${edits.nextNumber},${underWay}"tables":[${tables.join()}]}`;
}

export type ParsedDraft =
  | { readonly kind: 'edits'; readonly edits: StagedEdits; readonly saving: DraftSaving | null }
  /** Written by another version, or damaged. */
  | { readonly kind: 'unreadable'; readonly reason: string };

export function parseDraft(text: string): ParsedDraft {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'The draft is damaged' };
  }
  const version = z.looseObject({ version: z.number() }).safeParse(json);
  if (version.success && version.data.version > draftVersion) {
    return { kind: 'unreadable', reason: 'The draft was written by a newer version of Storeroom' };
  }
  const parsed = draftSchema.safeParse(json);
  if (!parsed.success) return { kind: 'unreadable', reason: 'The draft is damaged' };
  const tables = new Map<string, StagedTable>();
  const changes = new Set<string>();
  let entryCount = 0;
  let nextNumber = parsed.data.nextNumber;
  for (const { storage, model, entries } of parsed.data.tables) {
    const byId = new Map<string, StagedEntry>();
    for (const read of entries) {
      const entry = entryOf(read);
      byId.set(entry.kind === 'insert' ? entry.change : encodeRowKey(entry.key), entry);
      changes.add(entry.change);
      entryCount += 1;
      nextNumber = Math.max(nextNumber, Number(entry.change.replace(/^\D+/, '')) + 1);
    }
    if (byId.size !== entries.length) return { kind: 'unreadable', reason: 'The draft is damaged' };
    if (byId.size === 0) continue;
    const newOrder = [...byId.keys()].filter((id) => newRowNumber(id) !== null);
    tables.set(tableId(storage, model), { storage, model, entries: byId, newOrder });
  }
  if (changes.size !== entryCount || findDangling(tables) !== null) {
    return { kind: 'unreadable', reason: 'The draft is damaged' };
  }
  return { kind: 'edits', edits: { ...nothingStaged, tables, nextNumber }, saving: parsed.data.saving ?? null };
}

type Optional<T> = { readonly [Key in keyof T]: T[Key] | (undefined extends T[Key] ? undefined : never) };

function byField<T extends FieldValue>(fields: readonly Optional<T>[]): ReadonlyMap<string, T> {
  // An optional part that is absent and one that is undefined mean the same here.
  return new Map(fields.map((one) => [one.field, one as T]));
}

function entryOf(read: z.infer<typeof entrySchema>): StagedEntry {
  switch (read.kind) {
    case 'insert':
      return { ...read, fields: byField<FieldValue>(read.fields) };
    case 'update':
      return { ...read, fields: byField<FieldEdit>(read.fields) };
    case 'delete':
      return { ...read, fields: byField<FieldEdit>(read.fields) };
  }
}

/**
 * Adds the edits of a draft. Its new rows get ids of their own; a field that is staged in both holds the draft's value. Onto
 * nothing it is the beginning, onto staged edits it is a step that can be undone.
 */
export function mergeDraft(edits: StagedEdits, draft: Pick<StagedEdits, 'tables' | 'nextNumber'>): StagedEdits {
  if (edits.tables.size === 0 && edits.past.length === 0 && edits.future.length === 0) {
    return { ...nothingStaged, tables: draft.tables, nextNumber: Math.max(edits.nextNumber, draft.nextNumber) };
  }
  const work = startWork(edits);
  const numbers = new Map<string, string>();
  const idFor = (known: string): string => {
    const given = numbers.get(known) ?? `${known.replace(/\d+$/, '')}${work.nextNumber++}`;
    numbers.set(known, given);
    return given;
  };
  for (const { storage, model, entries, newOrder } of draft.tables.values()) {
    const table = workingTable(work, storage, model);
    for (const id of newOrder) {
      const entry = entries.get(id);
      if (entry?.kind !== 'insert') continue;
      const given = idFor(id);
      putEntry(table, given, { ...entry, change: given, fields: renamed(entry.fields, idFor) });
      table.newOrder = [...table.newOrder, given];
    }
    for (const [id, entry] of entries) {
      if (entry.kind === 'insert') continue;
      const here = table.entries.get(id);
      const fields = renamed(entry.fields, idFor);
      const isHere = here !== undefined && here.kind !== 'insert';
      const all = isHere ? new Map([...here.fields, ...fields]) : fields;
      putEntry(table, id, { ...entry, change: here?.change ?? idFor(entry.change), fields: all });
    }
  }
  return finishWork(work);
}

function renamed<T extends FieldValue>(
  fields: ReadonlyMap<string, T>,
  idFor: (id: string) => string,
): ReadonlyMap<string, T> {
  return new Map(
    [...fields].map(([field, edit]) =>
      edit.value.kind === 'inserted'
        ? [field, { ...edit, value: { ...edit.value, change: idFor(edit.value.change) } }]
        : [field, edit],
    ),
  );
}
