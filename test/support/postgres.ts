import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { PostgresConfig } from '../../shared/domain/postgres-config.ts';
import { postgresForTests } from './services.ts';

/** A database of one test file, UTF-8 and C locale, on the server of the run. */
export interface TestDatabase {
  readonly name: string;
  /** Of the superuser who made it. */
  readonly url: string;
  readonly config: PostgresConfig;
  /** Of the server of the run; `null` where none is needed. */
  readonly password: string | null;
  /** Runs SQL as its administrator: several statements where there are no values. Rows as raw text. */
  run(sql: string, values?: readonly (string | null)[]): Promise<(string | null)[][]>;
  /** A connection of its own, for one who changes things from outside; ends with {@link drop}. */
  connect(): Promise<OutsideConnection>;
  /**
   * Makes a role that may log in and, unless `grants` says otherwise, read and write everything that is there.
   * @returns the configuration that connects with it
   */
  role(options?: RoleOptions): Promise<TestRole>;
  /** Ends all connections to it and deletes it with its roles. */
  drop(): Promise<void>;
}

export interface OutsideConnection {
  run(sql: string, values?: readonly (string | null)[]): Promise<(string | null)[][]>;
  end(): Promise<void>;
}

export interface RoleOptions {
  /** Settings the role begins every session with. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** SQL that is run once for the role; `{role}` stands for its name. */
  readonly grants?: string;
}

export interface TestRole {
  readonly name: string;
  readonly config: PostgresConfig;
  readonly password: string;
}

/** Defaults under which hardly a value looks the way it is stored. */
export const hostileDefaults = {
  DateStyle: 'German, DMY',
  IntervalStyle: 'sql_standard',
  extra_float_digits: '-15',
  bytea_output: 'escape',
  TimeZone: 'Asia/Kathmandu',
  standard_conforming_strings: 'off',
  backslash_quote: 'on',
  array_nulls: 'off',
  xmlbinary: 'hex',
  xmloption: 'document',
  transform_null_equals: 'on',
  client_encoding: 'LATIN1',
  statement_timeout: '0',
  search_path: 'nowhere',
  default_transaction_isolation: 'serializable',
  default_transaction_deferrable: 'on',
  enable_seqscan: 'off',
} as const satisfies Readonly<Record<string, string>>;

const rawText = { getTypeParser: () => (value: string) => value };

const everything = `
GRANT ALL ON SCHEMA public TO {role};
GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO {role};`;

export interface DatabaseOptions {
  /** A server of one's own, by the address of its database `postgres`; default: the server of the run. */
  readonly server?: string;
  /** SQL that fills it. */
  readonly sql?: string;
  /** Default: UTF8. */
  readonly encoding?: string;
}

/** How to reach a database of a server, by the address of another one of its databases. */
export function databaseOn(server: string, name: string): Pick<TestDatabase, 'url' | 'config' | 'password'> {
  const address = parseServer(server);
  const { host, port, user, password } = address;
  return {
    url: databaseUrl(address, name),
    config: { kind: 'postgresql', host, port, database: name, user, sslmode: 'prefer' },
    password,
  };
}

/** Makes an empty database with a name nobody else has. The caller drops it. */
export async function makeDatabase(options: DatabaseOptions = {}): Promise<TestDatabase> {
  const server = options.server ?? (await postgresForTests());
  const name = `storeroom_${randomBytes(6).toString('hex')}`;
  const address = parseServer(server);
  const { config, url } = databaseOn(server, name);
  const outside = new Set<OutsideConnection>();
  const roles = new Set<string>();
  const connectTo = async (database: string) => {
    const client = new Client({
      ...address,
      password: address.password ?? '',
      database,
      ssl: false,
      application_name: 'test outside',
    });
    // A server that a test kills ends this connection too.
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  const asAdministrator = async <Result>(work: (client: Client) => Promise<Result>): Promise<Result> => {
    const client = await connectTo('postgres');
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  await asAdministrator((client) =>
    client.query(
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${options.encoding ?? 'UTF8'}' LC_COLLATE 'C' LC_CTYPE 'C'`,
    ),
  );

  let administrator: Promise<OutsideConnection> | null = null;
  async function connect(): Promise<OutsideConnection> {
    const client = await connectTo(name);
    const connection: OutsideConnection = {
      run: (sql, values) => runRaw(client, sql, values),
      end: async () => {
        if (!outside.delete(connection)) return;
        await client.end();
      },
    };
    client.once('end', () => void outside.delete(connection));
    outside.add(connection);
    return connection;
  }

  const database: TestDatabase = {
    name,
    url,
    config,
    password: address.password,
    run: async (sql, values) => {
      // The one of before may have ended with its server, or never have come about.
      const known = await administrator?.catch(() => null);
      if (known && outside.has(known)) return known.run(sql, values);
      administrator = connect();
      return (await administrator).run(sql, values);
    },
    connect,
    role: async ({ defaults = {}, grants = everything } = {}) => {
      const role = `role_${randomBytes(6).toString('hex')}`;
      const password = randomBytes(9).toString('base64url');
      await database.run(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
      roles.add(role);
      for (const [setting, value] of Object.entries(defaults)) {
        // A list is given as a list: quoted as a whole it would be one name.
        const literal = setting === 'DateStyle' ? value : `'${value.replaceAll("'", "''")}'`;
        await database.run(`ALTER ROLE ${role} SET ${setting} TO ${literal}`);
      }
      if (grants !== '') await database.run(grants.replaceAll('{role}', role));
      return { name: role, password, config: { ...config, user: role } };
    },
    drop: async () => {
      await Promise.all([...outside].map((connection) => connection.end()));
      await asAdministrator(async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        for (const role of roles) await client.query(`DROP ROLE IF EXISTS ${role}`);
      });
    },
  };
  if (options.sql !== undefined) {
    try {
      await database.run(options.sql);
    } catch (error) {
      await database.drop();
      throw error;
    }
  }
  return database;
}

async function runRaw(client: Client, sql: string, values?: readonly (string | null)[]): Promise<(string | null)[][]> {
  const result = await client.query<(string | null)[]>({
    text: sql,
    rowMode: 'array',
    types: rawText,
    ...(values ? { values: [...values] } : {}),
  });
  // Several statements give several results: the last one is what was asked for.
  const last = Array.isArray(result) ? result.at(-1) : result;
  return last?.rows ?? [];
}

interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
}

function parseServer(url: string): ServerAddress {
  // A URL with a user and without a host is none to the URL parser.
  const parsed = new URL(url.replace(/^postgres(ql)?:/, 'http:').replace('@/', '@localhost/'));
  return {
    host: parsed.searchParams.get('host') ?? parsed.hostname,
    port: Number(parsed.port || parsed.searchParams.get('port') || 5432),
    user: decodeURIComponent(parsed.username) || 'postgres',
    password: parsed.password === '' ? null : decodeURIComponent(parsed.password),
  };
}

function databaseUrl({ host, port, user, password }: ServerAddress, database: string): string {
  const person = `${encodeURIComponent(user)}${password === null ? '' : `:${encodeURIComponent(password)}`}`;
  return host.startsWith('/')
    ? `postgresql://${person}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgresql://${person}@${host}:${port}/${database}`;
}
