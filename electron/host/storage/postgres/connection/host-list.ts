import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig } from '../../../../../shared/domain/postgres-config.ts';

/** One place where the server may be. */
export interface HostAddress {
  /** A name, an IP address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly isSocket: boolean;
  /** For people: `db.example.org:5432`, `/run/postgresql (port 5432)`. */
  readonly label: string;
}

/** The hosts in the order they are tried. @throws AppError `bad_request` naming the field */
export function listHosts({ host, port }: Pick<PostgresConfig, 'host' | 'port'>): HostAddress[] {
  const hosts = host.split(',').map((name) => name.trim() || 'localhost');
  const ports = String(port)
    .split(',')
    .map((text) => (text === '' ? 5432 : Number(text)));
  if (ports.length !== 1 && ports.length !== hosts.length) {
    throw new AppError('bad_request', `${hosts.length} hosts and ${ports.length} ports`, {
      subject: 'port',
      advice: 'Give one port for all hosts, or one for each.',
    });
  }
  return hosts.map((name, index) => {
    const own = ports[ports.length === 1 ? 0 : index] ?? 5432;
    if (!(own >= 1 && own <= 65_535)) {
      throw new AppError('bad_request', `“${own}” is no port`, {
        subject: 'port',
        advice: 'Give a number up to 65535.',
      });
    }
    // libpq: what begins with a slash is a folder, with @ a socket without a file (Linux).
    const isSocket = name.startsWith('/');
    const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
    const shown = bare.includes(':') && !isSocket ? `[${bare}]` : bare;
    return { host: bare, port: own, isSocket, label: isSocket ? `${name} (port ${own})` : `${shown}:${own}` };
  });
}
