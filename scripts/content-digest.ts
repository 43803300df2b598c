import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A digest of the names and contents of all files that match. Contents, not times: git writes files anew when a branch
 * is switched there and back.
 */
export async function contentDigest(directory: string, patterns: readonly string[]): Promise<string> {
  const names = new Set<string>();
  for await (const entry of glob([...patterns], { cwd: directory, withFileTypes: true })) {
    if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) names.add(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const name of [...names].sort()) {
    const content = await readFile(name);
    hash.update(`${name.slice(directory.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
