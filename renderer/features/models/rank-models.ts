import type { ModelSummary } from '../../../shared/domain/catalog.ts';

/** A model with its names in lower case, made once for a list: 20,000 of them are looked through at every key. */
export interface RankedModel {
  readonly storage: string;
  readonly model: ModelSummary;
  readonly caption: string;
  readonly id: string;
  /** Without the schema. */
  readonly name: string;
}

export function rankedModel(storage: string, model: ModelSummary): RankedModel {
  const id = model.id.toLowerCase();
  const schema = model.schema?.toLowerCase() ?? null;
  const name = schema !== null && id.startsWith(`${schema}.`) ? id.slice(schema.length + 1) : id;
  return { storage, model, caption: model.caption.toLowerCase(), id, name };
}

const rankCount = 4;

/**
 * The best `limit` for a text: names that are it, then names that begin with it, then words in them that do, then names
 * that hold all of its words. Within a rank the order stays. One pass, nothing is sorted.
 */
export function bestModels(all: readonly RankedModel[], text: string, limit: number): readonly RankedModel[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return all.slice(0, limit);
  const words = wanted.split(/\s+/);
  const found: RankedModel[][] = Array.from({ length: rankCount }, () => []);
  for (const one of all) {
    const rank = rankOf(one, wanted, words);
    const list = rank === null ? undefined : found[rank];
    if (list !== undefined && list.length < limit) list.push(one);
    // Nothing that follows could be better.
    if (found[0]?.length === limit) break;
  }
  return found.flat().slice(0, limit);
}

function rankOf({ caption, id, name }: RankedModel, wanted: string, words: readonly string[]): number | null {
  if (caption === wanted || name === wanted || id === wanted) return 0;
  if (caption.startsWith(wanted) || name.startsWith(wanted) || id.startsWith(wanted)) return 1;
  if (!words.every((word) => caption.includes(word) || id.includes(word))) return null;
  return beginsWord(caption, wanted) || beginsWord(name, wanted) ? 2 : 3;
}

function beginsWord(text: string, wanted: string): boolean {
  const at = text.indexOf(wanted);
  return at > 0 && /[\s_.-]/.test(text.charAt(at - 1));
}
