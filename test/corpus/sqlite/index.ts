import type { SqliteFamily } from '../corpus.ts';
import { classes } from './classes.ts';
import { blobs, integers, numerics, reals } from './numbers.ts';
import { texts } from './texts.ts';

export const sqliteFamilies: readonly SqliteFamily[] = [
  classes,
  texts,
  integers,
  reals,
  numerics,
  blobs,
  { ...classes, name: 'storage classes under ANY', declared: 'ANY_TYPE_AT_ALL BLOB' },
];
