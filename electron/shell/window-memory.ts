import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type WindowState, windowStateSchema } from './window-bounds.ts';

const fileSchema = z.strictObject({
  version: z.literal(1),
  /** Newest last. */
  windows: z.array(z.strictObject({ displays: z.string(), state: windowStateSchema })),
});

/** More sets of displays than a person has desks. */
const keptSets = 8;

/** Remembers how the window was left, for each set of displays. */
export interface WindowMemory {
  /** As it was left with these displays; else as it was left last; `null` the first time. */
  recall(displays: string): WindowState | null;
  keep(displays: string, state: WindowState): void;
}

/** Reads `<data>/window.json`. A file that can't be read counts as none: bounds are no loss. */
export function openWindowMemory(dataDirectory: string, log: Logger): WindowMemory {
  const path = join(dataDirectory, 'window.json');
  let windows = readWindows(path, log);
  return {
    recall: (displays) => (windows.find((entry) => entry.displays === displays) ?? windows.at(-1))?.state ?? null,
    keep: (displays, state) => {
      windows = [...windows.filter((entry) => entry.displays !== displays), { displays, state }].slice(-keptSets);
      try {
        // Beside and renamed: a crash leaves the old file or the new one.
        writeFileSync(`${path}.tmp`, `${JSON.stringify({ version: 1, windows })}\n`, { mode: 0o600 });
        renameSync(`${path}.tmp`, path);
      } catch (error) {
        log.warn({ err: error }, 'the bounds of the window could not be kept');
      }
    },
  };
}

function readWindows(path: string, log: Logger): z.infer<typeof fileSchema>['windows'] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).windows;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      log.warn({ err: error }, 'the bounds of the window could not be read');
    return [];
  }
}
