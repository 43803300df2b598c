import type { ModelSummary } from '../../../shared/domain/catalog.ts';
import type { IconName } from '../../ui/index.ts';

const byWord: readonly (readonly [RegExp, IconName])[] = [
  [/audit|log|histor|event|activit/, 'clipboard'],
  [/setting|config|option|preference/, 'settings'],
  [/line|item|detail|entr/, 'list'],
  [/staff|employee|member|badge/, 'id'],
  [/customer|user|people|person|client|account|contact|guest/, 'users'],
  [/address|place|location|city|countr/, 'map'],
  [/invoice|bill|receipt|payment/, 'invoice'],
  [/order|cart|purchase|sale/, 'cart'],
  [/product|stock|good|article|sku|package/, 'package'],
  [/album|book(?!ing)|gallery|notebook/, 'album'],
  [/photo|image|picture|media/, 'image'],
  [/camera|shoot|session|equipment|lens/, 'camera'],
  [/tag|label|categor|topic/, 'tags'],
  [/mail|newsletter/, 'mail'],
  [/message|comment|note|chat|review/, 'message'],
  [/file|document|attachment|page|post/, 'document'],
  [/date|calendar|appointment|booking|schedule|time/, 'calendar'],
  [/key|token|secret|permission|role/, 'key'],
  [/stat|report|metric|total|revenue|sum/, 'chart'],
];

/** Of what is no plain table: it is something else, whatever it is called. */
const byKind: Readonly<Partial<Record<ModelSummary['kind'], IconName>>> = {
  view: 'view',
  materialized: 'materialized',
  partitioned: 'partitioned',
  foreign: 'foreign',
};

/** In words, for what is no plain table; empty for one. */
export const kindWords: Readonly<Record<ModelSummary['kind'], string>> = {
  table: '',
  view: 'view',
  materialized: 'materialized view',
  partitioned: 'partitioned table',
  foreign: 'foreign table',
  virtual: 'virtual table',
  shadow: 'shadow table',
};

/** A picture that fits the name; what is no plain table has its own. */
export function modelIcon(model: Pick<ModelSummary, 'id' | 'kind'> & Partial<Pick<ModelSummary, 'schema'>>): IconName {
  const special = byKind[model.kind];
  if (special !== undefined) return special;
  // The name of a schema says nothing about one of its tables.
  const own = model.schema ? model.id.slice(model.schema.length) : model.id;
  const name = own.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  // The last word says what it is, the others whose: `album_tags` are tags. `monkey` is no key.
  for (const word of name.split(/[^a-z]+/).reverse()) {
    const found = byWord.find(([pattern]) => word.search(pattern) === 0);
    if (found !== undefined) return found[1];
  }
  return 'table';
}
