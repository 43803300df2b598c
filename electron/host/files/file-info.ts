import { z } from 'zod';
import { isPlainName } from './file-id.ts';

/** Name of Wefram's description beside each stored file. */
export const infoName = '.fileinfo.json';
export const infoLimitBytes = 64 * 1024;

/** `.fileinfo.json` as Wefram writes it; other keys are kept by their owner and ignored here. */
const infoSchema = z.looseObject({
  filename: z.string().refine((name) => isPlainName(name) && name !== infoName, 'not a plain name'),
  content_type: z.string().max(255).nullish(),
  filesize: z.number().int().nonnegative().nullish(),
  /** Local time without zone, `YYYY-MM-DDTHH:MM:SS`. */
  timestamp: z.string().max(64).nullish(),
  user: z.string().max(255).nullish(),
});

export type FileInfo =
  | {
      readonly kind: 'ok';
      readonly name: string;
      readonly declaredType: string;
      readonly declaredSize: number | null;
      readonly storedAt: string;
      readonly user: string | null;
    }
  | { readonly kind: 'bad'; readonly problem: string };

export function parseFileInfo(bytes: Uint8Array): FileInfo {
  if (bytes.length > infoLimitBytes) return { kind: 'bad', problem: `${infoName} is larger than 64 KiB` };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // What is wrong inside a damaged description helps nobody; that it is damaged does.
    return { kind: 'bad', problem: `${infoName} is not valid JSON` };
  }
  const parsed = infoSchema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.') ?? '';
    return { kind: 'bad', problem: path ? `${infoName}: "${path}" is not usable` : `${infoName} is not an object` };
  }
  const info = parsed.data;
  return {
    kind: 'ok',
    name: info.filename,
    declaredType: info.content_type ?? '',
    declaredSize: info.filesize ?? null,
    storedAt: info.timestamp ?? '',
    user: info.user ?? null,
  };
}
