import { decodeKeyName, encodeKeyName } from '../../../../shared/domain/redis-name.ts';

const delimiter = 0x3a;

/** Paths of the folders that hold a key or a folder, from the root down, as base64url; a folder's own path included. */
export function ancestorsOf(path: string): string[] {
  const bytes = decodeKeyName(path);
  const paths: string[] = [];
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, at + 1)) {
    paths.push(encodeKeyName(bytes.subarray(0, at + 1)));
  }
  return paths;
}
