import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/domain/app-error.ts';
import { type AskedFrom, askedFrom, askedFromSchema } from '../host/launch/asked-from.ts';
import type { LaunchOptions } from '../host/launch/options.ts';
import { defaultDataDirectory } from '../host/launch/places.ts';
import { StartRefused } from '../host/launch/start-refused.ts';
import { appScheme } from './app-scheme.ts';
import { parseDesktopOptions } from './desktop-options.ts';
import type { DesktopPlaces, DesktopProgram } from './desktop-program.ts';
import type { ElectronParts } from './electron-parts.ts';
import { runDesktop } from './run-desktop.ts';

const refusedExitCode = 2;

/** What a second start sends to the first. */
const additionalDataSchema = z.object({ target: z.string().nullable(), from: askedFromSchema.optional() });

/**
 * Starts the desktop form. Everything up to the first `await` happens before Electron is ready, as it must: schemes and
 * the sandbox can't be set up later, and a file that was double-clicked is told early.
 */
export async function startDesktop(
  electron: ElectronParts,
  program: DesktopProgram,
  places: DesktopPlaces,
): Promise<void> {
  const { app } = electron;
  app.setName('Storeroom');
  const parsed = parseDesktopOptions(program.argv, program.workingDirectory);
  if (parsed.kind === 'help') {
    program.print(parsed.text);
    app.exit(0);
    return;
  }
  if (parsed.kind === 'refused') return refuse(electron, program, parsed.message);
  const inbox = openInbox(electron, parsed.options.target);
  const dataDirectory = parsed.options.dataDirectory ?? defaultDataDirectory();
  try {
    moveUserData(electron, dataDirectory);
  } catch (error) {
    return refuse(electron, program, `The data folder ${dataDirectory} can't be used: ${messageOf(error)}`);
  }
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([appScheme]);
  // Before the lock of the data folder: Windows lets only the first instance bring its window to the front.
  const { target } = parsed.options;
  const from = askedFrom(target, process.env, program.workingDirectory);
  if (!app.requestSingleInstanceLock(from ? { target, from } : { target })) {
    program.note('Storeroom runs already with this data folder; it has taken this over');
    program.print('Storeroom: shown in its own window\n');
    app.exit(0);
    return;
  }
  await app.whenReady();
  try {
    await runDesktop({ electron, program, places, inbox, dataDirectory, readOnly: parsed.options.readOnly });
  } catch (error) {
    if (error instanceof StartRefused) return refuse(electron, program, error.message);
    if (error instanceof AppError) {
      return refuse(electron, program, [error.message, error.detail.advice].filter(Boolean).join('. '));
    }
    throw error;
  }
}

/** Paths and addresses that the person asks to open, from wherever they come. */
export interface Inbox {
  /** The first one: of the command line, or a file the system named before the start was over. */
  first(): LaunchOptions['target'];
  /** Those that come later; `null` asks for the window only. */
  onLater(listener: (target: string | null, from?: AskedFrom) => void): void;
}

function openInbox({ app }: Pick<ElectronParts, 'app'>, given: string | null): Inbox {
  let first = given;
  let tell: ((target: string | null, from?: AskedFrom) => void) | null = null;
  const take = (target: string | null, from?: AskedFrom) => {
    if (tell) tell(target, from);
    else first = target ?? first;
  };
  // macOS tells double-clicked files so, even before it is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take(path);
  });
  app.on('second-instance', (_event, _argv, _workingDirectory, additionalData) => {
    // Its arguments may have been reordered and added to; what it sent along is its own reading of them.
    const wish = additionalDataSchema.safeParse(additionalData);
    take(wish.success ? wish.data.target : null, wish.data?.from);
  });
  return {
    first: () => first,
    onLater: (listener) => {
      tell = listener;
    },
  };
}

/** What Chromium keeps (caches, storage of the page, the single instance's lock) belongs to the data folder. */
function moveUserData({ app }: Pick<ElectronParts, 'app'>, dataDirectory: string): void {
  const directory = join(dataDirectory, 'electron');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  app.setPath('userData', directory);
}

function refuse(
  { app, dialog }: Pick<ElectronParts, 'app' | 'dialog'>,
  program: DesktopProgram,
  message: string,
): void {
  program.note(message);
  // Where nobody reads the terminal. This one dialog may be shown before Electron is ready.
  if (!program.hasTerminal) dialog.showErrorBox('Storeroom can’t start', message);
  app.exit(refusedExitCode);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
