import { formatJson, jsonTextLimit, looksLikeJson } from '../../../../shared/domain/json-text.ts';
import type { Choice } from '../../../ui/index.ts';

export type ViewName = 'json' | 'text' | 'hex';

const labels: Readonly<Record<ViewName, string>> = { json: 'JSON', text: 'Raw', hex: 'Hex' };

export interface Views {
  /** Printed, when the value is JSON. */
  readonly json: string | null;
  readonly choices: readonly Choice<ViewName>[];
  readonly initial: ViewName;
}

/** How a value can be looked at. `text` is `null` for bytes that are no text; `isWhole` false: only its beginning is here. */
export function viewsOf(text: string | null, isWhole: boolean): Views {
  const json = text !== null && isWhole && looksLikeJson(text) ? formatJson(text, 2, jsonTextLimit) : null;
  const names: ViewName[] = [
    ...(json === null ? [] : ['json' as const]),
    ...(text === null ? [] : ['text' as const]),
    'hex',
  ];
  return { json, choices: names.map((value) => ({ value, label: labels[value] })), initial: names[0] ?? 'hex' };
}
