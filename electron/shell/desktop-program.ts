import { join } from 'node:path';
import { projectDirectory, rendererDirectory } from '../host/launch/places.ts';

/** Where the parts of the build lie. */
export interface DesktopPlaces {
  readonly renderer: string;
  readonly preload: string;
}

/** The process around the shell; tests give another one. */
export interface DesktopProgram {
  /** What the person typed, without the program's own path. */
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly platform: NodeJS.Platform;
  readonly hasTerminal: boolean;
  /** Standard output. */
  print(text: string): void;
  /** A line on the error stream. */
  note(line: string): void;
  /** Called each time the process is asked to end from outside. */
  onEndSignal(listener: () => void): void;
  /** Called on an error nobody caught. */
  onBug(listener: (error: Error) => void): void;
  /** Ends the process at once, whatever its threads do. */
  kill(): void;
}

export const builtPlaces: DesktopPlaces = {
  renderer: rendererDirectory,
  preload: join(projectDirectory, 'dist', 'preload', 'preload.cjs'),
};

/** This process, inside Electron. */
export function thisProgram(): DesktopProgram {
  // Whoever read our lines may be gone; that is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    // Started as `electron main.js …` while developing, as itself when packaged.
    argv: process.argv.slice(process.defaultApp ? 2 : 1),
    workingDirectory: process.cwd(),
    platform: process.platform,
    hasTerminal: process.stderr.isTTY || Boolean(process.env.STOREROOM_STARTED_BY_SCRIPT),
    print: (text) => void process.stdout.write(text),
    note: (line) => void process.stderr.write(`${line}\n`),
    onEndSignal: (listener) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, listener);
    },
    onBug: (listener) => {
      process.on('uncaughtException', listener);
      // Electron only warns of these; as in Node, they are errors nobody caught.
      process.on('unhandledRejection', (reason) =>
        listener(reason instanceof Error ? reason : new Error(String(reason))),
      );
    },
    kill: () => void process.kill(process.pid, 'SIGKILL'),
  };
}
