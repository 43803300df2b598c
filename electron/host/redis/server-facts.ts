import { AppError } from '../../../shared/domain/app-error.ts';
import { asBytes, asNumber, type ReadingConnection } from './reading-connection.ts';

/** What a server tells about itself; servers may refuse to. */
export interface ServerFacts {
  /** `Redis 7.0.15`; `Redis` alone where INFO is refused. */
  readonly version: string;
  readonly isLoading: boolean;
}

export interface DatabaseSize {
  readonly db: number;
  readonly keys: number;
}

/**
 * Asks for the version. INFO may be forbidden or missing: then a PING tells whether the server answers at all.
 *
 * @throws AppError `auth` when the login is wanted and missing, `connection` when the server can't answer.
 */
export async function readServerFacts(connection: ReadingConnection): Promise<ServerFacts> {
  const info = await readInfo(connection, 'server');
  if (info === null) {
    await connection.send('PING');
    return { version: 'Redis', isLoading: false };
  }
  const name = info.get('server_name');
  const isValkey = name === 'valkey' || info.has('valkey_version');
  const version = (isValkey ? info.get('valkey_version') : undefined) ?? info.get('redis_version') ?? '';
  const persistence = await readInfo(connection, 'persistence');
  return {
    version: `${isValkey ? 'Valkey' : 'Redis'} ${version}`.trim(),
    isLoading: persistence?.get('loading') === '1',
  };
}

/** The databases that hold keys, and `own`. One database where INFO is refused; never a SELECT to try. */
export async function readDatabases(connection: ReadingConnection, own: number): Promise<DatabaseSize[]> {
  const info = await readInfo(connection, 'keyspace');
  if (info === null) return [{ db: own, keys: (await readSize(connection)) ?? 0 }];
  const sizes = new Map<number, number>([[own, 0]]);
  for (const [name, text] of info) {
    const db = /^db(\d+)$/.exec(name)?.[1];
    const keys = /(?:^|,)keys=(\d+)/.exec(text)?.[1];
    if (db !== undefined && keys !== undefined) sizes.set(Number(db), Number(keys));
  }
  return [...sizes].map(([db, keys]) => ({ db, keys })).sort((a, b) => a.db - b.db);
}

/** DBSIZE of the connection's database; `null` where it is refused. */
export async function readSize(connection: ReadingConnection): Promise<number | null> {
  try {
    return asNumber(await connection.send('DBSIZE'));
  } catch (error) {
    if (isRefused(error)) return null;
    throw error;
  }
}

/** Whether the server answered that it won't: the user may not, or the server does not know the command. */
export function isRefused(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === 'unsupported' || (error.code === 'auth' && /NOPERM/.test(error.message)))
  );
}

async function readInfo(connection: ReadingConnection, section: string): Promise<Map<string, string> | null> {
  try {
    const text = asBytes(await connection.send('INFO', section)).toString('utf8');
    const lines = text.split(/\r?\n/).map((line) => /^([^#:][^:]*):(.*)$/.exec(line));
    return new Map(lines.flatMap((line) => (line ? [[line[1] ?? '', line[2] ?? ''] as const] : [])));
  } catch (error) {
    if (isRefused(error)) return null;
    throw error;
  }
}
