import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface StoredTestFile {
  readonly id?: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Replaces or adds keys of `.fileinfo.json`; a text replaces all of it, `null` leaves it out. */
  readonly info?: Readonly<Record<string, unknown>> | string | null;
}

/** Writes a file as Wefram does: folder, file, description. @returns its id */
export async function storeFile(root: string, storage: string, file: StoredTestFile): Promise<string> {
  const id = file.id ?? randomBytes(16).toString('hex');
  const folder = idFolder(root, storage, id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file.name), file.bytes);
  if (file.info !== null) await writeFile(join(folder, '.fileinfo.json'), infoText(file));
  return id;
}

export function idFolder(root: string, storage: string, id: string): string {
  return join(root, storage, id.slice(0, 2), id.slice(2, 4), id.slice(4));
}

function infoText({ name, bytes, info }: StoredTestFile): string {
  if (typeof info === 'string') return info;
  const usual = {
    content_type: 'application/octet-stream',
    filename: name,
    filesize: bytes.length,
    timestamp: '2026-11-21T19:57:26',
    user: null,
  };
  return JSON.stringify({ ...usual, ...info });
}
