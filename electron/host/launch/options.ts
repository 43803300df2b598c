import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hidePasswords } from '../log/redact.ts';
import { foreignScheme, isAddress } from '../projects/address-text.ts';

/** What the command line asks for. Paths are absolute. */
export interface LaunchOptions {
  /**
   * A project folder, a `storeroom.json`, an SQLite file, or an address, which may hold a password; `null` opens the demo
   * project.
   */
  readonly target: string | null;
  /** Serve the browser form on loopback, never Electron. */
  readonly browser: boolean;
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether a window or a browser may be opened. */
  readonly open: boolean;
  /** `null` asks for a random one. */
  readonly token: string | null;
  /** `null` takes the default data folder of the platform. */
  readonly dataDirectory: string | null;
  readonly readOnly: boolean;
  /** For `npm run dev`: the renderer comes from Vite in middleware mode instead of the build. */
  readonly dev: boolean;
}

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: LaunchOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'refused'; readonly message: string };

export const helpText = `Storeroom: the rows, files and Redis keys of a project in one window.

Usage: npm start -- [what to open] [options]

What to open (without it, the demo project):
  a project folder, a storeroom.json or an SQLite file
  postgres://user@host/database, "host=… dbname=… user=…", service=NAME, redis://host:6379/0
                What such an address leaves out comes from where libpq looks: the service file, PG*
                variables, ~/.pgpass. Other users of this computer can see a password on a command
                line while Storeroom runs: keep it in ~/.pgpass, PGPASSWORD or the service file.

Options:
  --browser     serve on loopback for a browser, never open the desktop window
  --port N      port of the loopback address (default: any free port)
  --no-open     open no window and no browser, only print the address
  --token T     the token of the address (default: random, 256 bit)
  --data DIR    folder for settings, logs, caches and the demo project
  --read-only   refuse every change
  --help        show this text
`;

const optionTypes = {
  browser: 'boolean',
  port: 'string',
  'no-open': 'boolean',
  token: 'string',
  data: 'string',
  'read-only': 'boolean',
  help: 'boolean',
  dev: 'boolean',
} as const;

type OptionName = keyof typeof optionTypes;

/** The characters RFC 3986 leaves as they are, so that the printed address holds the token letter for letter. */
const tokenPattern = /^[A-Za-z0-9._~-]+$/;

/** How a value is called in a complaint about its absence. */
const valueNames = { port: 'a port number', token: 'a token', data: 'a folder' } as const;

class Refusal extends Error {}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTypes, name);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new Refusal(`--port takes a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function parseToken(text: string): string {
  if (!tokenPattern.test(text)) throw new Refusal('--token takes letters, digits and . _ ~ - only');
  return text;
}

/** Values by option name and the plain arguments, each option known and given as its type asks. */
function readArguments(argv: readonly string[]) {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(Object.entries(optionTypes).map(([name, type]) => [name, { type }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<OptionName, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (!token.rawName.startsWith('--') || !isOptionName(token.name)) {
      throw new Refusal(`Unknown option ${token.rawName}; --help lists the options`);
    }
    const { name, value } = token;
    if (optionTypes[name] === 'boolean') {
      if (value !== undefined) throw new Refusal(`--${name} takes no value`);
      values.set(name, '');
      continue;
    }
    // `--data --read-only` is a forgotten value, not a folder called `--read-only`; `--data=--x` says it is meant.
    if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('--'))) {
      // Every option that is not boolean has a name for its value.
      throw new Refusal(`--${name} needs ${valueNames[name as keyof typeof valueNames]}`);
    }
    values.set(name, value);
  }
  return { values, positionals };
}

/** A path is absolute from now on; an address stays as it was typed, one of a kind that is refused later included. */
function readTarget(text: string, workingDirectory: string): string {
  return isAddress(text) || foreignScheme(text) !== null ? text : resolve(workingDirectory, text);
}

/** What a person typed may hold anything; a complaint stays one line of a terminal. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, '\u{fffd}');
}

/**
 * Reads the arguments of `npm start`. Touches no file: whether the target can be opened is found out later.
 *
 * @param workingDirectory where relative paths start
 */
export function parseOptions(argv: readonly string[], workingDirectory = process.cwd()): ParsedOptions {
  try {
    const { values, positionals } = readArguments(argv);
    if (values.has('help')) return { kind: 'help', text: helpText };
    const [target, surplus] = positionals;
    if (surplus !== undefined) {
      const hint = isAddress(surplus) || isAddress(target ?? '') ? '; put an address with spaces in quotes' : '';
      throw new Refusal(`One thing can be opened at a time, not also "${hidePasswords(surplus)}"${hint}`);
    }
    if (target === '') throw new Refusal('The path to open is empty');
    const port = values.get('port');
    const token = values.get('token');
    const dataDirectory = values.get('data');
    return {
      kind: 'run',
      options: {
        target: target === undefined ? null : readTarget(target, workingDirectory),
        browser: values.has('browser'),
        port: port === undefined ? 0 : parsePort(port),
        open: !values.has('no-open'),
        token: token === undefined ? null : parseToken(token),
        dataDirectory: dataDirectory === undefined ? null : resolve(workingDirectory, dataDirectory),
        readOnly: values.has('read-only'),
        dev: values.has('dev'),
      },
    };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', message: onOneLine(error.message) };
    throw error;
  }
}
