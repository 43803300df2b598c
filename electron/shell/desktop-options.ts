import { fileURLToPath } from 'node:url';
import { type LaunchOptions, type ParsedOptions, parseOptions } from '../host/launch/options.ts';

/** What the desktop window understands; the rest of the options belongs to the loopback address. */
export type DesktopOptions = Pick<LaunchOptions, 'target' | 'dataDirectory' | 'readOnly'>;

const ownOptions: ReadonlySet<string> = new Set(['data', 'read-only', 'help', 'browser', 'port', 'token', 'no-open']);

/**
 * Reads the arguments of the desktop application. What the system adds (Chromium's own switches, Finder's `-psn_…`) is
 * passed over: nobody typed it.
 */
export function parseDesktopOptions(argv: readonly string[], workingDirectory: string): ParsedOptions {
  const parsed = parseOptions(withoutForeign(argv), workingDirectory);
  if (parsed.kind !== 'run') return parsed;
  const { browser, port, token, open } = parsed.options;
  if (browser || port !== 0 || token !== null || !open) {
    return {
      kind: 'refused',
      message: 'The desktop window has no address: --browser, --port, --token and --no-open belong to "npm start"',
    };
  }
  return parsed;
}

function withoutForeign(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  const rest = end === -1 ? [] : argv.slice(end);
  const own = options.filter((argument) => {
    if (!argument.startsWith('-')) return true;
    return argument.startsWith('--') && ownOptions.has(argument.slice(2).split('=', 1)[0] ?? '');
  });
  return [...own, ...rest].map(asPath);
}

/** Menu entries of Linux hand over addresses (`%U`) where a person types paths. */
function asPath(argument: string): string {
  if (!argument.startsWith('file://')) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    // Of another machine, or malformed: it is refused as a path, by its name.
    return argument;
  }
}
