import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import { type SslMode, sslModes } from '../../../../../shared/domain/postgres-config.ts';
import type {
  FieldOrigin,
  PostgresSettings,
  ResolvedFieldName,
} from '../../../../../shared/domain/project-settings.ts';
import { isConnectionUrl, readConnectionText } from './connection-text.ts';
import { noteOfParameter } from './parameter-notes.ts';
import { findPassword } from './password-file.ts';
import { readService } from './service-file.ts';

export interface ResolvedConnection {
  readonly settings: PostgresSettings;
  /** One that stood in the text, the environment, a service or a password file. */
  readonly password: string | null;
  readonly origins: Partial<Record<ResolvedFieldName, FieldOrigin>>;
  /** What was left out or not understood, for the person. */
  readonly notes: string[];
}

/** Where what is not given is looked up. */
export interface ResolvePlace {
  readonly environment: NodeJS.ProcessEnv;
  /** The person's home folder and their name on this computer. */
  readonly home: string;
  readonly user: string;
  /** Relative paths start here; default: where Storeroom was started. */
  readonly directory?: string;
}

/** libpq's variables for its parameters (https://www.postgresql.org/docs/18/libpq-envars.html). */
const variables: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslcrl: 'PGSSLCRL',
  sslcrldir: 'PGSSLCRLDIR',
  sslcertmode: 'PGSSLCERTMODE',
  sslnegotiation: 'PGSSLNEGOTIATION',
  ssl_min_protocol_version: 'PGSSLMINPROTOCOLVERSION',
  ssl_max_protocol_version: 'PGSSLMAXPROTOCOLVERSION',
  requirepeer: 'PGREQUIREPEER',
  require_auth: 'PGREQUIREAUTH',
  channel_binding: 'PGCHANNELBINDING',
  gssencmode: 'PGGSSENCMODE',
  krbsrvname: 'PGKRBSRVNAME',
  options: 'PGOPTIONS',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  load_balance_hosts: 'PGLOADBALANCEHOSTS',
};

const fieldParameters: Readonly<Record<ResolvedFieldName, string>> = {
  host: 'host',
  port: 'port',
  database: 'dbname',
  user: 'user',
  password: 'password',
  sslMode: 'sslmode',
  rootCertificate: 'sslrootcert',
  certificate: 'sslcert',
  key: 'sslkey',
};

interface Found {
  readonly value: string;
  readonly origin: FieldOrigin;
}

/**
 * Fills in the fields of a connection as libpq would, and says where each came from: the text, then its service, then the
 * environment, then the defaults; a password that is still missing from the password file. Connects to nothing.
 *
 * @throws AppError `bad_request` when the text can't be read or names a service nobody knows
 */
export async function resolveConnection(text: string, place: ResolvePlace): Promise<ResolvedConnection> {
  const notes: string[] = [];
  const found = new Map<string, Found>();
  const add = (name: string, value: string, origin: FieldOrigin) => {
    if (value !== '' && !found.has(name)) found.set(name, { value, origin });
  };

  const given: FieldOrigin = { kind: 'url', text: isConnectionUrl(text) ? 'URL' : 'Connection string' };
  for (const [name, value] of readConnectionText(text)) add(name, value, given);
  await addService(found, place, add, notes);
  for (const [name, variable] of Object.entries(variables)) {
    add(name, place.environment[variable] ?? '', { kind: 'environment', text: variable });
  }
  if (place.environment.PGREQUIRESSL === '1') add('sslmode', 'require', { kind: 'environment', text: 'PGREQUIRESSL' });

  takeHostAddress(found, notes);
  add('host', 'localhost', libpqDefault);
  add('port', '5432', libpqDefault);
  add('user', place.user, { kind: 'default', text: 'Your name on this computer' });
  add('dbname', found.get('user')?.value ?? '', { kind: 'default', text: 'The name of the user' });
  settleSslMode(found, add, notes);
  if (found.get('sslmode')?.value !== 'disable') await addCertificates(place, add);
  await addPassword(found, place, add, notes);

  const settings = settingsOf(found, place);
  for (const [name, { value, origin }] of found) {
    const note = noteOfParameter(name, value, origin);
    if (note !== null) notes.push(note);
  }
  const origins: Partial<Record<ResolvedFieldName, FieldOrigin>> = {};
  for (const [field, parameter] of Object.entries(fieldParameters)) {
    const origin = found.get(parameter)?.origin;
    // The keys of the record above are the names of the fields.
    if (origin) origins[field as ResolvedFieldName] = origin;
  }
  return { settings, password: found.get('password')?.value ?? null, origins, notes };
}

const libpqDefault: FieldOrigin = { kind: 'default', text: 'libpq’s default' };

type Add = (name: string, value: string, origin: FieldOrigin) => void;

async function addService(
  found: ReadonlyMap<string, Found>,
  { environment, home }: ResolvePlace,
  add: Add,
  notes: string[],
): Promise<void> {
  const service = found.get('service')?.value ?? environment.PGSERVICE ?? '';
  if (service === '') return;
  const own = found.get('servicefile')?.value || environment.PGSERVICEFILE || join(home, '.pg_service.conf');
  const files = [own, ...(environment.PGSYSCONFDIR ? [join(environment.PGSYSCONFDIR, 'pg_service.conf')] : [])];
  for (const file of files) {
    const text = await readIfThere(file);
    const read = text === null ? null : readService(text, service);
    if (!read) continue;
    const shown = tilde(file, home);
    for (const [name, value] of read.parameters) {
      add(name, value, { kind: 'service', text: `service “${service}” in ${shown}` });
    }
    for (const line of read.unread) notes.push(`Line ${line} of ${shown} was not understood`);
    return;
  }
  throw new AppError('bad_request', `No service “${service}” was found`, {
    subject: 'url',
    advice: `It was looked for in ${files.map((file) => tilde(file, home)).join(' and ')}.`,
  });
}

function takeHostAddress(found: Map<string, Found>, notes: string[]): void {
  const address = found.get('hostaddr');
  if (!address) return;
  found.delete('hostaddr');
  if (found.has('host')) notes.push('hostaddr was left out: the host’s name is looked up');
  else found.set('host', address);
}

function settleSslMode(found: Map<string, Found>, add: Add, notes: string[]): void {
  const known = found.get('sslmode');
  const fits = (mode: string) => sslModes.some((one) => one === mode);
  if (known && !fits(known.value)) {
    found.delete('sslmode');
    // What other drivers know by this name is libpq's `require` without a root certificate.
    const instead = known.value === 'no-verify' ? 'require' : 'prefer';
    notes.push(
      known.value === 'allow' || known.value === 'no-verify'
        ? `sslmode=${known.value} was taken as “${instead}”`
        : `sslmode=${known.value} is not known; “${instead}” was taken`,
    );
    found.set('sslmode', { value: instead, origin: known.origin });
  }
  if (found.get('sslrootcert')?.value === 'system') {
    add('sslmode', 'verify-full', { kind: 'default', text: 'libpq’s default with sslrootcert=system' });
  }
  add('sslmode', 'prefer', libpqDefault);
}

/** Files that libpq takes without having been told, where they are. */
async function addCertificates({ home }: ResolvePlace, add: Add): Promise<void> {
  for (const [name, file] of [
    ['sslrootcert', 'root.crt'],
    ['sslcert', 'postgresql.crt'],
    ['sslkey', 'postgresql.key'],
  ] as const) {
    const path = join(home, '.postgresql', file);
    const isThere = await stat(path).then(
      (facts) => facts.isFile(),
      () => false,
    );
    if (isThere) add(name, path, { kind: 'default', text: `~/.postgresql/${file}, where libpq looks` });
  }
}

async function addPassword(
  found: ReadonlyMap<string, Found>,
  { home }: ResolvePlace,
  add: Add,
  notes: string[],
): Promise<void> {
  if (found.has('password')) return;
  const named = found.get('passfile')?.value;
  const file = named ?? join(home, '.pgpass');
  const shown = tilde(file, home);
  const facts = await stat(file).catch(() => null);
  if (!facts) {
    if (named !== undefined) notes.push(`There is no password file ${shown}`);
    return;
  }
  // Windows has no such bits; its password file lies where only its owner looks.
  if (process.platform !== 'win32' && (facts.mode & 0o077) !== 0) {
    notes.push(`${shown} was not read: others may read it too (chmod 600 helps)`);
    return;
  }
  const text = facts.isFile() ? await readIfThere(file) : null;
  if (text === null) {
    notes.push(`${shown} can’t be read`);
    return;
  }
  const ports = (found.get('port')?.value ?? '').split(',');
  const hosts = (found.get('host')?.value ?? '').split(',');
  const matches = hosts.map((host, index) =>
    findPassword(text, {
      host: defaultSockets.has(host) || host === '' ? 'localhost' : host,
      port: (ports.length === 1 ? ports[0] : ports[index]) || '5432',
      database: found.get('dbname')?.value ?? '',
      user: found.get('user')?.value ?? '',
    }),
  );
  const first = matches.find((match) => match !== null);
  if (!first) return;
  add('password', first.password, { kind: 'passfile', text: `${shown}, line ${first.line}` });
  if (matches.some((match) => match !== null && match.password !== first.password)) {
    notes.push(`${shown} has different passwords for the hosts; the one of line ${first.line} was taken`);
  }
}

/** Sockets that a password file calls `localhost`. */
const defaultSockets = new Set(['/tmp', '/var/run/postgresql', '/run/postgresql']);

function settingsOf(found: ReadonlyMap<string, Found>, { home, directory }: ResolvePlace): PostgresSettings {
  const text = (name: string) => found.get(name)?.value ?? '';
  const path = (name: string) => {
    const value = text(name);
    if (value === '' || value === 'system' || isAbsolute(value)) return value;
    return value.startsWith('~/') ? join(home, value.slice(2)) : resolve(directory ?? process.cwd(), value);
  };
  return {
    kind: 'postgresql',
    host: text('host'),
    port: text('port'),
    databases: text('dbname') === '' ? [] : [text('dbname')],
    user: text('user'),
    // It has been settled to one of them.
    sslMode: text('sslmode') as SslMode,
    rootCertificate: path('sslrootcert'),
    certificate: path('sslcert'),
    key: path('sslkey'),
    schemas: [],
  };
}

async function readIfThere(file: string): Promise<string | null> {
  // What can't be read is as good as not there: what was looked for is named by whoever misses it.
  return readFile(file, 'utf8').catch(() => null);
}

function tilde(file: string, home: string): string {
  return home !== '' && file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}
