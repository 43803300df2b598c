import type { FieldType } from '../../../../shared/domain/catalog.ts';

/** SQLite's own five rules (datatype3.html, 3.1), in their order. */
export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric';

/** @param isStrict in a STRICT table ANY keeps what it is given; elsewhere it is a type like any unknown one. */
export function affinityOf(declaredType: string, isStrict = false): Affinity {
  const type = declaredType.toUpperCase();
  if (isStrict && type === 'ANY') return 'blob';
  if (type.includes('INT')) return 'integer';
  if (/CHAR|CLOB|TEXT/.test(type)) return 'text';
  if (type.includes('BLOB') || type === '') return 'blob';
  if (/REAL|FLOA|DOUB/.test(type)) return 'real';
  return 'numeric';
}

const byWord: readonly (readonly [RegExp, FieldType])[] = [
  [/^BOOL/, 'boolean'],
  [/^(DATETIME|TIMESTAMP)/, 'datetime'],
  [/^DATE\b/, 'date'],
  [/^TIME\b/, 'time'],
  [/^JSON/, 'json'],
  [/^(DECIMAL|NUMERIC|NUMBER|MONEY|CURRENCY)/, 'decimal'],
  [/^(BLOB|BYTEA|BINARY|VARBINARY|IMAGE|(TINY|MEDIUM|LONG)BLOB)/, 'bytes'],
  [/^(UUID|GUID|STRING|ENUM|CITEXT|XML|INET)\b/, 'text'],
  [/^(SMALL|BIG)?SERIAL/, 'integer'],
];

const date = /^\d{4}-\d{2}-\d{2}$/;
const time = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;
const datetime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/**
 * What a column holds, for showing and filtering. Its declared type decides; SQLite stores dates, documents and often
 * everything else as text, so a text or untyped column is judged by its first values, and only when all of them agree.
 */
export function fieldTypeOf(declaredType: string, samples: readonly string[], isStrict = false): FieldType {
  const type = declaredType.trim().toUpperCase();
  for (const [word, fieldType] of byWord) if (word.test(type)) return fieldType;
  switch (affinityOf(type, isStrict)) {
    case 'integer':
      return /^TINYINT\s*\(\s*1\s*\)/.test(type) ? 'boolean' : 'integer';
    case 'real':
      return 'real';
    case 'text':
      return typeOfSamples(samples) ?? 'text';
    case 'blob':
      return typeOfSamples(samples) ?? 'any';
    case 'numeric':
      return 'any';
  }
}

function typeOfSamples(samples: readonly string[]): FieldType | null {
  const values = samples.filter((value) => value !== '');
  if (values.length < 2) return null;
  if (values.every((value) => date.test(value))) return 'date';
  if (values.every((value) => datetime.test(value))) return 'datetime';
  if (values.every((value) => time.test(value))) return 'time';
  return values.every(isDocument) ? 'json' : null;
}

function isDocument(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The n of `VARCHAR(n)` and its like, in characters. SQLite itself does not hold to it; who declared it expects everybody to.
 * Numbers in the type of anything but text say something else.
 */
export function declaredLength(declaredType: string): number | null {
  const [, type, length] = /^([^()]*)\(\s*(\d{1,9})\s*(?:CHAR|BYTE)?\s*\)/i.exec(declaredType) ?? [];
  if (type === undefined || !/CHAR|CLOB|TEXT|STRING/i.test(type)) return null;
  return Number(length) > 0 ? Number(length) : null;
}
