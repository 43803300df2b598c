import type { PostgresFamily, PostgresValue } from '../corpus.ts';
import { arrays } from './arrays.ts';
import { bytes } from './bytes.ts';
import { composed } from './composed.ts';
import { documents } from './documents.ts';
import { floats } from './floats.ts';
import { geometry } from './geometry.ts';
import { integers } from './integers.ts';
import { moments } from './moments.ts';
import { network } from './network.ts';
import { numerics } from './numerics.ts';
import { ranges } from './ranges.ts';
import { searching } from './searching.ts';
import { texts } from './texts.ts';

export const postgresFamilies: readonly PostgresFamily[] = [
  integers,
  numerics,
  floats,
  texts,
  bytes,
  documents,
  moments,
  ranges,
  arrays,
  composed,
  network,
  geometry,
  searching,
];

export function postgresValue(given: string | PostgresValue): PostgresValue {
  return typeof given === 'string' ? { text: given } : given;
}
