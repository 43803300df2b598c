import type { WholeCell } from '../../shared/domain/cell.ts';
import { sqliteFamilies } from './sqlite/index.ts';

/** SQL that makes a table for each family, named after it: `id`, `other` and the value `v`. @param end of each definition */
export function sqliteCorpusSql(end = ''): string {
  return sqliteFamilies
    .map(({ name, declared, values }) => {
      const rows = values.map(({ sql }, at) => `INSERT INTO "${name}" (id, v) VALUES (${at + 1}, ${sql});`).join('');
      return `CREATE TABLE "${name}" (id INTEGER PRIMARY KEY, other TEXT DEFAULT 'o', v ${declared})${end};${rows}`;
    })
    .join('');
}

/** What a stored value is to a person. @param stored as `SqliteValue.stored` writes it */
export function sqliteCell(stored: string): WholeCell {
  const at = stored.indexOf(':');
  const content = stored.slice(at + 1);
  switch (at < 0 ? stored : stored.slice(0, at)) {
    case 'null':
      return null;
    case 'integer':
      return BigInt(content);
    case 'real':
      return { kind: 'real', text: content };
    case 'text':
      return content;
    default:
      return { kind: 'bytes', hex: content };
  }
}
