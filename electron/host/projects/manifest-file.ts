import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../shared/domain/app-error.ts';

/** A JSON object as it stands in a file. Numbers are kept as their text. */
export type RawObject = Record<string, unknown>;

/** @throws SyntaxError; AppError `bad_request` for JSON that is no object */
export function parseRaw(text: string, path: string): RawObject {
  const parsed: unknown = JSON.parse(text, keepNumber);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new AppError('bad_request', `${path} is not a project file`, { subject: path });
  // What JSON.parse gives for an object.
  return parsed as RawObject;
}

/** Numbers nobody changes are written as they were read: `1.50` stays, and so does what a double can't hold. */
function keepNumber(_key: string, value: unknown, context?: { readonly source: string }): unknown {
  return typeof value === 'number' && context ? rawJson(context.source) : value;
}

/** `JSON.rawJSON` (ECMAScript, "JSON.parse source text access"), which this version of the types does not know. */
function rawJson(source: string): unknown {
  return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(source);
}

/** As text, indented as the file was. */
export function writeRaw(raw: RawObject, before: string | null): string {
  const indent = before === null ? '  ' : (/^[[{]\r?\n([ \t]+)/.exec(before)?.[1] ?? '  ');
  return `${JSON.stringify(raw, null, indent)}\n`;
}

/**
 * Writes a project file so that it is the old one or the new one, also after a power failure: beside it, to the disk, then
 * renamed. One that is there keeps its permissions; a new one is for its owner only. A link stays a link.
 * @throws AppError `read_only` where the place can't be written
 */
export async function writeManifestFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  });
  const temporary = join(dirname(target), `.storeroom.json.${process.pid}.tmp`);
  try {
    const mode = await stat(target).then(
      (found) => found.mode & 0o777,
      () => 0o600,
    );
    const file = await open(temporary, 'w', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true });
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new AppError(
        'read_only',
        `${path} can’t be written`,
        { subject: path, advice: 'Duplicate the project: the copy is kept in Storeroom’s data folder.' },
        { cause: error },
      );
    throw error;
  }
}

/** Makes the renaming itself last. Windows has no handle for that and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** @returns `null` when there is no such file */
export async function readManifestText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
