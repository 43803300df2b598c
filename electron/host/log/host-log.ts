import { type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import { logLineAsText } from './log-text.ts';
import { Redactor } from './redact.ts';
import { RotatingFile, type RotationLimits } from './rotating-file.ts';

/** The log of one host: JSON lines in a folder, secrets hidden before they are written. */
export interface HostLog {
  readonly log: Logger;
  /** From now on this text is never written. */
  addSecret(secret: string): void;
  /** The newest part as text for people; with `reference` only the entries that carry it. */
  read(reference?: string): Promise<string>;
  flush(): Promise<void>;
  /** For the last moment of a process. */
  flushSync(): void;
}

const defaultLimits: RotationLimits = { maxFileBytes: 5_000_000, keptFiles: 4 };
const readLimitBytes = 1_000_000;

/** Opens `<directory>/storeroom.log` for appending; makes the folder. */
export function openHostLog(directory: string, limits: RotationLimits = defaultLimits): HostLog {
  const file = new RotatingFile(directory, 'storeroom', limits);
  const redactor = new Redactor();
  const log = pino(
    {
      level: 'info',
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: stdSerializers.err },
    },
    { write: (line: string) => file.write(redactor.redact(line)) },
  );
  return {
    log,
    addSecret: (secret) => redactor.add(secret),
    read: async (reference) => {
      const lines = await file.readNewest(
        readLimitBytes,
        (line) => reference === undefined || line.includes(reference),
      );
      return lines.map(logLineAsText).join('');
    },
    flush: () => file.flush(),
    flushSync: () => file.flushSync(),
  };
}
