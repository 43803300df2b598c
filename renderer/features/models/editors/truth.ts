import type { Field } from '../../../../shared/domain/catalog.ts';
import { sameCell, type WholeCell } from '../../../../shared/domain/cell.ts';

/** How a column writes true and false. */
export interface TruthForm {
  readonly yes: WholeCell;
  readonly no: WholeCell;
}

const forms: readonly TruthForm[] = [
  { yes: 1n, no: 0n },
  { yes: true, no: false },
  { yes: 'true', no: 'false' },
  { yes: 'True', no: 'False' },
  { yes: 'TRUE', no: 'FALSE' },
  { yes: 't', no: 'f' },
  { yes: 'T', no: 'F' },
  { yes: '1', no: '0' },
  { yes: 'yes', no: 'no' },
  { yes: 'y', no: 'n' },
  { yes: 'Y', no: 'N' },
  { yes: { kind: 'real', text: '1.0' }, no: { kind: 'real', text: '0.0' } },
];

/** True, false, or `null` for a value that is neither. */
export function truthOf(cell: WholeCell): boolean | null {
  for (const { yes, no } of forms) {
    if (sameCell(cell, yes)) return true;
    if (sameCell(cell, no)) return false;
  }
  return null;
}

/** The form of the value that stands here; without one, that of the allowed values, of the default, of the column. */
export function truthForm(field: Field, like: WholeCell): TruthForm {
  const byValue = like === null ? undefined : forms.find(({ yes, no }) => sameCell(like, yes) || sameCell(like, no));
  if (byValue !== undefined) return byValue;
  const { allowed, defaultText } = field;
  const byRule = forms.find(
    ({ yes, no }) => allowed?.some((cell) => sameCell(cell, yes)) && allowed.some((cell) => sameCell(cell, no)),
  );
  if (byRule !== undefined) return byRule;
  const quoted = /^'(.*)'$/.exec(defaultText?.trim() ?? '')?.[1];
  const byDefault = forms.find(({ yes, no }) => quoted !== undefined && (quoted === yes || quoted === no));
  if (byDefault !== undefined) return byDefault;
  if (field.coercion === 'text') return { yes: '1', no: '0' };
  return field.coercion === null ? { yes: true, no: false } : { yes: 1n, no: 0n };
}

const yesWords: ReadonlySet<string> = new Set(['1', 't', 'true', 'y', 'yes', 'on']);
const noWords: ReadonlySet<string> = new Set(['0', 'f', 'false', 'n', 'no', 'off']);

/** What a person means who types this; `null` when it is no truth. */
export function typedTruth(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (yesWords.has(word)) return true;
  return noWords.has(word) ? false : null;
}
